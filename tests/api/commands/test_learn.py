"""`chirashi train`, `evaluate`, `models`, `promote`, `rollback`: what they print and do."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.command_line import app
from api.commands.learn import Search
from data.lake.lake_store import Lake
from data.models.model_store import ModelStore
from data.publisher.synthetic_log import write_log
from recommender.errors import InvalidModel, NotEnoughData, NotFound
from tests.data.publisher.small_publisher import a_small_world
from tests.lake_rows import a_decision_row, a_slot_row, an_event_row, as_table
from tests.model_builder import a_learned
from training.evaluate import learned_until
from training.search import SEARCHES


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHIRASHI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(part) for part in arguments], catch_exceptions=False)


def store_of(home: Path) -> ModelStore:
    return ModelStore(home / "models")


def kept(home: Path, version: str) -> str:
    return store_of(home).save(a_learned(version=version), created_at=datetime.now(UTC))


def test_trains_judges_lists_and_evaluates(home: Path) -> None:
    lake = Lake((home / "lake").as_uri())
    list(write_log(lake, a_small_world(), now=datetime.now(UTC), seed=5, days=3, views_a_day=1_500))
    trained = run("train", "--unclicked-share", "0.5")
    live = store_of(home).live()
    assert f"{live} serves from now on: log-loss" in trained.stdout
    assert "first-choice clicks over random" in trained.stdout
    assert "epoch 1: log-loss" in trained.stderr
    assert "clicks over cross learner alone" in trained.stdout
    assert "new promos, of all exposures" in trained.stdout
    assert list((home / "cross_states").glob("*.npz"))
    assert str(live) in run("models").stdout
    evaluated = run("evaluate", "--days", "2").stdout
    assert "AUC" in evaluated
    assert "Judged on the last 2 days of the lake" in evaluated
    assert "that flatters it" in evaluated
    since = datetime.now(UTC) + timedelta(days=1)
    assert (
        learned_until(store_of(home), str(live), since=since) == "It learned from nothing of that."
    )
    for told in (trained.stdout, evaluated):
        assert "Examined" in told


def test_a_log_without_clicks_says_what_to_do(home: Path) -> None:
    (home / "lake").mkdir(parents=True)
    with pytest.raises(NotEnoughData, match="import a click log"):
        run("train")
    assert store_of(home).live() is None


def test_shown_and_never_clicked_is_nothing_to_learn_from_and_what_serves_goes_on(
    home: Path,
) -> None:
    run("promote", kept(home, "one"))
    lake, now = Lake((home / "lake").as_uri()), datetime.now(UTC)
    made = [a_decision_row(n, decided_at=now - timedelta(hours=n + 1)) for n in range(48)]
    slots = [a_slot_row(decision) for decision in made]
    seen = [
        an_event_row(slot, "impression", received_at=decision["decided_at"])
        for slot, decision in zip(slots, made, strict=True)
    ]
    for name, rows in (("decisions", made), ("slots", slots), ("events", seen)):
        lake.append(name, as_table(*rows), name="shown")
    with pytest.raises(NotEnoughData, match="click"):
        run("train")
    assert (store_of(home).versions(), store_of(home).live()) == (["one"], "one")


def test_promotes_and_rolls_back(home: Path) -> None:
    first, second = kept(home, "one"), kept(home, "two")
    run("promote", first)
    assert run("promote", second).stdout == "two serves from now on\n"
    assert run("rollback").stdout == "one serves again\n"
    with pytest.raises(NotFound):
        run("rollback")
    assert store_of(home).live() == "one"


def test_promotes_a_folder_made_elsewhere(home: Path, tmp_path: Path) -> None:
    elsewhere = ModelStore(tmp_path / "elsewhere")
    version = elsewhere.save(a_learned(version="foreign"), created_at=datetime.now(UTC))
    run("promote", elsewhere.folder / version)
    assert store_of(home).live() == "foreign"


def test_a_spoilt_folder_is_refused_and_nothing_changes(home: Path, tmp_path: Path) -> None:
    run("promote", kept(home, "one"))
    elsewhere = ModelStore(tmp_path / "elsewhere")
    folder = elsewhere.folder / elsewhere.save(a_learned(), created_at=datetime.now(UTC))
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"format": 1}))
    with pytest.raises(InvalidModel, match="trained by an older version, train again"):
        run("promote", folder)
    assert store_of(home).live() == "one"


def test_a_model_of_an_older_version_is_listed_with_what_to_do(home: Path) -> None:
    file = store_of(home).folder / kept(home, "old") / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"format": 1}))
    kept(home, "new")
    listed = run("models").stdout
    assert "old" in listed
    assert "train" in listed
    assert "lightfm" in listed


def test_nothing_to_evaluate_before_the_first_model(home: Path) -> None:
    with pytest.raises(NotFound):
        run("evaluate")


def test_a_search_that_does_not_exist_is_named(home: Path) -> None:
    result = CliRunner().invoke(app, ["train", "--search", "endless"])
    assert result.exit_code == 2
    assert "'endless' is not one of" in result.output


def test_every_search_there_is_can_be_named() -> None:
    assert {search.value for search in Search} == set(SEARCHES)

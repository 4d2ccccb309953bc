"""A decision comes out of the log as it was made: through the doors, the drain, the learner."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.command_line import app
from api.keeping.lake_work import LakeWork, lake_work
from api.settings import serve_settings
from api.slots import decider
from data.models.cross_store import CrossStore
from recommender.crossed.cross_weights import CrossWeights
from recommender.domain import Arm
from recommender.snapshot import RankingSettings
from tests.api.served_home import ServedHome, a_learned_home, a_served_home
from tests.api.slots.test_decision_log import EveryByte
from tests.cross_builder import PRIOR

ARTICLE = "2026/11/02/harbour"
ASK: dict[str, Any] = {
    "site": "daily",
    "article": ARTICLE,
    "reader": {"country": "JP", "device": "mobile", "language": "en"},
    "placements": [{"id": "footer"}],
}


@pytest.fixture(autouse=True)
def looked_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Note what every decision could have shown."""
    monkeypatch.setattr(decider, "LOOKED_AT_CLOSELY", EveryByte())
    monkeypatch.setattr(decider, "assign_arm", lambda *_: Arm.LEARNED)
    yield


def visited(home: ServedHome, work: LakeWork) -> str:
    """Let a reader come, who clicks, and drain; return the decision."""
    with home.client() as client:
        answer = client.post("/v1/slots", json=ASK).json()
        tokens = [slot["token"] for slot in answer["placements"]["footer"]["slots"]]
        events = [{"token": token, "event": "view"} for token in tokens]
        client.post("/v1/events", json=[*events, {"token": tokens[1], "event": "click"}])
    for _ in range(2):
        work.drainer.drain()
    return str(answer["decision"])


def told(home: ServedHome, monkeypatch: pytest.MonkeyPatch, decision: str) -> Any:
    """Return what the command says of a decision."""
    for name, value in home.values.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "200")
    return CliRunner().invoke(app, ["replay", decision])


def with_a_refit(folder: Path) -> ServedHome:
    """Return a home whose refit stands beside its model."""
    home = a_learned_home(folder)
    about = {"model": home.models.live(), "blend": {"weight": 0.5, "intercept": 0.1}}
    CrossStore(folder / "cross_states").save(CrossWeights(PRIOR), about=about)
    return home


@pytest.mark.parametrize("made", [a_served_home, with_a_refit])
def test_scores_come_out_as_they_were_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Callable[[Path], ServedHome]
) -> None:
    home = made(tmp_path)
    work = lake_work(serve_settings(home.values))
    decisions = [visited(home, work) for _ in range(3)]
    result = told(home, monkeypatch, decisions[-1])
    assert result.exit_code == 0, result.output
    assert "9 of 9 come out as they were noted" in result.output
    assert "+20:" not in result.output


def test_what_comes_out_otherwise_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = a_learned_home(tmp_path)
    other = partial(RankingSettings, online_optimism=1.5001, optimism=0.5001)
    monkeypatch.setattr("recommender.bare_snapshot.RankingSettings", other)
    decision = visited(home, lake_work(serve_settings(home.values)))
    result = told(home, monkeypatch, decision)
    assert result.exit_code == 1
    assert "0 of 9 come out" in result.output


def test_a_base_that_was_pruned_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = a_served_home(tmp_path)
    work = lake_work(serve_settings(home.values))
    decision = [visited(home, work) for _ in range(2)][-1]
    monkeypatch.setattr("data.learning.kept_learner.PORTABLE", PRIOR)
    assert "no cross state is known" in str(told(home, monkeypatch, decision).exception)


def test_an_answer_without_scores_is_not_replayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_learned_home(tmp_path)
    monkeypatch.setattr(decider, "assign_arm", lambda *_: Arm.CONTROL)
    decision = visited(home, lake_work(serve_settings(home.values)))
    assert "only learned rankings" in str(told(home, monkeypatch, decision).exception)


@pytest.mark.parametrize(
    ("decision", "says"),
    [("nonsense", "is no decision's id"), ("01JBQ0000000000000000000ZZ", "decision")],
)
def test_what_is_no_decision_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, decision: str, says: str
) -> None:
    home = a_served_home(tmp_path)
    result = told(home, monkeypatch, decision)
    assert result.exit_code == 1
    assert says in str(result.exception)

"""Training from end to end: from a lake of the small publisher to a model that serves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from data.lake.lake_store import Lake
from data.models.cross_store import CrossStore
from data.models.model_store import ModelStore
from data.publisher.synthetic_log import write_log
from data.worlds.world import midnight
from recommender.errors import Busy, NotEnoughData, NotFound
from tests.data.publisher.small_publisher import NOW, a_small_world
from tests.training.promotable_model import PromotableModelContract
from training.evaluate import evaluate
from training.fit_settings import FitSettings
from training.job import STEPS, Outcome, train
from training.rates import UNSEEN_DEVIATION

SETTINGS = FitSettings(components=4, epochs=3)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Return four days of the small publisher."""
    lake = Lake(f"file://{tmp_path_factory.mktemp('lake')}")
    list(write_log(lake, a_small_world(), now=NOW, seed=5, days=4, views_a_day=1_500))
    return lake


@pytest.fixture(scope="module")
def trained(
    lake: Lake, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[ModelStore, Outcome]]:
    """Return a store with one model that was trained and promoted."""
    store = ModelStore(tmp_path_factory.mktemp("models"))
    yield store, train(lake, store, now=NOW, searched=[SETTINGS], crosses=states_of(store))


def states_of(store: ModelStore) -> CrossStore:
    """Return the store of the cross learner's states beside a store of models."""
    return CrossStore(store.folder / "states")


def test_the_first_model_beats_the_base_rate_and_serves(
    trained: tuple[ModelStore, Outcome],
) -> None:
    store, outcome = trained
    assert outcome.verdict.passed
    assert store.live() == outcome.version
    card = outcome.scorecard
    assert card.loss_against["base rate"].high < 0
    assert card.clicks_against["random"].value > 0
    assert card.auc > 0.6
    assert card.calibration_error < 0.02


def test_the_manifest_tells_what_was_learned_from_and_judged_on(
    trained: tuple[ModelStore, Outcome],
) -> None:
    store, outcome = trained
    manifest = store.manifest(outcome.version)
    judged = f"{NOW - timedelta(days=1):%Y-%m-%d}T00:00:00+00:00"
    assert manifest.window["judge_from"] == judged
    assert manifest.window["refitted_through"] > judged
    assert manifest.settings["epochs"] <= SETTINGS.epochs
    assert manifest.scorecard["log_loss"] == pytest.approx(outcome.scorecard.log_loss)
    assert manifest.scorecard["promoted"]


def test_the_manifest_tells_the_cross_learner_and_its_blend(
    trained: tuple[ModelStore, Outcome],
) -> None:
    store, outcome = trained
    told = store.manifest(outcome.version).scorecard["crossing"]
    stored = states_of(store).load(told["state"])
    assert stored.about["model"] == outcome.version
    assert stored.about["blend"] == told["blend"]
    assert told["losses"][f"{told['blend']['weight']:g}"] == min(told["losses"].values())
    assert told["loss_against"]["cross learner alone"]["value"] < 0


def test_a_small_log_is_read_whole_unless_a_share_is_given(
    lake: Lake, trained: tuple[ModelStore, Outcome], tmp_path: Path
) -> None:
    store, outcome = trained
    assert store.manifest(outcome.version).settings["unclicked_share"] == 1.0
    half = ModelStore(tmp_path)
    version = train(lake, half, now=NOW, searched=[SETTINGS], unclicked_share=0.5).version
    assert half.manifest(version).settings["unclicked_share"] == 0.5


def test_a_model_knows_how_unsure_it_is(trained: tuple[ModelStore, Outcome]) -> None:
    store, outcome = trained
    learned = store.load(outcome.version)
    often = max(learned.prior_rates.by_promo, key=lambda promo: learned.prior_rates.by_promo[promo])
    assert learned.deviation[often] < learned.deviation_unseen
    assert learned.deviation_unseen * learned.slope == pytest.approx(UNSEEN_DEVIATION)


def test_the_same_log_gives_the_same_bytes(
    lake: Lake, trained: tuple[ModelStore, Outcome], tmp_path: Path
) -> None:
    store, outcome = trained
    again = ModelStore(tmp_path)
    crosses = states_of(again)
    version = train(lake, again, now=NOW, searched=[SETTINGS], crosses=crosses).version
    assert crosses.versions() == states_of(store).versions() != []
    one, two = (
        (each.folder / name / "arrays.npz").read_bytes()
        for each, name in ((store, outcome.version), (again, version))
    )
    assert one == two


def test_a_training_begins_at_an_earlier_model_and_gives_the_same_bytes(
    lake: Lake, trained: tuple[ModelStore, Outcome], tmp_path: Path
) -> None:
    earlier = trained[0].load(trained[1].version)
    window = {"judge_from": (NOW - timedelta(days=4)).isoformat()}
    manifests = []
    for store in (ModelStore(tmp_path / "one"), ModelStore(tmp_path / "two")):
        store.promote(store.save(earlier, created_at=NOW, as_judged=earlier, window=window))
        outcome = train(lake, store, now=NOW, searched=[SETTINGS])
        manifests.append(store.manifest(outcome.version))
    assert [each.settings["warm_start"] for each in manifests] == [earlier.version] * 2
    assert manifests[0].sha256 == manifests[1].sha256 != trained[0].manifest(earlier.version).sha256


def test_a_worse_model_does_not_serve(lake: Lake, tmp_path: Path) -> None:
    store, crosses = ModelStore(tmp_path), CrossStore(tmp_path / "states")
    first = train(lake, store, now=midnight(NOW) - timedelta(days=1), searched=[SETTINGS])
    blind = replace(SETTINGS, rarest=10**9, topics=1, topic_scale=1e-6)
    second = train(lake, store, now=NOW, searched=[blind], crosses=crosses)
    assert "live" in second.scorecard.clicks_against
    assert not second.verdict.passed
    assert store.live() == first.version
    assert second.version in store.versions()
    assert second.crossing.refitted is not None
    assert bool(crosses.versions()) == second.crossing.stands_alone


def test_a_second_training_of_a_day_meets_the_live_model_as_it_was_judged(
    lake: Lake, tmp_path: Path
) -> None:
    store = ModelStore(tmp_path)
    first = train(lake, store, now=NOW, searched=[SETTINGS])
    again = train(lake, store, now=NOW, searched=[SETTINGS])
    assert again.scorecard.loss_against["live"].value == 0
    # It was stopped by, and judged on, days that this one is fitted on: no place to begin at.
    assert store.manifest(again.version).settings["warm_start"] is None
    assert again.verdict.passed
    blind = replace(SETTINGS, rarest=10**9, topics=1, topic_scale=1e-6)
    worse = train(lake, store, now=NOW, searched=[blind])
    assert worse.scorecard.loss_against["live"].low > 0
    assert not worse.verdict.passed
    assert store.live() == again.version != first.version


def test_search_keeps_what_does_best_on_the_stopping_time(lake: Lake, tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    blind = replace(SETTINGS, rarest=10**9)
    outcome = train(lake, store, now=NOW, searched=[blind, SETTINGS])
    assert store.manifest(outcome.version).settings["rarest"] == SETTINGS.rarest


def test_two_trainings_at_once_cannot_be(lake: Lake, tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    with FileLock(tmp_path / ".training"), pytest.raises(Busy, match="another training"):
        train(lake, store, now=NOW, searched=[SETTINGS])
    assert store.versions() == []


def test_an_empty_lake_is_not_enough(tmp_path: Path) -> None:
    lake, store = Lake(f"file://{tmp_path / 'lake'}"), ModelStore(tmp_path / "models")
    with pytest.raises(NotEnoughData, match="import a click log"):
        train(lake, store, now=NOW)
    assert store.live() is None


def test_progress_is_told_step_by_step(lake: Lake, tmp_path: Path) -> None:
    told: list[str] = []
    train(
        lake,
        ModelStore(tmp_path),
        now=NOW,
        searched=[SETTINGS],
        crosses=CrossStore(tmp_path / "states"),
        progress=lambda step, note: told.append(step),
    )
    assert tuple(dict.fromkeys(told)) == STEPS


def test_evaluates_a_kept_model_on_later_days(lake: Lake, tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    outcome = train(lake, store, now=midnight(NOW) - timedelta(days=1), searched=[SETTINGS])
    card = evaluate(lake, store, outcome.version, now=NOW)
    assert card.log_loss < card.base_log_loss
    with pytest.raises(NotEnoughData, match="--days"):
        evaluate(lake, store, outcome.version, now=NOW - timedelta(days=99))
    with pytest.raises(NotFound):
        evaluate(lake, store, "missing", now=NOW)


class TestTrainedModelIsPromotable(PromotableModelContract):
    """What `train` saves."""

    @pytest.fixture
    def model_folder(self, trained: tuple[ModelStore, Outcome]) -> Path:
        store, outcome = trained
        return store.folder / outcome.version

"""What was learned online serves within a look, and its version stands in every decision."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any
from weakref import ref

import numpy as np
import pytest

from api.snapshots.online_watch import OnlineWatch
from api.snapshots.snapshot_watch import SnapshotWatch
from data.inbox.inbox_reading import inboxes
from data.inbox.noted_decisions import unpacked_group
from data.inbox.online_marks import NO_MARK, unpacked_version
from data.learning.publishing import FIELDS
from data.snapshot_store import SnapshotStore
from recommender.assembly import epoch_ms
from recommender.candidate_tables import CandidateTables
from recommender.crossed.cross_features import crossed_promo_features, page_features
from recommender.crossed.cross_scores import active_table, deviations, logits
from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.published_cross import PublishedCross, published
from recommender.domain import Arm, Reader, Rung
from recommender.ranking import rung_of
from recommender.scoring import learned_logits, model_logits
from recommender.snapshot import Snapshot
from recommender.visit import visit_by_id
from tests.api.served_home import ServedHome, a_learned_home, a_served_home
from tests.builders import NOON, a_promo, an_article
from tests.cross_builder import PRIOR

BASE = {"version": "9-00ff00ff00ff00ff", "learned": 9, "model": None, "share": 0.0, "shift": 0.0}
VERSION = "00ff00ff00ff00ff+3"
ARTICLE = "2026/11/02/harbour"
ASK = {"site": "daily", "article": ARTICLE, "placements": [{"id": "in-article"}]}
READER = Reader(country="JP", device="mobile")
NOW_MS = epoch_ms(NOON)


def some_weights(promo: str = "story-2", *, logit: float = 3.0) -> PublishedCross:
    """Return weights that are sure of one promo."""
    weights = CrossWeights(PRIOR)
    at = weights.promo_of([(f"promo:{promo}", 1.0)]).numbers[0]
    weights.mean[0, at], weights.variance[0, at] = logit, 0.0
    return published(weights)


def publish(home: ServedHome, weights: PublishedCross, **base: Any) -> SnapshotStore:
    """Publish weights as the keeper does, and return where."""
    store = SnapshotStore(Path(home.values["CHIRASHI_HOME"]) / "online")
    facts = {"version": VERSION, "base": BASE | base, "fields": FIELDS}
    store.publish(weights.arrays(), blobs={}, facts=facts)
    return store


def served(home: ServedHome, online: SnapshotStore) -> Snapshot:
    """Return what a worker serves."""
    watch = SnapshotWatch(home.store, online=OnlineWatch(online))
    asyncio.run(watch.look())
    assert watch.served is not None
    return watch.served.snapshot


def test_a_publisher_without_a_model_is_served_by_what_was_learned(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    publish(home, some_weights())
    with home.client() as client:
        answer = client.post("/v1/slots", json=ASK).json()
    assert (answer["rung"], answer["model"]) == ("learned", None)
    (inbox,) = inboxes(tmp_path / "inboxes")
    (row,) = inbox.rows("decisions", through=2**62, limit=9)
    (mark,) = unpacked_group(row.body).marks
    assert unpacked_version(bytes(mark)) == VERSION


def test_propensities_are_those_of_the_published_weights(tmp_path: Path) -> None:
    home = a_served_home(tmp_path, promos=[a_promo(id=f"story-{at}") for at in (1, 2, 3)])
    weights = CrossWeights(PRIOR)
    snapshot = served(home, publish(home, some_weights(logit=0.1)))
    visit = visit_by_id(snapshot, "daily", ARTICLE, reader=READER, local_hour=3)
    table = CandidateTables(snapshot).table(Arm.LEARNED, Rung.LEARNED, visit, now_ms=NOW_MS).table
    at = weights.promo_of([("promo:story-2", 1.0)]).numbers[0]
    weights.mean[0, at], weights.variance[0, at] = 0.1, 0.0
    page = weights.page_of(page_features(an_article(), READER, local_hour=3))
    promos = [a_promo(id=f"story-{at}") for at in (1, 2, 3)]
    actives = active_table(
        [weights.promo_of(crossed_promo_features(each, now=NOON)) for each in promos]
    )
    settings = snapshot.settings
    scores = settings.online_optimism * deviations(weights, page, actives)
    scores -= np.logaddexp(0, -logits(weights, page, actives))
    wanted = np.exp((scores - scores.max()) / settings.online_temperature)
    found = dict(zip(table.lineup.rows.tolist(), table.weights().tolist(), strict=True))
    shares = np.array([found[row] for row in range(3)])
    np.testing.assert_allclose(shares / shares.sum(), wanted / wanted.sum(), rtol=1e-3)


def test_a_prior_that_has_met_nobody_gives_way_to_a_model(tmp_path: Path) -> None:
    home = a_learned_home(tmp_path)
    store = publish(home, some_weights())
    assert served(home, store).online is None
    publish(home, some_weights(), model="some-model")
    assert served(home, store).online is not None


def test_the_models_share_stands_beside_what_was_learned(tmp_path: Path) -> None:
    home = a_learned_home(tmp_path)
    rows, found = np.arange(9), []
    for share, shift in ((0.0, 0.0), (0.75, 0.5)):
        store = publish(home, some_weights(), model=home.models.live(), share=share, shift=shift)
        snapshot = served(home, store)
        visit = visit_by_id(snapshot, "daily", ARTICLE, reader=READER, local_hour=3)
        found.append(learned_logits(snapshot, visit, rows))
    beside = 0.75 * model_logits(snapshot, visit, rows) + 0.5
    np.testing.assert_allclose(found[1], found[0] + beside, rtol=1e-5)


def test_what_stands_beside_a_model_serves_with_no_other(tmp_path: Path) -> None:
    home = a_learned_home(tmp_path)
    assert served(home, publish(home, some_weights(), model="another", share=0.5)).online is None


def test_a_newer_publication_is_taken_and_the_older_table_drawn_from_no_more(
    tmp_path: Path,
) -> None:
    home = a_served_home(tmp_path)
    store = publish(home, some_weights())
    watch = SnapshotWatch(home.store, online=OnlineWatch(store))
    asyncio.run(watch.look())
    first = best(watch)
    publish(home, some_weights("story-5"))
    asyncio.run(watch.look())
    assert (first, best(watch)) == ("story-2", "story-5")


def test_what_was_learned_before_is_let_go_though_nobody_asks_for_its_tables_again(
    tmp_path: Path,
) -> None:
    home = a_served_home(tmp_path)
    store = publish(home, some_weights())
    watch = SnapshotWatch(home.store, online=OnlineWatch(store))
    asyncio.run(watch.look())
    assert best(watch) == "story-2"
    before = ref(mapped_mean(watch))
    publish(home, some_weights("story-5"))
    asyncio.run(watch.look())
    assert before() is None
    assert mapped_mean(watch) is not None


def mapped_mean(watch: SnapshotWatch) -> Any:
    """Return the mapped table of the weights that serve."""
    assert watch.served is not None
    assert watch.served.snapshot.online is not None
    return watch.served.snapshot.online.weights.mean


def best(watch: SnapshotWatch) -> str:
    """Return the promo that is drawn most often."""
    served = watch.served
    assert served is not None
    snapshot = served.snapshot
    visit = visit_by_id(snapshot, "daily", ARTICLE, reader=READER, local_hour=3)
    kept = served.tables.table(Arm.LEARNED, Rung.LEARNED, visit, now_ms=NOW_MS)
    row = kept.table.lineup.rows[int(np.argmax(kept.table.weights()))]
    return f"story-{row + 1}"


def test_a_promo_that_comes_later_is_scored_by_what_is_believed_of_its_fields(
    tmp_path: Path,
) -> None:
    home = a_served_home(tmp_path)
    store = publish(home, some_weights())
    watch = SnapshotWatch(home.store, online=OnlineWatch(store))
    asyncio.run(watch.look())
    home.catalogue.promos.put(a_promo(id="story-new"))
    assert home.publish()
    asyncio.run(watch.look())
    assert watch.served is not None
    snapshot = watch.served.snapshot
    assert snapshot.online is not None
    assert len(snapshot.online.promos.columns) == len(snapshot.promos) == 10


@pytest.mark.parametrize(
    "spoil",
    [
        {"fields": []},
        {"base": {"model": None}},
        {"mean": some_weights().mean[1:]},
        {"mean": some_weights().mean.astype(np.float64)},
        {"variance": np.asfortranarray(some_weights().variance)},
        {"promo_keys": some_weights().promo_keys.astype(np.int32)},
    ],
    ids=["fields", "base", "shape", "type", "order", "keys"],
)
def test_what_another_version_published_is_passed_over(
    tmp_path: Path, spoil: dict[str, Any]
) -> None:
    home = a_served_home(tmp_path)
    arrays = dict(some_weights().arrays())
    facts = {"version": VERSION, "base": BASE, "fields": FIELDS}
    for name, value in spoil.items():
        (facts if name in facts else arrays)[name] = value
    store = SnapshotStore(tmp_path / "online")
    store.publish(arrays, blobs={}, facts=facts)
    assert served(home, store).online is None


def test_without_a_learner_nothing_is_marked(tmp_path: Path) -> None:
    home = a_learned_home(tmp_path)
    with home.client() as client:
        client.post("/v1/slots", json=ASK)
    (inbox,) = inboxes(tmp_path / "inboxes")
    (row,) = inbox.rows("decisions", through=2**62, limit=9)
    assert bytes(unpacked_group(row.body).marks[0]) == NO_MARK


def test_an_article_that_nobody_knows_is_not_ranked_by_it(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    snapshot = served(home, publish(home, some_weights()))
    visit = visit_by_id(snapshot, "daily", "unheard-of", reader=READER, local_hour=3)
    assert rung_of(snapshot, visit, Arm.LEARNED) is Rung.ORDER
    assert rung_of(replace(snapshot, online=None), visit, Arm.LEARNED) is Rung.ORDER

"""Scores of a page's candidates are those that the ranker's parts give, whoever knows what."""

from dataclasses import replace

import numpy as np
import pytest

from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.published_cross import published
from recommender.domain import Reader
from recommender.findings import Findings
from recommender.last_changes import changes_of
from recommender.online import online_of
from recommender.scoring import learned_scores, value_scores
from recommender.snapshot import Snapshot
from recommender.visit import visit_by_id
from recommender.visit_scoring import VisitScorer
from tests.builders import a_promo, an_article
from tests.cross_builder import PRIOR
from tests.snapshots import a_model, a_snapshot

ROWS = np.array([0, 2, 3])


def a_plain_snapshot() -> Snapshot:
    promos = [a_promo(id=f"p{at}", value_micros=1_000_000 * (at + 1)) for at in range(4)]
    weights = {f"promo:p{at}": -1.0 - at for at in range(4)}
    return a_snapshot(promos, learned=a_model(weights, deviation=0.5))


def taught(snapshot: Snapshot, *, share: float) -> Snapshot:
    """Return the snapshot with something learned online, beside a share of the model."""
    weights = CrossWeights(PRIOR)
    at = weights.promo_of([("promo:p2", 1.0)]).numbers[0]
    weights.mean[0, at] = 2.0
    crossed = snapshot.promos.crossed
    online = online_of("a+1", published(weights), crossed, share=share, shift=0.1)
    return replace(snapshot, online=online)


@pytest.mark.parametrize("share", [None, 0.0, 0.5])
def test_scores_are_those_of_the_ranker_s_parts(share: float | None) -> None:
    plain = a_plain_snapshot()
    snapshot = plain if share is None else taught(plain, share=share)
    reader = Reader(device="mobile")
    visit = visit_by_id(snapshot, "daily", an_article().id, reader=reader, local_hour=9)
    findings = Findings(snapshot, changes=changes_of(snapshot))
    found = VisitScorer(most=4).scores(findings, visit, ROWS)
    logits, optimism = learned_scores(snapshot, visit, ROWS)
    expected = value_scores(snapshot.promos, ROWS, logits) + optimism
    assert found.tolist() == pytest.approx(expected.tolist(), rel=1e-6)


def test_a_model_tells_nothing_of_an_article_that_nobody_knows() -> None:
    snapshot = a_plain_snapshot()
    visit = visit_by_id(snapshot, "daily", an_article().id, reader=Reader(), local_hour=9)
    findings = Findings(snapshot, changes=changes_of(snapshot))
    with pytest.raises(ValueError, match="article that is known"):
        VisitScorer(most=4).scores(findings, replace(visit, vector=None), ROWS)

"""What a placement could show one visit, with what each candidate is worth there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recommender.candidate_tables import CandidateTables
from recommender.domain import Arm, Placement, Reason, Rung
from recommender.learned import Learned
from recommender.lineup import Lineup
from recommender.placement_plan import PlacementPlan
from recommender.scoring import Scores, learned_logits, learned_scores, value_scores
from recommender.snapshot import Snapshot
from recommender.theta_lookup import theta_at
from recommender.visit import Visit


@dataclass(frozen=True, slots=True)
class Offer:
    """Candidates [n] in the lineup's order: `scores` they are drawn by, `worth` r * value.

    `thetas` [slots] is how likely each slot is examined; `out` are positions not to be shown.
    """

    plan: PlacementPlan
    lineup: Lineup
    scores: Scores
    worth: Scores
    thetas: Scores
    out: Mapping[int, Reason]

    @property
    def worth_of(self) -> dict[int, float]:
        """Return the worth of each candidate by its row."""
        return dict(zip(self.lineup.rows.tolist(), self.worth.tolist(), strict=True))


def offer_of(
    tables: CandidateTables,
    visit: Visit,
    plan: PlacementPlan,
    *,
    slots: int,
    on_page: Sequence[int],
    now_ms: int,
) -> Offer:
    """Return what the learned arm could show the visit, whose article and model must be known.

    `on_page` are the rows that stand on the page before this placement, which wants `slots`.
    """
    snapshot = tables.snapshot
    kept = tables.table(Arm.LEARNED, Rung.LEARNED, visit, now_ms=now_ms)
    rows = kept.table.lineup.rows
    logits, optimism = learned_scores(snapshot, visit, rows)
    plain = value_scores(snapshot.promos, rows, logits)
    device = visit.reader.device
    thetas = thetas_of(snapshot.learned, plan.placement, device=device, slots=slots)
    gone = np.flatnonzero(np.isin(rows, on_page)).tolist()
    out = dict(kept.barring.out) | dict.fromkeys(gone, Reason.ON_PAGE)
    return Offer(plan, kept.table.lineup, plain + optimism, np.exp(plain), thetas, out)


def worth_shown(snapshot: Snapshot, visit: Visit, rows: Sequence[int], thetas: Scores) -> float:
    """Return sum(theta r value) of the rows shown, by position; negative ones are empty slots."""
    shown = np.array(rows, dtype=np.int64)
    filled = shown[shown >= 0]
    worth = value_scores(snapshot.promos, filled, learned_logits(snapshot, visit, filled))
    return float(np.exp(worth) @ thetas[: len(shown)][shown >= 0])


def thetas_of(
    learned: Learned | None, placement: Placement, *, device: str | None, slots: int
) -> Scores:
    """Return theta [slots] of a placement where views are measured; 1 where nothing is known."""
    known = learned.examination if learned else {}
    place = placement.site, placement.id
    found = [
        theta_at(known, at, place=place, device=device, exposed_by="view") for at in range(slots)
    ]
    return np.array(found, dtype=np.float64)

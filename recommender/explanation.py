"""Why a promo stands in a slot, and why every other does not, in facts a marketer can be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recommender.candidate_tables import CandidateTables
from recommender.domain import Arm, Reason, Rules, Rung
from recommender.eligibility import exclusions
from recommender.keys import NOTHING, key_of
from recommender.promo_table import PromoTable
from recommender.ranking import Decision
from recommender.scoring import learned_scores, prior_scores
from recommender.slot_draw import FilledPlacement
from recommender.snapshot import Snapshot
from recommender.visit import Visit


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """What a promo's score consists of: score = log(click_rate * value) + optimism."""

    row: int
    click_rate: float
    value_micros: float
    optimism: float
    propensity: float


def score_parts(
    snapshot: Snapshot, visit: Visit, decision: Decision, *, placement: FilledPlacement
) -> list[ScoreParts]:
    """Return the parts of each filled slot's score, in the order of the slots."""
    rows = np.array([slot.row for slot in placement.slots], dtype=np.int64)
    if decision.rung is Rung.LEARNED and decision.arm is Arm.LEARNED:
        logits, optimism = learned_scores(snapshot, visit, rows)
    else:
        logits, optimism = prior_scores(snapshot, rows)
    rates = 1 / (1 + np.exp(-logits))
    return [
        ScoreParts(
            row=slot.row,
            click_rate=float(rates[at]),
            value_micros=float(snapshot.promos.value_micros[slot.row]),
            optimism=float(optimism[at]),
            propensity=slot.propensity,
        )
        for at, slot in enumerate(placement.slots)
    ]


def left_out(
    tables: CandidateTables,
    visit: Visit,
    *,
    decision: Decision,
    placement: FilledPlacement,
    rules: Rules,
    now_ms: int,
) -> dict[int, Reason]:
    """Return why each promo of the catalogue is not in the placement; by row, shown ones absent."""
    promos = tables.snapshot.promos
    reasons: dict[int, Reason] = {}
    for reason, mask in exclusions(promos, visit, now_ms=now_ms):
        _note(reasons, np.flatnonzero(mask).tolist(), reason)
    on_page = [slot.row for other in decision.placements for slot in other.slots]
    shown = [slot.row for slot in placement.slots]
    _note(reasons, [row for row in on_page if row not in shown], Reason.ON_PAGE)
    for reason, rows in _by_rules(promos, rules, shown).items():
        _note(reasons, rows, reason)
    table = tables.table(decision.arm, _made_on(decision), visit, now_ms=now_ms).table
    drawable = frozenset(table.lineup.rows.tolist())
    for row in range(len(promos)):
        reason = Reason.NOT_DRAWN if row in drawable else Reason.NOT_SHORTLISTED
        reasons.setdefault(row, reason)
    return {row: reason for row, reason in reasons.items() if row not in shown}


def _made_on(decision: Decision) -> Rung:
    return Rung.ORDER if decision.rung is Rung.EMPTY else decision.rung


def _note(reasons: dict[int, Reason], rows: Sequence[int], reason: Reason) -> None:
    """The first reason found is the one told."""
    for row in rows:
        reasons.setdefault(row, reason)


def _by_rules(
    promos: PromoTable, rules: Rules, shown: Sequence[int]
) -> Mapping[Reason, Sequence[int]]:
    """Return the rows that the finished placement leaves no room for, by the rule that says so."""
    every = np.arange(len(promos))
    kinds = promos.groups.kinds[promos.kinds_of(every)]
    sources = promos.groups.source[promos.group]
    barred = [key_of(kind) for kind, most in rules.maximum_per_kind.items() if not most]
    full = [
        key
        for kind, most in rules.maximum_per_kind.items()
        if (key := key_of(kind)) not in barred and np.sum(kinds[list(shown)] == key) >= most
    ]
    found = {
        Reason.KIND: np.isin(kinds, barred),
        Reason.QUOTA: np.isin(kinds, full),
        Reason.SOURCE_LIMIT: _full(sources, shown, rules.maximum_per_source),
        Reason.ADVERTISER_LIMIT: _full(promos.advertiser, shown, rules.maximum_per_advertiser),
        Reason.SAME_WORDS: _full(promos.words, shown, rules.maximum_same_words),
    }
    return {reason: np.flatnonzero(mask).tolist() for reason, mask in found.items()}


def _full(
    keys: np.ndarray[tuple[int], np.dtype[np.int64]], shown: Sequence[int], most: int | None
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which rows share a key that is shown as often as the limit allows."""
    if most is None:
        return np.zeros(len(keys), dtype=np.bool_)
    values, counts = np.unique(keys[list(shown)], return_counts=True)
    full = values[(counts >= most) & (values != NOTHING)]
    return np.isin(keys, full)

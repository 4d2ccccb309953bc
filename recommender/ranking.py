"""Answers a visit: for each placement an ordered list of slots, under rules, with propensities."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import inf
from random import Random
from typing import NamedTuple

import numpy as np

from recommender.candidate_tables import CandidateTables
from recommender.candidates import is_for_article
from recommender.domain import Arm, Reason, Rung
from recommender.kept_table import NOTHING_KNOWN, KeptTable, Known
from recommender.keys import NOTHING, key_of
from recommender.placement_plan import PlacementPlan
from recommender.sampling import DrawTable
from recommender.slot_draw import FilledPlacement, take_in_order
from recommender.slotters import Slotter, drawing
from recommender.slotting import fill, reserve
from recommender.snapshot import RankingSettings, Snapshot
from recommender.visit import Visit


def _downwards(*ladder: Rung) -> Mapping[Rung, Sequence[Rung]]:
    """Return for each rung of a ladder itself and those below."""
    return {rung: ladder[at:] for at, rung in enumerate(ladder)}


DOWN_FROM = _downwards(Rung.LEARNED, Rung.PRIOR, Rung.ORDER)
DOWN_WITHOUT_MODEL = _downwards(Rung.LEARNED, Rung.ORDER)
"""The control needs none on the highest rung; prior rates come with one."""


class Decision(NamedTuple):
    """The answer to a visit; slots name rows of the snapshot's promo table.

    `table` holds what they were drawn from: the first one, as it weighs at its own temperature;
    `known` is what was learned online when that was weighed.
    """

    arm: Arm
    rung: Rung
    placements: list[FilledPlacement]
    table: DrawTable
    known: Known = NOTHING_KNOWN


class Asked(NamedTuple):
    """A placement's plan with the number of slots that this page wants of it."""

    plan: PlacementPlan
    slots: int


def assign_arm(settings: RankingSettings, rng: Random) -> Arm:
    """Draw the arm of a visit by the shares of control and baseline."""
    at = rng.random()
    if at < settings.control_share:
        return Arm.CONTROL
    is_baseline = at < settings.control_share + settings.baseline_share
    return Arm.BASELINE if is_baseline else Arm.LEARNED


def rung_of(snapshot: Snapshot, visit: Visit, arm: Arm) -> Rung:
    """Return the highest rung on which the arm can answer the visit."""
    if arm is Arm.CONTROL:
        return Rung.LEARNED
    known = visit.vector if snapshot.online is None else visit.crossed
    if arm is not Arm.BASELINE and known is not None:
        return Rung.LEARNED
    return Rung.ORDER if snapshot.learned is None else Rung.PRIOR


def rungs_of(snapshot: Snapshot, visit: Visit, arm: Arm) -> Sequence[Rung]:
    """Return the rungs on which the visit can be answered, downwards from the arm's own."""
    down_from = DOWN_FROM if snapshot.learned is not None else DOWN_WITHOUT_MODEL
    return down_from[rung_of(snapshot, visit, arm)]


def rank(
    tables: CandidateTables,
    visit: Visit,
    *,
    asked: Sequence[Asked],
    arm: Arm,
    rung: Rung,
    rng: Random,
    now_ms: int,
) -> Decision:
    """Fill the placements in their order; no promo stands twice on the page.

    The same tables, visit and generator state give the same decision.
    """
    snapshot, slotter = tables.snapshot, slotter_of(arm, rung, rng)
    temperatures = [snapshot.temperature_of(plan.placement) for plan, _ in asked]
    wanted = temperatures or [snapshot.usual_temperature]
    page = tables.tables(arm, rung, visit, temperatures=wanted, now_ms=now_ms)
    kept = first = page[wanted[0]]
    out, has_seen = _out_of(kept, arm, rung, snapshot, visit), bool(visit.reader.seen)
    filled: list[FilledPlacement] = []
    is_empty = True
    for (plan, slots), temperature in zip(asked, temperatures, strict=True):
        before, kept = kept, page[temperature]
        if kept.barring is not before.barring:
            out = _out_of(kept, arm, rung, snapshot, visit) | _on_page(kept, filled)
        reserved = reserve(plan, slots, rng)
        seen = _seen_too_often(snapshot, kept.table, visit, plan) if has_seen else None
        without = seen | out if seen else out
        placement = fill(kept.table, plan, reserved=reserved, out=without, slotter=slotter)
        if seen:
            out |= {at: reason for at, reason in without.items() if reason is Reason.ON_PAGE}
        filled.append(placement)
        is_empty = is_empty and not placement.slots
    rung = Rung.EMPTY if is_empty else rung
    return Decision(arm, rung, filled, first.table, first.known)


def slotter_of(arm: Arm, rung: Rung, rng: Random) -> Slotter:
    """Return how the arm fills slots: the baseline and the catalogue's order are not drawn."""
    is_ordered = arm is Arm.BASELINE or (rung is Rung.ORDER and arm is not Arm.CONTROL)
    return take_in_order if is_ordered else drawing(rng)


def _out_of(
    kept: KeptTable, arm: Arm, rung: Rung, snapshot: Snapshot, visit: Visit
) -> dict[int, Reason]:
    """Return the table's positions that no placement of the page may show."""
    out = dict(kept.barring.out)
    return out if is_for_article(arm, rung) else out | _own_article(snapshot, visit, kept.table)


def _on_page(kept: KeptTable, filled: Sequence[FilledPlacement]) -> dict[int, Reason]:
    """Return the positions that the placements before show, in a table that has its own."""
    rows = [slot.row for placement in filled for slot in placement.slots]
    at = np.flatnonzero(np.isin(kept.table.lineup.rows, rows))
    return dict.fromkeys(at.tolist(), Reason.ON_PAGE)


def _own_article(snapshot: Snapshot, visit: Visit, table: DrawTable) -> dict[int, Reason]:
    """Return the table's positions that lead to the very page they would stand on."""
    if visit.article_url_key == NOTHING:
        return {}
    own = np.flatnonzero(snapshot.promos.url_key[table.lineup.rows] == visit.article_url_key)
    return dict.fromkeys(own.tolist(), Reason.OWN_ARTICLE)


def _seen_too_often(
    snapshot: Snapshot, table: DrawTable, visit: Visit, plan: PlacementPlan
) -> dict[int, Reason]:
    """Return the positions shown as often as the rule allows, and those the reader dismissed."""
    told = visit.reader.seen
    times = Counter(key_of(seen.promo) for seen in told if not seen.is_dismissed)
    most = inf if plan.seen is None else plan.seen
    gone = {key_of(seen.promo) for seen in told if seen.is_dismissed}
    if not gone and plan.seen is None:
        return {}
    keys = snapshot.promos.id_key[table.lineup.rows].tolist()
    return {at: Reason.SEEN for at, key in enumerate(keys) if times[key] >= most or key in gone}

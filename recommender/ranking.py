"""Answers a visit: for each placement an ordered list of slots, under rules, with propensities."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from recommender.board import Board, Draw
from recommender.candidates import CandidateTables
from recommender.domain import Arm, Placement, Reason, Rung
from recommender.keys import NOTHING, key_of
from recommender.sampling import DrawTable
from recommender.slotting import Chooser, FilledPlacement, KindQuotas, SlotFiller, reserve
from recommender.snapshot import RankingSettings, Snapshot
from recommender.visit import Visit


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to a visit; slots name rows of the snapshot's promo table."""

    arm: Arm
    rung: Rung
    placements: list[FilledPlacement]


@dataclass(frozen=True, slots=True)
class Asked:
    """A placement with the number of slots that this page wants of it."""

    placement: Placement
    count: int


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
    if snapshot.learned is None:
        return Rung.ORDER
    can_learn = arm is not Arm.BASELINE and visit.vector is not None
    return Rung.LEARNED if can_learn else Rung.PRIOR


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
    table = tables.table(arm, rung, visit, now_ms=now_ms)
    choose = chooser(arm, rung, rng)
    barred = dict.fromkeys(_own_article(tables.snapshot, visit, table), Reason.OWN_ARTICLE)
    filled = []
    for wanted in asked:
        seen = _seen_too_often(tables.snapshot, table, visit, wanted.placement)
        rows = dict.fromkeys(seen, Reason.SEEN) | barred
        reserved = reserve(KindQuotas.of(wanted.placement.rules), wanted.count, rng)
        placement = fill(table, wanted.placement, reserved=reserved, barred=rows, choose=choose)
        barred |= dict.fromkeys((slot.row for slot in placement.slots), Reason.ON_PAGE)
        filled.append(placement)
    is_empty = not any(placement.slots for placement in filled)
    return Decision(arm, Rung.EMPTY if is_empty else rung, filled)


def chooser(arm: Arm, rung: Rung, rng: Random) -> Chooser:
    """Return how the arm picks: the baseline and the catalogue's order are not drawn."""
    if arm is Arm.BASELINE or (rung is Rung.ORDER and arm is not Arm.CONTROL):
        return Board.first

    def draw(board: Board, open_kinds: set[int] | None) -> Draw | None:
        return board.draw(open_kinds, rng)

    return draw


def fill(
    table: DrawTable,
    placement: Placement,
    *,
    reserved: list[int],
    barred: dict[int, Reason],
    choose: Chooser,
) -> FilledPlacement:
    """Fill one placement, `reserved` naming the kind each slot is kept for, if any."""
    filler = SlotFiller(table, placement.rules, reserved=reserved)
    for row, reason in barred.items():
        filler.bar(row, reason)
    filled = FilledPlacement(placement.id)
    for position, kind in enumerate(reserved):
        filler.fill(position, kind, choose=choose, into=filled)
    return filled


def _own_article(snapshot: Snapshot, visit: Visit, table: DrawTable) -> list[int]:
    """Return the table's rows that lead to the very page they would stand on."""
    if visit.article_url_key == NOTHING:
        return []
    is_own = snapshot.promos.url_key[table.rows] == visit.article_url_key
    own: list[int] = table.rows[is_own].tolist()
    return own


def _seen_too_often(
    snapshot: Snapshot, table: DrawTable, visit: Visit, placement: Placement
) -> list[int]:
    """Return the table's rows that the reader's browser has shown as often as the rule allows."""
    most = placement.rules.maximum_seen
    if most is None or not visit.reader.seen:
        return []
    times = Counter(key_of(seen.promo) for seen in visit.reader.seen)
    keys = snapshot.promos.id_key[table.rows].tolist()
    rows = zip(table.rows.tolist(), keys, strict=True)
    return [row for row, key in rows if times[key] >= most]

"""Decides an ask once more, beside the pages, and tells what came of every promo."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from threading import Lock

import numpy as np

from api.slots.ask import Ask
from api.slots.explained_shape import (
    CandidateShape,
    EmptySlotShape,
    ExplainedPlacementShape,
    ExplainedShape,
    ExplainedSlotShape,
    ScoredShape,
)
from api.slots.question import Question, question_of
from api.slots.slots_desk import now_ms
from api.snapshots.served_snapshot import ServedSnapshot
from api.snapshots.snapshot_watch import SnapshotWatch
from data.inbox.packed import Origin
from recommender.candidate_tables import CandidateTables
from recommender.domain import Arm, Article, Reason, Rung
from recommender.errors import NotFound, Unavailable
from recommender.explanation import left_out, score_parts
from recommender.ranking import Decision, rank, rung_of
from recommender.slot_draw import FilledPlacement, FilledSlot
from recommender.snapshot import article_key
from recommender.visit import Visit, visit_by_id, visit_of_article

PROMO_AT = len(',"promo":')
PART_OF_SLOT = FilledSlot(0, 0, propensity=0.0, is_forced=False, candidates=0, reserved_kind=0)
"""Of a candidate that fills no slot, only the row is asked for."""
DECODER = json.JSONDecoder()
Find = Callable[[str, str], Article | None]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, and what it was made from."""

    served: ServedSnapshot
    tables: CandidateTables
    question: Question
    decision: Decision
    rung: Rung
    at_ms: int
    is_article_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotsExplainer:
    """Explains one ask at a time, in a thread: its tables are not those that pages draw from."""

    watch: SnapshotWatch
    find: Find
    rng: Random
    _one: Lock = field(default_factory=Lock)

    def explain(self, ask: Ask) -> ExplainedShape:
        """Return the decision and its reasons. Raises NotFound (the site) and Unavailable."""
        served = self.watch.served
        if served is None:
            raise Unavailable.for_anyone("no snapshot serves yet: see /readyz")
        if ask.site not in served.sites:
            raise NotFound("site", ask.site)
        with self._one:
            return _told(self._decided(served, ask))

    def _decided(self, served: ServedSnapshot, ask: Ask) -> Decided:
        at_ms, arm = now_ms(), ask.arm or Arm.LEARNED
        visit, is_known = self._visit(served, ask, at_ms=at_ms)
        question = question_of(served, ask, visit=visit, origin=Origin.PREVIEW, reason=None)
        tables, rung = CandidateTables(served.snapshot), rung_of(served.snapshot, visit, arm)
        decision = rank(
            tables,
            visit,
            asked=question.asked,
            arm=arm,
            rung=rung,
            rng=self.rng,
            now_ms=at_ms,
        )
        return Decided(served, tables, question, decision, rung, at_ms, is_known)

    def _visit(self, served: ServedSnapshot, ask: Ask, *, at_ms: int) -> tuple[Visit, bool]:
        """Return the visit, and whether the article is known."""
        snapshot, reader = served.snapshot, ask.reader
        hour = served.sites[ask.site].local_hour(at_ms)
        is_ready = snapshot.articles.row_of(article_key(ask.site, ask.article)) is not None
        found = None if is_ready else self.find(ask.site, ask.article)
        if found is not None:
            return visit_of_article(snapshot, found, reader=reader, local_hour=hour), True
        visit = visit_by_id(snapshot, ask.site, ask.article, reader=reader, local_hour=hour)
        return visit, is_ready


def _told(made: Decided) -> ExplainedShape:
    ask, learned = made.question.ask, made.served.snapshot.learned
    filled = iter(made.decision.placements)
    return ExplainedShape(
        site=ask.site,
        article=ask.article,
        is_article_known=made.is_article_known,
        model=learned.version if learned else None,
        arm=made.decision.arm,
        rung=made.decision.rung,
        placements={
            wanted.id: _unknown() if place is None else _placement(made, next(filled))
            for place, wanted in zip(made.question.places, ask.placements, strict=True)
        },
    )


def _unknown() -> ExplainedPlacementShape:
    reason = EmptySlotShape(position=0, reason=Reason.UNKNOWN_PLACEMENT)
    return ExplainedPlacementShape(unfilled=[reason])


def _placement(made: Decided, filled: FilledPlacement) -> ExplainedPlacementShape:
    asked_of = (made.question.ask.site, filled.placement)
    reasons = left_out(
        made.tables,
        made.question.visit,
        decision=made.decision,
        placement=filled,
        rules=made.tables.plans[asked_of].placement.rules,
        now_ms=made.at_ms,
    )
    scored = _scored(made, [slot.row for slot in filled.slots])
    return ExplainedPlacementShape(
        slots=[_slot(slot, parts) for slot, parts in zip(filled.slots, scored, strict=True)],
        unfilled=[EmptySlotShape(position=at, reason=reason) for at, reason in filled.unfilled],
        candidates=_candidates(made, reasons),
        left_out={_promo(made.served, row): reason for row, reason in reasons.items()},
    )


def _candidates(made: Decided, reasons: Mapping[int, Reason]) -> list[CandidateShape]:
    table = made.tables.table(
        made.decision.arm, made.rung, made.question.visit, now_ms=made.at_ms
    ).table
    rows = [row for row in table.lineup.rows.tolist() if row in reasons]
    told = [
        CandidateShape(**dict(parts), reason=reasons[row])
        for row, parts in zip(rows, _scored(made, rows), strict=True)
    ]
    return sorted(told, key=lambda each: -each.score)


def _scored(made: Decided, rows: Sequence[int]) -> list[ScoredShape]:
    snapshot = made.served.snapshot
    as_slots = [PART_OF_SLOT._replace(row=row) for row in rows]
    beside = FilledPlacement("", as_slots, [])
    decision = made.decision._replace(rung=made.rung)
    parts = score_parts(snapshot, made.question.visit, decision, placement=beside)
    return [
        ScoredShape(
            promo=_promo(made.served, part.row),
            click_rate=part.click_rate,
            value_micros=part.value_micros,
            optimism=part.optimism,
            score=float(np.log(part.click_rate * part.value_micros) + part.optimism),
        )
        for part in parts
    ]


def _slot(slot: FilledSlot, parts: ScoredShape) -> ExplainedSlotShape:
    return ExplainedSlotShape(
        **dict(parts),
        position=slot.position,
        propensity=slot.propensity,
        is_forced=slot.is_forced,
        is_reserved=bool(slot.reserved_kind),
    )


def _promo(served: ServedSnapshot, row: int) -> str:
    """Return the id of a row's promo, the first field of its card."""
    promo, _ = DECODER.raw_decode(served.numbered.cards.card(row).decode(), PROMO_AT)
    return str(promo)

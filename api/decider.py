"""Answers an ask from a snapshot, in bytes; whatever fails, the page gets an answer."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from api.answer_bytes import (
    answer_bytes,
    head_bytes,
    placement_bytes,
    placement_pieces,
    slot_bytes,
)
from api.ask import Ask
from api.reader_class import class_of, packed_class
from api.served_site import ServedPlacement
from api.served_snapshot import ServedSnapshot
from api.slot_tokens import DecisionFacts, Origin, SigningKeys, SlotFacts
from api.ulids import decision_text, new_decision_id
from recommender.domain import Arm, Reason, Rung
from recommender.ranking import Asked, Decision, assign_arm, rank, rung_of
from recommender.snapshot import article_key
from recommender.visit import Visit

logger = logging.getLogger(__name__)
NO_SNAPSHOT = "no_snapshot"
UNKNOWN_ARTICLE = "unknown_article"
FAILURE = "failure"
TOO_LATE = "deadline"
Places = Sequence[ServedPlacement | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An ask with all that is known about it; `reason` tells what keeps it from the top rung."""

    ask: Ask
    visit: Visit
    origin: Origin
    now_ms: int
    reason: str | None = None


class Decider:
    """Ranks, signs and joins. One for each worker; not shared between threads."""

    def __init__(self, keys: SigningKeys, *, rng: Random) -> None:
        self._keys = keys
        self._rng = rng

    def answer(self, served: ServedSnapshot, question: Question) -> bytes:
        """Return the answer's JSON, made on the highest rung that holds."""
        arm = self._arm(served, question.ask)
        reason = question.reason
        for rung in _rungs(served, question, arm):
            try:
                return self._on_rung(served, question, arm=arm, rung=rung, reason=reason)
            except Exception:
                logger.exception("no answer on the rung %s: the next one is tried", rung.value)
                reason, arm = FAILURE, Arm.LEARNED
        return empty_answer(question.ask, reason=FAILURE, now_ms=question.now_ms)

    def _arm(self, served: ServedSnapshot, ask: Ask) -> Arm:
        if ask.is_preview:
            return ask.arm if ask.arm in (Arm.BASELINE, Arm.CONTROL) else Arm.LEARNED
        return assign_arm(served.snapshot.settings, self._rng)

    def _on_rung(
        self,
        served: ServedSnapshot,
        question: Question,
        *,
        arm: Arm,
        rung: Rung,
        reason: str | None,
    ) -> bytes:
        ask, visit, now_ms = question.ask, question.visit, question.now_ms
        places = [served.placements.get((ask.site, wanted.id)) for wanted in ask.placements]
        asked = [
            Asked(place.plan, _slots(place, wanted.count))
            for place, wanted in zip(places, ask.placements, strict=True)
            if place is not None
        ]
        decision = rank(
            served.tables, visit, asked=asked, arm=arm, rung=rung, rng=self._rng, now_ms=now_ms
        )
        identity = new_decision_id(now_ms)
        facts = _facts(served, question, arm=arm, rung=decision.rung, identity=identity)
        tokens = iter(self._keys.issue(facts, _slot_facts(served, decision, places)))
        head = head_bytes(
            decision_text(identity),
            model=served.model_json,
            arm=arm.value,
            rung=decision.rung.value,
        )
        written = _placements(served, question, places, decision=decision, tokens=tokens)
        return answer_bytes(head, reason=reason, placements=written)


def empty_answer(ask: Ask, *, reason: str, now_ms: int) -> bytes:
    """Return an answer without promos, on the last rung."""
    decision = decision_text(new_decision_id(now_ms))
    head = head_bytes(decision, model=b"null", arm=Arm.LEARNED.value, rung=Rung.EMPTY.value)
    empty = [
        placement_bytes(placement_pieces(wanted.id, None), slots=(), unfilled=())
        for wanted in ask.placements
    ]
    return answer_bytes(head, reason=reason, placements=empty)


def _rungs(served: ServedSnapshot, question: Question, arm: Arm) -> Iterator[Rung]:
    """Yield the rungs to try, downwards."""
    first = rung_of(served.snapshot, question.visit, arm)
    if question.reason == TOO_LATE and first is Rung.LEARNED and arm is Arm.LEARNED:
        first = Rung.PRIOR
    yield first
    if first is Rung.LEARNED and served.snapshot.learned is not None:
        yield Rung.PRIOR
    yield Rung.ORDER


def _slots(place: ServedPlacement, count: int | None) -> int:
    slots = place.plan.placement.slots
    return slots if count is None else min(count, slots)


def _facts(
    served: ServedSnapshot, question: Question, *, arm: Arm, rung: Rung, identity: bytes
) -> DecisionFacts:
    visit = question.visit
    return DecisionFacts(
        decision=identity,
        mode=question.ask.mode,
        arm=arm,
        rung=rung,
        origin=question.origin,
        site=served.sites[question.ask.site].number,
        article=article_key(question.ask.site, question.ask.article),
        reader=packed_class(class_of(visit.reader, local_hour=visit.local_hour)),
        model=served.numbered.model_number,
        snapshot=served.snapshot.number,
    )


def _slot_facts(served: ServedSnapshot, decision: Decision, places: Places) -> list[SlotFacts]:
    numbers = served.numbers
    known = [place for place in places if place is not None]
    return [
        SlotFacts(
            place.number, slot.position, slot.is_forced, int(numbers[slot.row]), slot.propensity
        )
        for place, filled in zip(known, decision.placements, strict=True)
        for slot in filled.slots
    ]


def _placements(
    served: ServedSnapshot,
    question: Question,
    places: Places,
    *,
    decision: Decision,
    tokens: Iterator[bytes],
) -> list[bytes]:
    filled = iter(decision.placements)
    site = question.ask.site
    language = question.visit.language or served.sites[site].site.language
    shown = served.cards(site, language)
    written = []
    for place, wanted in zip(places, question.ask.placements, strict=True):
        if place is None:
            written.append(_unknown(wanted.id))
            continue
        placement = next(filled)
        slots = [
            slot_bytes(
                slot.position,
                shown.get(slot.row) or served.card(shown, slot.row, site=site, language=language),
                next(tokens),
            )
            for slot in placement.slots
        ]
        pieces = placement_bytes(place.pieces, slots=slots, unfilled=placement.unfilled)
        written.append(pieces)
    return written


def _unknown(placement: str) -> bytes:
    pieces = placement_pieces(placement, None)
    return placement_bytes(pieces, slots=(), unfilled=[(0, Reason.UNKNOWN_PLACEMENT)])

"""Answers a question from a snapshot, in bytes; whatever fails, the page gets an answer."""

import logging
from collections.abc import Sequence
from random import Random

from api.observing.counts import Counts
from api.slots.ask import Ask
from api.slots.decision_log import DecisionLog
from api.slots.question import Question
from api.slots.slot_writing import written_slots
from api.snapshots.answer_bytes import (
    answer_bytes,
    head_bytes,
    placement_bytes,
    placement_pieces,
)
from api.snapshots.served_snapshot import ServedSnapshot
from api.tokens.slot_tokens import SigningKeys
from api.tokens.ulids import DecisionIds, decision_text, new_decision_id
from data.inbox.online_marks import NO_MARK
from data.inbox.packed import Origin, empty_slot
from recommender.domain import Arm, Reason, Rung
from recommender.ranking import Decision, assign_arm, rank, rungs_of

logger = logging.getLogger(__name__)
NO_SNAPSHOT = "no_snapshot"
UNKNOWN_ARTICLE = "unknown_article"
FAILURE = "failure"
TOO_LATE = "deadline"
LOOKED_AT_CLOSELY = 0
"""What the last byte of a decision's id is, if its candidates are noted: one in 256."""


class Decider:
    """Ranks, signs, joins and notes. One for each worker; not shared between threads."""

    def __init__(self, keys: SigningKeys, *, log: DecisionLog, rng: Random, counts: Counts) -> None:
        self._keys = keys
        self._log = log
        self._rng = rng
        self._answers = counts.answers
        self._ids = DecisionIds()

    def answer(self, served: ServedSnapshot, question: Question, *, now_ms: int) -> bytes:
        """Return the answer's JSON, made on the highest rung that holds."""
        arm = self._arm(served, question.ask)
        reason = question.reason
        for rung in _rungs(served, question, arm):
            try:
                decision = rank(
                    served.tables,
                    question.visit,
                    asked=question.asked,
                    arm=arm,
                    rung=rung,
                    rng=self._rng,
                    now_ms=now_ms,
                )
                return self._written(served, question, decision, now_ms=now_ms, reason=reason)
            except Exception:
                logger.exception("no answer on the rung %s: the next one is tried", rung.value)
                reason, arm = FAILURE, Arm.LEARNED
        return self.empty(question.ask, reason=FAILURE, now_ms=now_ms)

    def empty(self, ask: Ask, *, reason: str, now_ms: int) -> bytes:
        """Return an answer without promos, on the last rung."""
        if not ask.is_preview:
            self._answers[Arm.LEARNED, Rung.EMPTY, reason] += 1
        return empty_answer(ask, reason=reason, now_ms=now_ms)

    def _arm(self, served: ServedSnapshot, ask: Ask) -> Arm:
        if ask.is_preview:
            return ask.arm if ask.arm in (Arm.BASELINE, Arm.CONTROL) else Arm.LEARNED
        return assign_arm(served.snapshot.settings, self._rng)

    def _written(
        self,
        served: ServedSnapshot,
        question: Question,
        decision: Decision,
        *,
        now_ms: int,
        reason: str | None,
    ) -> bytes:
        """Sign every slot, join the answer and note what was decided."""
        identity, text = self._ids.next(now_ms)
        part = self._keys.decision_part(
            (
                identity,
                question.ask.mode,
                decision.arm,
                decision.rung,
                question.origin,
                question.site,
                question.article,
                question.reader,
                served.numbered.model_number,
                served.snapshot.number,
            )
        )
        head = head_bytes(
            text,
            model=served.model_json,
            arm=decision.arm,
            rung=decision.rung,
        )
        placements, records = self._placements(served, question, decision, part=part)
        if question.origin is not Origin.PREVIEW:
            self._answers[decision.arm, decision.rung, reason or ""] += 1
            self._log.note(question, part, records, mark=decision.known.mark or NO_MARK)
            if identity[-1] == LOOKED_AT_CLOSELY:
                self._log.note_candidates(served, question, decision, text)
        return answer_bytes(head, reason=reason, placements=placements)

    def _placements(
        self, served: ServedSnapshot, question: Question, decision: Decision, *, part: bytes
    ) -> tuple[list[bytes], list[bytes]]:
        """Return each placement that was asked for, in order, and the records of their slots.

        `part` begins every token.
        """
        cards = served.cards(question.ask.site, question.language)
        filled = iter(decision.placements)
        written: list[bytes] = []
        records: list[bytes] = []
        for place, wanted in zip(question.places, question.ask.placements, strict=True):
            if place is None:
                written.append(_unknown(wanted.id))
                continue
            _, slots, unfilled = next(filled)
            json, logged = written_slots(self._keys.first, part, place.number, slots, cards)
            records.append(logged)
            if unfilled:
                records += [empty_slot(place.number, *empty) for empty in unfilled]
            written.append(placement_bytes(place.pieces, slots=json, unfilled=unfilled))
        return written, records


def _unknown(placement: str) -> bytes:
    """Return a placement that nobody knows."""
    unknown = [(0, Reason.UNKNOWN_PLACEMENT)]
    return placement_bytes(placement_pieces(placement, None), slots=b"", unfilled=unknown)


def empty_answer(ask: Ask, *, reason: str, now_ms: int) -> bytes:
    """Return an answer without promos, on the last rung."""
    decision = decision_text(new_decision_id(now_ms)).encode()
    head = head_bytes(decision, model=b"null", arm=Arm.LEARNED, rung=Rung.EMPTY)
    empty = [
        placement_bytes(placement_pieces(wanted.id, None), slots=b"", unfilled=())
        for wanted in ask.placements
    ]
    return answer_bytes(head, reason=reason, placements=empty)


def _rungs(served: ServedSnapshot, question: Question, arm: Arm) -> Sequence[Rung]:
    """Return the rungs to try, downwards."""
    rungs = rungs_of(served.snapshot, question.visit, arm)
    is_late = question.reason == TOO_LATE and arm is Arm.LEARNED
    return rungs[1:] if is_late and rungs[0] is Rung.LEARNED else rungs

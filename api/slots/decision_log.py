"""The decision log: what was decided, packed as it was signed, and noted for the keeper.

A record costs a few microseconds; it is on the disk within a quarter second, after the answer.
"""

from collections.abc import Sequence

from api.slots.question import Question
from api.snapshots.served_snapshot import ServedSnapshot
from data.inbox.noted_candidates import NOT_SCORED, SCORED, Columns
from data.inbox.noted_decisions import NotedDecisions
from data.inbox.packed import HEAD_END, SLOT
from recommender.candidates import is_for_article
from recommender.domain import Arm
from recommender.ranking import Decision
from recommender.scoring import Rows, learned_scores
from recommender.snapshot import Snapshot
from recommender.visit import Visit

LARGEST_TABLE = 4096
"""Candidates that are written down at most; the control's, all that is eligible, are not."""


class DecisionLog:
    """Notes one worker's decisions."""

    def __init__(self, noted: NotedDecisions) -> None:
        self._noted = noted

    def note(
        self, question: Question, part: bytes, records: Sequence[bytes], *, mark: bytes
    ) -> None:
        """Note a decision: its part of every token, the records of its slots, what was known."""
        slots = b"".join(records)
        if not question.article_version:
            ask = question.ask
            self._noted.article(question.article, site=ask.site, article=ask.article)
        end = HEAD_END.pack(question.article_version, len(slots) // SLOT.itemsize, 0)
        self._noted.decision(part + end + slots, mark=mark)

    def note_candidates(
        self, served: ServedSnapshot, question: Question, decision: Decision, text: bytes
    ) -> None:
        """Note what could have been drawn, for the few decisions that are looked at closely."""
        table = decision.table
        if decision.arm is Arm.CONTROL or not 0 < len(table) <= LARGEST_TABLE:
            return
        rows = table.lineup.rows
        # What a table was weighed by is at hand no more once more was learned.
        is_scored = is_for_article(decision.arm, decision.rung)
        is_scored &= decision.known == served.tables.known
        self._noted.candidates(
            text.decode(),
            promos=served.numbers[rows],
            weights=table.weights(),
            scored=_scored(served.snapshot, question.visit, rows) if is_scored else NOT_SCORED,
        )


def _scored(snapshot: Snapshot, visit: Visit, rows: Rows) -> Columns:
    """Return the parts of learned scores: log(r * value) + optimism, r of the logit."""
    parts = (*learned_scores(snapshot, visit, rows), snapshot.promos.value_micros[rows])
    return dict(zip(SCORED, parts, strict=True))

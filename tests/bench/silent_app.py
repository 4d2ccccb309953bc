"""The app of a worker that writes no decision log: the peer of the one that does."""

from collections.abc import Sequence
from typing import Any

from starlette.types import ASGIApp

from api.app import front_of, worker_of
from api.settings import serve_settings
from api.slots.decision_log import DecisionLog
from api.slots.question import Question
from data.inbox.noted_decisions import NotedDecisions
from data.storage_settings import read_values


class SilentLog(DecisionLog):
    """Notes nothing."""

    def note(
        self, question: Question, part: bytes, records: Sequence[bytes], *, mark: bytes
    ) -> None:
        """Forget a decision."""

    def note_candidates(self, *_: Any) -> None:
        """Forget candidates."""


def create_silent_app() -> ASGIApp:
    """Return the app, its settings from the environment."""
    worker = worker_of(serve_settings(read_values()))
    worker.desk.decider._log = SilentLog(NotedDecisions())
    return front_of(worker)

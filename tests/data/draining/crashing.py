"""A drain that dies, or is refused, before or after any of its durable steps."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from data.inbox.inbox_reading import Inbox
from data.lake.lake_files import LakeFiles
from data.models.cross_store import CrossStore


class Died(BaseException):
    """The process is gone: nobody catches this."""


class Steps:
    """Counts the moments before and after durable steps; from one of them on all is over."""

    def __init__(self, end_at: int, cause: BaseException) -> None:
        self.taken = 0
        self._end_at = end_at
        self._cause = cause

    def __call__(self) -> None:
        """Let it happen, or not."""
        if self.taken >= self._end_at:
            raise self._cause
        self.taken += 1


@contextmanager
def dying_at(moment: int, *, of: BaseException | None = None) -> Iterator[None]:
    """Die from the numbered moment on, counted from 0, or have everything refused from then on."""
    steps = Steps(moment, of or Died())

    def around(method: Any) -> Any:
        def stepping(*arguments: Any, **named: Any) -> Any:
            steps()
            result = method(*arguments, **named)
            steps()
            return result

        return stepping

    with (
        patch.object(LakeFiles, "write", around(LakeFiles.write)),
        patch.object(LakeFiles, "delete", around(LakeFiles.delete)),
        patch.object(Inbox, "delete_through", around(Inbox.delete_through)),
        patch.object(Inbox, "remove", around(Inbox.remove)),
        patch.object(CrossStore, "save", around(CrossStore.save)),
    ):
        yield

"""Keeping a lake: one bounded piece of work a call, each of them safe to be interrupted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptStep:
    """What one step did: `work` is merged, part, deleted, forgotten or cleaned."""

    work: str
    table: str
    day: date | None = None
    files_before: int = 0
    files_after: int = 0
    rows_before: int = 0
    rows_after: int = 0
    judged: int = 0


def every_file(_stem: str) -> bool:
    """Say of every file that its rows wait in no inbox any more."""
    return True


class LakeKeeping:
    """The only writer of what is merged; `keeper` names its home, of which there is one a lake."""

    def __init__(self, lake_url: str, *, keep_days: int, keeper: str) -> None:
        self.problems: tuple[str, ...] = ()
        self._asked = (lake_url, keep_days, keeper)

    def step(
        self,
        now: datetime,
        *,
        drained_through: datetime,
        is_drained: Callable[[str], bool] = every_file,
    ) -> KeptStep | None:
        """Do one piece of work and return what it was, None if nothing is due.

        To be called after a round of the drain that ended well. `drained_through`: every event
        received before it lies in the lake. `is_drained` says of a file's name (without its ending)
        whether its rows wait in no inbox any more: only then is it touched. Damaged files are left
        as they are and named in `problems`. Raises Unavailable: to be tried again later.
        """
        del now, drained_through, is_drained
        return None

"""Names of the lake's files that were drained from inboxes: which rows of which inbox they hold."""

import re
from typing import NamedTuple

DECISIONS, EVENTS = "d", "e"
TABLES = {
    DECISIONS: ("slots", "unfilled", "candidates", "decisions"),
    EVENTS: ("slots", "decisions", "events"),
}
"""The tables that rows of an inbox's `decisions` and `events` go to, in the order of writing."""
_FORM = re.compile(r"([de])-([0-9A-Za-z]+)-([0-9]+)-([0-9]+)")


class DrainedName(NamedTuple):
    """Rows `first` to `last` of one kind of an inbox."""

    kind: str
    inbox: str
    first: int
    last: int

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return f"{self.kind}-{self.inbox}-{self.first}-{self.last}"


def drained_name(stem: str) -> DrainedName | None:
    """Return what a file's name says, None if it was not drained (or has been merged)."""
    found = _FORM.fullmatch(stem)
    if found is None:
        return None
    kind, inbox, first, last = found.groups()
    return DrainedName(kind, inbox, int(first), int(last))

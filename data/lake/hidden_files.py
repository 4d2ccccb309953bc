"""Files of a lake's table that readers pass over while rows are merged: `<table>/_hidden.json`.

Small files become large ones under the eyes of readers, who must meet each row once: the new file
is hidden before it is written, and one replacement of this object shows it and hides the old ones.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from recommender.errors import Unavailable

FILE = "_hidden.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Retired:
    """Files whose rows lie elsewhere, or are to be forgotten; deleted once nobody reads them."""

    since: datetime
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HiddenFiles:
    """Names within the table (`date=…/….parquet`): what is being written, and what is retired.

    `change` counts the replacements, so that a reader sees that nothing changed meanwhile.
    """

    change: int = 0
    being_written: tuple[str, ...] = ()
    retired: tuple[Retired, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every name that readers pass over."""
        return frozenset(self.being_written).union(*(group.files for group in self.retired))

    def writing(self, names: Sequence[str]) -> "HiddenFiles":
        """Return the state in which these files may be written, unseen."""
        return self._next(being_written=(*self.being_written, *names))

    def switched(self, old: Sequence[str], *, now: datetime) -> "HiddenFiles":
        """Return the state in which what was being written is seen and `old` no longer is."""
        retired = (*self.retired, Retired(now, tuple(old))) if old else self.retired
        return self._next(being_written=(), retired=retired)

    def without_written(self) -> "HiddenFiles":
        """Return the state once files that were being written are deleted."""
        return self._next(being_written=())

    def without(self, group: Retired) -> "HiddenFiles":
        """Return the state once a group's files are deleted."""
        return self._next(retired=tuple(other for other in self.retired if other != group))

    def _next(self, **changes: tuple[object, ...]) -> "HiddenFiles":
        return replace(self, change=self.change + 1, **changes)  # type: ignore[arg-type]


def as_bytes(hidden: HiddenFiles) -> bytes:
    """Return the object's content."""
    retired = [{"since": group.since.isoformat(), "files": group.files} for group in hidden.retired]
    content = {"format": FORMAT, "change": hidden.change, "being_written": hidden.being_written}
    return json.dumps(content | {"retired": retired}, indent=1).encode()


def from_bytes(content: bytes, *, place: str) -> HiddenFiles:
    """Return what an object tells. Raises Unavailable, naming it, if it is spoilt or too new."""
    try:
        told = json.loads(content)
        if told["format"] != FORMAT:
            raise ValueError(f"its format is {told['format']}")
        return HiddenFiles(
            change=int(told["change"]),
            being_written=tuple(told["being_written"]),
            retired=tuple(
                Retired(datetime.fromisoformat(group["since"]), tuple(group["files"]))
                for group in told["retired"]
            ),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unavailable(
            f"{place} cannot be read ({error}): restore it from a backup, or delete it; then rows"
            " may be read twice until the keeper has merged them again"
        ) from error

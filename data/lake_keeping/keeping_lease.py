"""Which home keeps a lake that several machines may write to: whoever has told so last."""

import json
from datetime import datetime, timedelta

from data.lake.lake_files import LakeFiles

FILE = "_keeper.json"
RENEWED_AFTER = timedelta(minutes=1)
GIVEN_UP_AFTER = timedelta(minutes=10)


class KeepingLease:
    """The object `_keeper.json` of a lake: a keeper's id, where it is, when it was last seen."""

    def __init__(self, files: LakeFiles, keeper: str, *, where: str = "") -> None:
        self._files = files
        self._keeper = keeper
        self._where = where
        self.other = ""
        """The keeper that keeps the lake instead, if another does."""

    def is_ours(self, now: datetime) -> bool:
        """Take or renew the lease; return whether this keeper had it before. Raises Unavailable.

        Of two that take it at once the last one has it: both see who at their next step.
        """
        keeper, where, seen = self._read()
        is_recent = abs(now - seen) < GIVEN_UP_AFTER if seen else False
        if keeper != self._keeper:
            self.other = (f"{where} ({keeper})" if where else keeper) if is_recent else ""
            if not is_recent:
                self._write(now)
            return False
        self.other = ""
        if seen is None or abs(now - seen) >= RENEWED_AFTER:
            self._write(now)
        return True

    def is_held(self, now: datetime) -> bool:
        """Whether this keeper has it already; nothing is taken. Raises Unavailable."""
        keeper, _, seen = self._read()
        return keeper == self._keeper and seen is not None and abs(now - seen) < GIVEN_UP_AFTER

    def _read(self) -> tuple[str, str, datetime | None]:
        content = self._files.content(f"{self._files.root}/{FILE}")
        try:
            holder = json.loads(content or b"{}")
            seen = datetime.fromisoformat(holder["seen"])
            return str(holder["keeper"]), str(holder.get("where", "")), seen
        except (ValueError, KeyError, TypeError):
            return "", "", None

    def _write(self, now: datetime) -> None:
        holder = {"keeper": self._keeper, "where": self._where, "seen": now.isoformat()}
        self._files.write_content(FILE, json.dumps(holder).encode())

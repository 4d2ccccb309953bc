"""Which home keeps a lake that several machines may write to: whoever has told so last."""

import json
from datetime import datetime, timedelta

from data.lake.lake_files import LakeFiles

FILE = "_keeper.json"
RENEWED_AFTER = timedelta(minutes=1)
GIVEN_UP_AFTER = timedelta(minutes=10)


class KeepingLease:
    """The object `_keeper.json` of a lake: a keeper's name, and when it was last seen."""

    def __init__(self, files: LakeFiles, keeper: str) -> None:
        self._files = files
        self._keeper = keeper
        self.other = ""
        """The keeper that keeps the lake instead, if another does."""

    def is_ours(self, now: datetime) -> bool:
        """Take or renew the lease; return whether this keeper had it before. Raises Unavailable.

        Of two that take it at once the last one has it: both see who at their next step.
        """
        keeper, seen = self._told()
        is_recent = abs(now - seen) < GIVEN_UP_AFTER if seen else False
        if keeper != self._keeper:
            self.other = keeper if is_recent else ""
            if not is_recent:
                self._tell(now)
            return False
        self.other = ""
        if seen is None or abs(now - seen) >= RENEWED_AFTER:
            self._tell(now)
        return True

    def _told(self) -> tuple[str, datetime | None]:
        content = self._files.content(f"{self._files.root}/{FILE}")
        try:
            told = json.loads(content or b"{}")
            return str(told["keeper"]), datetime.fromisoformat(told["seen"])
        except (ValueError, KeyError, TypeError):
            return "", None

    def _tell(self, now: datetime) -> None:
        content = json.dumps({"keeper": self._keeper, "seen": now.isoformat()})
        self._files.write_content(FILE, content.encode())

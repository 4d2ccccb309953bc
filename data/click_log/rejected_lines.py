"""The file of rejected lines: NDJSON of line, reason and original."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from data.click_log.log_lines import Rejected
from data.durable_files import writing_to


class RejectedLines:
    """Appends rejected lines to a file that is first cut to what a kept batch had written."""

    def __init__(self, path: Path, *, size: int) -> None:
        self._folder = path.parent
        with writing_to(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._stream = path.open("ab")
            self._stream.truncate(size)

    def __enter__(self) -> "RejectedLines":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with writing_to(self._folder):
            self._stream.close()

    def write(self, rejected: Sequence[Rejected]) -> int:
        """Write lines durably and return the file's size. Raises Unavailable."""
        with writing_to(self._folder):
            for one in rejected:
                row = {"line": one.line, "reason": one.reason, "original": one.original}
                # ASCII, since an original may hold lone surrogates, which UTF-8 cannot write.
                self._stream.write(json.dumps(row).encode() + b"\n")
            self._stream.flush()
            os.fsync(self._stream.fileno())
            return self._stream.seek(0, os.SEEK_END)

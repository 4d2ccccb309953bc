"""Lets the other processes know once a second what this one has counted."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from api.observing.count_content import Facts, Told, packed
from api.observing.count_file import CountFile
from api.observing.count_totals import Totals, totals
from api.observing.counts import Counts
from data.trouble_log import TroubleLog, kind_of

TELL_EVERY_SECONDS = 1.0
logger = logging.getLogger(__name__)


class CountTelling:
    """One for each worker. A disk that takes no file is asked again, and stops nothing."""

    def __init__(self, folder: Path, counts: Counts, *, facts: Callable[[], Facts]) -> None:
        self._folder = folder
        self._counts = counts
        self._facts = facts
        self._file: CountFile | None = None
        self._troubles = TroubleLog(logger)

    async def run(self) -> None:
        """Tell until cancelled."""
        while True:
            await self.tell()
            await asyncio.sleep(TELL_EVERY_SECONDS)

    async def tell(self) -> None:
        """Tell now. What was counted is read here, in the event loop, and written beside it."""
        await asyncio.to_thread(self._write, self._content())

    async def totals(self) -> Totals:
        """Return what all have counted; first this worker tells, so that nothing goes back."""
        await self.tell()
        found = await asyncio.to_thread(totals, self._folder)
        if self._file is None:
            found.counts.add(self._counts)
        return found

    def close(self) -> None:
        """Tell a last time."""
        self._write(self._content())
        if self._file is not None:
            self._file.close()
            self._file = None

    def _content(self) -> bytes:
        return packed(Told(self._counts, self._facts()))

    def _write(self, content: bytes) -> None:
        try:
            if self._file is None or not self._file.path.exists():
                self._file = CountFile(self._folder)
            self._file.write(content)
        except (OSError, ValueError) as error:
            told = "what this worker counts is not told to the others: %s"
            self._troubles.warn(kind_of(error), told, error)

"""A worker's look-out for new snapshots: maps them beside the requests, swaps between two."""

import asyncio
import gc
import logging
from dataclasses import replace

from api.snapshots.online_watch import OnlineWatch
from api.snapshots.served_snapshot import ServedSnapshot
from api.snapshots.snapshot_form import NumberedSnapshot, numbered_snapshot
from data.snapshot_store import SnapshotStore
from recommender.errors import ChirashiError

LOOK_EVERY_SECONDS = 0.2
COLLECT_AFTER = (50_000, 20, 100)
"""Tables that are remembered fill the young generations, hardly anything in them is cyclic: with
the usual thresholds (700, 10, 10) walking them took a fifth of a busy worker's time."""
States = tuple[tuple[int, int] | None, tuple[int, int] | None]
"""Of the snapshots' pointer and of the online learner's."""
logger = logging.getLogger(__name__)


class SnapshotWatch:
    """Holds the snapshot that serves, None before the first. It never goes back to an older one."""

    def __init__(self, store: SnapshotStore, *, online: OnlineWatch | None = None) -> None:
        self._store = store
        self._online = online
        self._seen: States = (None, None)
        self.served: ServedSnapshot | None = None

    async def run(self) -> None:
        """Look for new snapshots until cancelled."""
        gc.set_threshold(*COLLECT_AFTER)
        while True:
            try:
                await self.look()
            except Exception:
                # A watch that ends would leave its worker with this snapshot for ever.
                logger.exception("no new snapshot can be served; the one before goes on serving")
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def look(self) -> None:
        """Serve the current snapshot if it is another one than before."""
        online = self._online.pointer_state() if self._online else None
        state = self._store.pointer_state(), online
        if state == self._seen and (self.served is not None or state[0] is None):
            return
        self._seen = state
        found = await asyncio.to_thread(self._newest)
        if found is not None:
            self._serve(found)

    def _serve(self, found: NumberedSnapshot) -> None:
        is_known = self.served is not None and self.served.snapshot.number == found.snapshot.number
        self.served = ServedSnapshot(found, before=self.served)
        if is_known:
            return
        # What lives now lives long: the collector need not walk it again. The young are collected
        # first, lest their cycles be frozen; walking the old would stop requests for tens of ms.
        gc.collect(1)
        gc.freeze()

    def _newest(self) -> NumberedSnapshot | None:
        """Return the newest snapshot with what was learned online, None if both serve already."""
        served = self.served.numbered if self.served else None
        found = self._newest_readable() or served
        if found is not None and self._online is not None:
            taught = self._online.taught(found.snapshot)
            found = found if taught is found.snapshot else replace(found, snapshot=taught)
        return None if found is served else found

    def _newest_readable(self) -> NumberedSnapshot | None:
        """Return the newest snapshot that is whole and newer than the one that serves."""
        last = self.served.snapshot.number if self.served else -1
        current = self._store.current()
        numbers = [number for number in self._store.numbers() if number != current]
        for number in ([current] if current is not None else []) + numbers:
            if number == last or (number < last and number != current):
                continue
            try:
                before = self.served.snapshot.learned if self.served else None
                stored = self._store.read(number)
                return numbered_snapshot(stored, before)
            except ChirashiError as error:
                logger.warning("%s; the one before goes on serving", error)
        return None

"""A worker's inbox: events are acknowledged once they are on the disk, many in one commit.

A thread of its own commits, so that nobody who asks for slots waits for a disk. What was decided is
handed over without waiting: it goes with the next commit, at the latest a quarter second later.
"""

import asyncio
import logging
import sqlite3
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from data.inbox.noted_decisions import Group, NotedDecisions, packed_group
from data.inbox.open_inbox import FAILURES, OpenInbox
from data.inbox.refusals import refused
from data.trouble_log import TroubleLog
from recommender.errors import Unavailable

GATHER_SECONDS = 0.002
"""How long the first event of a group waits for others: a sync costs as much for one as for all."""
NOTES_SECONDS = 0.25
REST_SECONDS = 0.5
"""How long a disk that refused is left alone, and events are refused at once."""
DELETED = (
    "the inbox %s was deleted while its worker wrote to it: what the keeper had not drained of its"
    " %d groups of events and decisions is lost, unless it is brought back from a backup; let"
    " nothing but the keeper delete inboxes"
)
logger = logging.getLogger(__name__)
Waiting = tuple[bytes, "asyncio.Future[None]"]


class InboxWriter:
    """The only writer of an inbox of its own, which is made at the first commit."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._noted = NotedDecisions()
        self._waiting: list[Waiting] = []
        self._wake = threading.Event()
        self._is_closing = False
        self._open: OpenInbox | None = None
        self._rests_until = 0.0
        self._thread: threading.Thread | None = None
        self._troubles = TroubleLog(logger)

    def start(self) -> None:
        """Begin to commit, or begin again after `close`."""
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name="inbox", daemon=True)
        self._thread.start()

    async def tell(self, records: bytes) -> None:
        """Return once packed events are durable. Raises Unavailable if they could not be made so.

        Then they may be told again: if they were kept after all, they count once.
        """
        if self._is_closing or time.monotonic() < self._rests_until:
            raise refused("it refused a moment ago")
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((records, done))
        self._wake.set()
        await done

    @property
    def noted(self) -> NotedDecisions:
        """What was decided and is not on the disk yet; the decider adds to it."""
        return self._noted

    def close(self) -> None:
        """Commit all that was handed over, and let the inbox go."""
        self._is_closing = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._is_closing:
            if self._wake.wait(NOTES_SECONDS):
                self._wake.clear()
                time.sleep(GATHER_SECONDS)
            self._see_whether_it_is_there()
            self._commit_group()
        # The last chance: a disk that refused a moment ago is asked once more.
        self._rests_until = 0.0
        self._commit_group()
        self._let_go()

    def _commit_group(self) -> None:
        count = len(self._waiting)
        told = self._waiting[:count]
        decisions = self._noted.begin()
        if not (told or decisions) or (not told and time.monotonic() < self._rests_until):
            return
        failure = self._kept(told, decisions)
        # Only now: a buffer that is swapped loses what is added meanwhile.
        del self._waiting[:count]
        _answer(told, failure)

    def _kept(self, told: Sequence[Waiting], decisions: Group | None) -> Unavailable | None:
        """Commit a group; return why it could not be, None if it was."""
        packed = self._packed(decisions)
        try:
            self._commit(b"".join([records for records, _ in told]), packed)
        except FAILURES as error:
            failure = refused(str(error))
            self._troubles.warn("refused", "%s", failure)
        except Exception as error:
            # A thread that ended here would leave all events waiting, or refused, for ever.
            logger.exception("a group of events was not kept: the inbox is opened anew")
            failure = refused(repr(error))
        else:
            if packed:
                self._noted.end(decisions)
            return None
        self._give_up()
        return failure

    def _packed(self, decisions: Group | None) -> bytes:
        """Return the bytes of decisions; what cannot be packed is let go, lest it come for ever."""
        try:
            return packed_group(decisions)
        except Exception:
            logger.exception("decisions that cannot be written down are lost")
            self._noted.lose(decisions)
            return b""

    def _commit(self, events: bytes, decisions: bytes) -> None:
        opened = self._opened()
        connection = opened.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            if events:
                connection.execute("INSERT INTO events (body) VALUES (?)", (events,))
            if decisions:
                connection.execute("INSERT INTO decisions (body) VALUES (?)", (decisions,))
            connection.execute("COMMIT")
        except sqlite3.Error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        opened.groups += 1
        if not opened.is_there():
            raise OSError("the inbox was deleted meanwhile")

    def _see_whether_it_is_there(self) -> None:
        if self._open is not None and not self._open.is_there():
            logger.error(DELETED, self._open.file, self._open.groups)
            self._let_go()

    def _opened(self) -> OpenInbox:
        if self._open is None:
            self._open = OpenInbox(self._folder)
        return self._open

    def _give_up(self) -> None:
        """Leave the inbox to the keeper: after a failed sync nobody knows what of it is durable."""
        self._rests_until = time.monotonic() + REST_SECONDS
        self._see_whether_it_is_there()
        self._let_go()

    def _let_go(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def _answer(told: Sequence[Waiting], failure: Exception | None) -> None:
    """Tell those who wait, each on its own event loop."""
    for _, done in told:
        # A loop that is closed, or closes at this moment, has nobody left who waits.
        with suppress(RuntimeError):
            done.get_loop().call_soon_threadsafe(_settle, done, failure)


def _settle(done: "asyncio.Future[None]", failure: Exception | None) -> None:
    if done.done():
        return
    if failure is None:
        done.set_result(None)
    else:
        done.set_exception(failure)

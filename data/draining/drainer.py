"""The keeper's drain: what the workers' inboxes hold comes into the lake, each row once.

One round takes all decisions, then the events that were there when the round before ended: each
worker has by then written down the decisions that those events may follow from.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

from data.draining.catalogue_names import CatalogueNames
from data.draining.drain_clock import DrainClock
from data.draining.drain_state import DrainState, read_drain_state, write_drain_state
from data.draining.inbox_batches import numbers
from data.draining.inbox_lags import ALL, lag_of
from data.draining.open_drain import OpenDrain, open_drain
from data.draining.readable_inboxes import readable_inboxes
from data.draining.recent_decisions import RecentDecisions
from data.draining.remembered import REMEMBERED_MS
from data.draining.taught import Nobody, Taught
from data.inbox.inbox_reading import Inbox
from data.lake.drained_names import DECISIONS, EVENTS
from data.lake.lake_store import Lake
from recommender.errors import ChirashiError, InboxTrouble, OutOfStep

LONGEST_PAUSE_SECONDS = 30.0
SLACK_MS = 3_600_000
"""By how much the clock may be set back before the lake is looked at again."""
ARRIVAL = timedelta(minutes=1)
"""What an event takes at most from its door to the inbox, and more."""
LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)
logger = logging.getLogger(__name__)


class Drainer:
    """Drains the inboxes of a home. Only one process may, in one thread.

    `taught` is told what comes into the lake, `recent` which decisions; `state_folder` is where it
    tells how it went. Every event that was received before `drained_through` lies in the lake.
    """

    def __init__(
        self,
        folder: Path,
        *,
        lake: Lake,
        names: CatalogueNames,
        state_folder: Path,
        now: Callable[[], datetime],
        taught: Taught | None = None,
        recent: RecentDecisions | None = None,
    ) -> None:
        self._folder = folder
        self._lake = lake
        self._names = names
        self._state_folder = state_folder
        self._now = now
        self._taught: Taught = taught or Nobody()
        self._recent = recent or RecentDecisions()
        self._stop = Event()
        self._clock = DrainClock(now)
        self._open: OpenDrain | None = None
        self._marks: dict[str, int] = {}
        self._marked_at = LONG_AGO
        self.drained_through = LONG_AGO
        self._is_held_up = False
        self._told: Sequence[str] = ()
        before = read_drain_state(state_folder)
        self._counts = Counter(before.counts if before else {})
        self._drained_ms = before.drained_ms if before else None

    def run(self, stop: Event, *, every_seconds: float, after: Callable[[], None]) -> None:
        """Drain until `stop` is set, less often while something holds up all inboxes.

        `after` is called after each round, whatever came of it.
        """
        self._stop = stop
        pause_seconds = every_seconds
        while not stop.wait(pause_seconds):
            longer = min(2 * pause_seconds, max(every_seconds, LONGEST_PAUSE_SECONDS))
            self.drain()
            pause_seconds = longer if self._is_held_up else every_seconds
            after()

    def finish(self) -> None:
        """Drain what the workers left, if all of them have ended."""
        self._stop = Event()
        if not any(inbox.has_worker() for inbox in readable_inboxes(self._folder, [])):
            self.drain()
            self.drain()
        if self._open is not None and self._open.is_settled:
            self._taught.end()

    def drain(self) -> bool:
        """Drain once and tell how it went; return whether nothing stood in the way."""
        problems: list[str] = []
        found: list[Inbox] = []
        self._is_held_up = True
        marked_at, listed_at = self._marked_at, self._now()
        try:
            found = readable_inboxes(self._folder, problems)
            self._drain(found, problems)
            self._is_held_up = False
        except OutOfStep as error:
            problems.append(str(error))
            self._open = None
        except ChirashiError as error:
            problems.append(str(error))
        except Exception as error:
            # What is in memory may be wrong; what lies on the disks is not.
            logger.exception("the drain begins anew")
            problems.append(f"the drain failed and begins anew: {error!r}")
            self._open = None
        if not problems and not self._stop.is_set():
            self.drained_through = marked_at - ARRIVAL
            self._drained_ms = self._now_ms()
        self._note_marks(found, listed_at=listed_at)
        # A damaged file of the lake, or a learner that fails, is told, but keeps no event back.
        told = [*problems, *(self._open.damaged if self._open else ())]
        told += [self._taught.problem] if self._taught.problem else []
        self._tell(found, told)
        return not told

    def _drain(self, found: Sequence[Inbox], problems: list[str]) -> None:
        abandoned = [inbox for inbox in found if not inbox.has_worker()]
        self._names.refresh()
        opened = self._opened(found)
        sound: list[Inbox] = []
        for inbox in found:
            with _told_of_one(problems):
                opened.drain(inbox, DECISIONS, through=ALL, stop=self._stop)
                sound.append(inbox)
        for inbox in sound:
            with _told_of_one(problems):
                through = self._marks.get(inbox.name, 0)
                opened.drain(inbox, EVENTS, through=through, stop=self._stop)
        for inbox in abandoned:
            with _told_of_one(problems):
                _adopt(inbox)
        if opened.is_settled:
            self._taught.settle()
        if not problems and not self._stop.is_set():
            opened.remembered.forget_before(self._now_ms() - REMEMBERED_MS)

    def _opened(self, found: Sequence[Inbox]) -> OpenDrain:
        now_ms = self._now_ms()
        opened = self._open
        if opened is None or opened.remembered.is_whole_from_ms > now_ms - REMEMBERED_MS + SLACK_MS:
            opened = open_drain(
                self._lake,
                self._names,
                found,
                taught=self._taught,
                clock=self._clock,
                now_ms=now_ms,
                counts=self._counts,
                recent=self._recent,
            )
            self._open = opened
        return opened

    def _note_marks(self, found: Sequence[Inbox], *, listed_at: datetime) -> None:
        """Note the last event of each inbox: the next round drains as far as that.

        Then all is drained that was received before the inboxes were listed: one that was made
        later holds nothing older.
        """
        self._marks = {}
        unread: list[str] = []
        for inbox in found:
            with _told_of_one(unread):
                if inbox.place.file.exists() and (waiting := numbers(inbox, "events")):
                    self._marks[inbox.name] = waiting[1]
        if not unread:
            self._marked_at = listed_at

    def _tell(self, found: Sequence[Inbox], problems: Sequence[str]) -> None:
        for problem in problems:
            if problem not in self._told:
                logger.warning("%s", problem)
        self._told = problems
        lags = [lag for inbox in found if (lag := lag_of(inbox))]
        state = DrainState(
            at_ms=self._now_ms(),
            drained_ms=self._drained_ms,
            counts=dict(sorted(self._counts.items())),
            lags=tuple(lags),
            remembered=self._open.remembered.count if self._open else 0,
            problems=tuple(problems),
        )
        write_drain_state(self._state_folder, state)

    def _now_ms(self) -> int:
        return int(self._now().timestamp() * 1000)


def _adopt(inbox: Inbox) -> None:
    """Remove an inbox whose worker is gone, once it is empty. Raises InboxTrouble."""
    if numbers(inbox, "events") is None and numbers(inbox, "decisions") is None:
        inbox.remove()


@contextmanager
def _told_of_one(problems: list[str]) -> Iterator[None]:
    """Tell what keeps one inbox back, and go on with the others."""
    try:
        yield
    except InboxTrouble as error:
        problems.append(str(error))

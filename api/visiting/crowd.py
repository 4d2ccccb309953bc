"""Many readers at once: threads that visit a server at a rate, and what they saw meanwhile."""

import math
import time
from contextlib import closing
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

import numpy as np

from api.visiting.server_door import ServerDoor
from api.visiting.untold_events import UntoldEvents
from api.visiting.visit_supply import present_visits
from api.visiting.visitor import Visited, Visitor
from data.worlds.world import World

# Visits a second that one thread manages beside waiting for the server.
RATE_A_THREAD = 8.0
MOST_THREADS = 32
# After the last visit, events without an acknowledgement are told for so long.
LAST_WORDS_SECONDS = 10.0
PAUSE_SECONDS = 0.1
# Of readers kept waiting longer nobody knows: a server that was away is not stormed.
MOST_BEHIND_SECONDS = 2.0


@dataclass(slots=True)
class Seen:
    """What happened in a stretch of time: visits that got a page, and how many got none."""

    visited: list[Visited] = field(default_factory=list)
    failed: int = 0

    @property
    def clicks(self) -> int:
        """How many slots were clicked."""
        return sum(one.clicks for one in self.visited)


class Crowd:
    """Visits a server `rate` times a second until told to stop or `most` visits are made."""

    def __init__(
        self, world: World, url: str, *, rate: float, seed: int, most: int | None = None
    ) -> None:
        """Raises Invalid if `url` is no address."""
        ServerDoor(url).close()
        self.untold = UntoldEvents()
        self._world, self._url, self._seed = world, url, seed
        self._left = math.inf if most is None else most
        self._seen = Seen()
        self._lock = Lock()
        self._stopped = Event()
        count = min(max(math.ceil(rate / RATE_A_THREAD), 1), MOST_THREADS)
        self._pace = rate / count
        # Daemons: whoever runs a crowd may end without waiting for it.
        self._threads = [
            Thread(target=self._come, args=(number,), daemon=True) for number in range(count)
        ]

    def start(self) -> None:
        """Let the readers come."""
        for thread in self._threads:
            thread.start()

    def is_over(self) -> bool:
        """Whether every visit was made."""
        return not any(thread.is_alive() for thread in self._threads)

    def stop(self, *, patience_seconds: float | None = None) -> None:
        """Let no more readers come, wait for those that are there, and tell what is untold."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()
        until = time.monotonic() + (
            LAST_WORDS_SECONDS if patience_seconds is None else patience_seconds
        )
        with closing(ServerDoor(self._url)) as door:
            while len(self.untold) and time.monotonic() < until:
                if not self.untold.tell_again(door):
                    time.sleep(PAUSE_SECONDS)

    def take(self) -> Seen:
        """Return what happened since this was last asked."""
        with self._lock:
            seen, self._seen = self._seen, Seen()
        return seen

    def _come(self, number: int) -> None:
        rng = np.random.default_rng([self._seed, number])
        supply = present_visits(self._world, rng)
        with closing(ServerDoor(self._url)) as door:
            visitor = Visitor(self._world, door, untold=self.untold, rng=rng)
            due = time.monotonic()
            while self._may_come():
                due = self._next_due(due, rng)
                # A server that takes no events is met by no more readers.
                while not self._stopped.is_set() and not self.untold.tell_again(door):
                    self._stopped.wait(PAUSE_SECONDS)
                if self._stopped.is_set():
                    break
                self._note(visitor.visit(next(supply)))

    def _next_due(self, due: float, rng: np.random.Generator) -> float:
        """Wait for the next reader: they come when they come, however long the last one stayed."""
        latest = time.monotonic() - MOST_BEHIND_SECONDS
        due = max(due + rng.exponential(1 / self._pace), latest)
        self._stopped.wait(max(due - time.monotonic(), 0.0))
        return due

    def _may_come(self) -> bool:
        with self._lock:
            self._left -= 1
            return self._left >= 0

    def _note(self, visited: Visited | None) -> None:
        with self._lock:
            if visited is None:
                self._seen.failed += 1
            else:
                self._seen.visited.append(visited)

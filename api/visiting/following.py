"""Follows a crowd: every few seconds what it met is judged, told and recorded."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import numpy as np

from api.visiting.crowd import Crowd
from api.visiting.progress import Stretch, line, stretch
from data.worlds.world import World

LINE_EVERY_SECONDS = 5.0
LOOK_EVERY_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Follower:
    """Judges by a world; `say` is told a line every few seconds, `record` keeps the figures."""

    world: World
    say: Callable[[str], None]
    record: Path | None = None

    def follow(
        self, crowd: Crowd, *, seconds: float | None = None, stopped: Event | None = None
    ) -> None:
        """Follow until the crowd is through, its time is over, or it is `stopped`.

        Raises OSError if the record cannot be written.
        """
        stopped = stopped or Event()
        rng = np.random.default_rng(0)
        began = last = time.monotonic()
        is_over = False
        while not is_over:
            is_over = stopped.wait(LOOK_EVERY_SECONDS) or crowd.is_over()
            now = time.monotonic()
            is_over = is_over or (seconds is not None and now >= began + seconds)
            if is_over or now >= last + LINE_EVERY_SECONDS:
                self._tell(_met(self.world, crowd, seconds=now - last, rng=rng))
                last = now

    def _tell(self, found: Stretch) -> None:
        self.say(line(found, time_of_day=f"{found.at.astimezone():%H:%M:%S}"))
        if self.record is not None:
            with self.record.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(found.content()) + "\n")


def _met(world: World, crowd: Crowd, *, seconds: float, rng: np.random.Generator) -> Stretch:
    seen, waiting, at = crowd.take(), len(crowd.untold), datetime.now(UTC)
    return stretch(world, seen, at=at, seconds=seconds, waiting=waiting, rng=rng)

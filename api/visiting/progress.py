"""What a crowd met, told line by line: by the known rates, how good the slates are."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

import numpy as np

from api.visiting.crowd import Seen
from api.visiting.known_rates import (
    Served,
    Worth,
    best_worth,
    joined_visits,
    random_worth,
    served_worth,
)
from data.worlds.world import World

# To fill pages at random and best takes a while: of a busy stretch so many visits are enough.
MOST_COMPARED = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some seconds of a crowd: what it did, and expected clicks a view by the known rates."""

    at: datetime
    seconds: float
    views: int
    clicks: int
    failed: int
    waiting: int
    served: Served
    random: Worth
    best: Worth

    def content(self) -> dict[str, object]:
        """Return the stretch as plain JSON values."""
        served = [
            {"arm": arm, "model": model, **asdict(worth)}
            for (arm, model), worth in self.served.items()
        ]
        references = {"random": asdict(self.random), "best": asdict(self.best)}
        return asdict(self) | {"at": self.at.isoformat(), "served": served} | references


def stretch(
    world: World,
    seen: Seen,
    *,
    at: datetime,
    seconds: float,
    waiting: int,
    rng: np.random.Generator,
) -> Stretch:
    """Judge what a crowd saw in the `seconds` before `at`."""
    some = seen.visited[-MOST_COMPARED:]
    visits = joined_visits(some) if some else None
    return Stretch(
        at=at,
        seconds=seconds,
        views=len(seen.visited),
        clicks=seen.clicks,
        failed=seen.failed,
        waiting=waiting,
        served=served_worth(world, seen.visited),
        random=Worth() if visits is None else random_worth(world, visits, rng),
        best=Worth() if visits is None else best_worth(world, visits, rng),
    )


def line(found: Stretch, *, time_of_day: str) -> str:
    """Return the stretch as one line of progress."""
    rate = found.clicks / found.views if found.views else 0.0
    parts = [f"{time_of_day}  {found.views / found.seconds:.1f} views/s  {rate:.2f} clicks/view"]
    if found.views:
        parts.append(f"expected: {_worths(found)}")
    parts += sorted({f"model {model}" for _, model in found.served if model})
    if found.failed:
        parts.append(f"{found.failed} pages without slots")
    if found.waiting:
        parts.append(f"{found.waiting} events wait for an acknowledgement")
    return "  ·  ".join(parts)


def _worths(found: Stretch) -> str:
    by_arm: dict[str, Worth] = {}
    for (arm, _), worth in found.served.items():
        by_arm.setdefault(arm, Worth()).join(worth)
    told: Mapping[str, Worth] = dict(sorted(by_arm.items(), reverse=True))
    ends = {"random": found.random, "best": found.best}
    return "  ".join(f"{name} {worth.mean:.2f}" for name, worth in {**told, **ends}.items())

"""What a process counts of its own, in plain numbers that only grow.

`counts.events["accepted", "click", ""] += 1` is all that counting takes: 0.15 us. Nothing is shared
between processes while it counts.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from api.observing.timings import Timings

Tally = defaultdict[tuple[str, ...], int]
"""By the values of the labels that `LABELS` names, in that order. Count in the event loop only."""

LABELS: dict[str, tuple[str, ...]] = {
    "answers": ("arm", "rung", "reason"),
    "events": ("verdict", "event", "reason"),
    "decisions": ("verdict",),
}
"""`verdict` of events: accepted, malformed, invalid (with its reason), unavailable; of decisions:
lost. What the keeper drained it counts itself."""


def _tally() -> Tally:
    return defaultdict(int)


@dataclass(frozen=True, slots=True)
class Counts:
    """One of these for each process, handed to whatever counts."""

    answers: Tally = field(default_factory=_tally)
    events: Tally = field(default_factory=_tally)
    decisions: Tally = field(default_factory=_tally)
    requests: Timings = field(default_factory=Timings)

    def tallies(self) -> dict[str, Tally]:
        """Return every tally by its name in `LABELS`."""
        return {name: getattr(self, name) for name in LABELS}

    def add(self, other: "Counts") -> None:
        """Add what another process counted."""
        mine = self.tallies()
        for name, tally in other.tallies().items():
            for labels, count in tally.items():
                mine[name][labels] += count
        self.requests.add(other.requests)

"""What happened on a day: what each contender showed, and what readers viewed and clicked of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from api.simulating.contender import Answer
from data.worlds.world import EMPTY, Response, Rows, Visits, World


@dataclass(frozen=True, slots=True)
class Shown:
    """One contender's slots of a placement over the day's visits, each [n, slots]."""

    promos: Rows
    viewed: NDArray[np.bool_]
    clicked: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class DayBook:
    """`shown` by contender and placement; `seconds` is what each took to answer and to learn."""

    visits: Visits
    is_control: NDArray[np.bool_]
    shown: Mapping[str, Mapping[str, Shown]]
    seconds: dict[str, float]

    @classmethod
    def empty(cls, world: World, visits: Visits, *, names: Iterable[str]) -> "DayBook":
        """Return the book of a day on which nothing was shown yet."""
        names = list(names)
        return cls(
            visits=visits,
            is_control=np.zeros(len(visits), dtype=np.bool_),
            shown={
                name: {
                    placement.id: _nothing(len(visits), placement.slots)
                    for placement in world.placements
                }
                for name in names
            },
            seconds=dict.fromkeys(names, 0.0),
        )

    def note(self, name: str, row: int, answer: Answer, responses: Mapping[str, Response]) -> None:
        """Keep what a contender showed to a visit, and what the reader did."""
        for placement, shown in self.shown[name].items():
            shown.promos[row] = answer.slates[placement]
            shown.viewed[row] = responses[placement].viewed
            shown.clicked[row] = responses[placement].clicked


def _nothing(count: int, slots: int) -> Shown:
    none = np.zeros((count, slots), dtype=np.bool_)
    return Shown(np.full((count, slots), EMPTY), none, none.copy())

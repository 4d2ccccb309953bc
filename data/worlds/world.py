"""What a world is: who visits, what is eligible, who clicks. Policies are judged in worlds.

A new world is one class with these members. Rows and columns of every array are numbered by the
world's own tuples `articles` and `promos`, never by ids.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.domain import Article, Placement, Promo, Reader, Site

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
EMPTY = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """Page requests as columns [n], in order of time; `segment` is what no feature tells."""

    at_ms: NDArray[np.int64]
    article: Rows
    place: Rows
    device: Rows
    language: Rows
    signed_in: NDArray[np.bool_]
    local_hour: Rows
    segment: Rows

    def __len__(self) -> int:
        """Return how many visits there are."""
        return len(self.at_ms)

    def chosen(self, rows: slice | Rows | NDArray[np.bool_]) -> "Visits":
        """Return some of the visits."""
        return Visits(**{name: getattr(self, name)[rows] for name in self.__slots__})


@dataclass(frozen=True, slots=True)
class Response:
    """What readers did with one placement's slots, each [n, slots]."""

    viewed: NDArray[np.bool_]
    clicked: NDArray[np.bool_]


class World(Protocol):
    """One site's truth. `promos` are rows [n, k] (or [1, k] for the same of every visit).

    A world may have one member more, `plan` (a `trial_plan.TrialPlan`): how long to try it.
    """

    site: Site
    articles: tuple[Article, ...]
    promos: tuple[Promo, ...]
    placements: tuple[Placement, ...]

    def visits(self, day: datetime, *, count: int, rng: np.random.Generator) -> Visits:
        """Draw the page requests of the UTC day that begins at `day`."""

    def eligible(self, visits: Visits) -> NDArray[np.bool_]:
        """Return which promos may be shown [n, promos], before any placement's rules."""

    def click_rates(self, visits: Visits, promos: Rows) -> Floats:
        """Return the true click rates of examined slots [n, k], hidden segments known."""

    def expected_click_rates(self, visits: Visits, promos: Rows) -> Floats:
        """Return the same as far as anyone can know: averaged over the hidden segments."""

    def examination(self, visits: Visits, placement: Placement) -> Floats:
        """Return the probability that a viewed slot is examined [n, slots]; the first is 1."""

    def respond(
        self,
        visits: Visits,
        slates: Mapping[str, Rows],
        rng: np.random.Generator,
    ) -> dict[str, Response]:
        """Let the readers view and click the slates [n, slots], by placement; EMPTY is no promo."""

    def article(self, visits: Visits, row: int) -> Article:
        """Return the article of one visit."""

    def reader(self, visits: Visits, row: int) -> Reader:
        """Return what a page template may tell of one visit's reader."""


def midnight(moment: datetime) -> datetime:
    """Return the beginning of the moment's UTC day."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)

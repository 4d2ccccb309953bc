"""What slates are worth by the known rates: served ones by arm and model, random, best possible."""

from collections import defaultdict
from dataclasses import dataclass, fields

import numpy as np

from api.visiting.visitor import Visited
from data.worlds.slates import Choice, best_by_weight, drawn_by_weight, fill_page
from data.worlds.world import Floats, Visits, World
from data.worlds.worth import expected_clicks

LEAST_RATE = 1e-9


@dataclass(slots=True)
class Worth:
    """Expected clicks of pages: how many, their sum and the sum of their squares."""

    pages: int = 0
    total: float = 0.0
    squares: float = 0.0

    def add(self, clicks: Floats) -> None:
        """Count pages [n] by their expected clicks."""
        self.pages += len(clicks)
        self.total += float(clicks.sum())
        self.squares += float((clicks**2).sum())

    def join(self, other: "Worth") -> None:
        """Count the other's pages too."""
        self.pages += other.pages
        self.total += other.total
        self.squares += other.squares

    @property
    def mean(self) -> float:
        """Expected clicks a page; 0 without any."""
        return self.total / self.pages if self.pages else 0.0

    @property
    def error(self) -> float:
        """The standard error of the mean; 0 with fewer than two pages."""
        if self.pages < 2:
            return 0.0
        variance = max(self.squares / self.pages - self.mean**2, 0.0)
        return float((variance / (self.pages - 1)) ** 0.5)


Served = dict[tuple[str, str], Worth]
"""Worth by arm and model."""


def served_worth(world: World, visited: list[Visited]) -> Served:
    """Return what the pages served were worth, by arm and model (empty: none, a lower rung)."""
    found: Served = defaultdict(Worth)
    for one in visited:
        clicks = expected_clicks(world, one.visits, one.page.slates)
        found[one.page.arm, one.page.model or ""].add(clicks)
    return dict(found)


def random_worth(world: World, visits: Visits, rng: np.random.Generator) -> Worth:
    """Return what random slates under the same rules would be worth to these visits."""
    eligible = world.eligible(visits).astype(np.float64)
    return _filled(world, visits, weights=eligible, choose=drawn_by_weight(rng), rng=rng)


def best_worth(world: World, visits: Visits, rng: np.random.Generator) -> Worth:
    """Return what the best slates are worth to who knows all but the readers' hidden segments."""
    every = np.arange(len(world.promos))[None, :]
    rates = np.maximum(world.expected_click_rates(visits, every), LEAST_RATE)
    weights = world.eligible(visits).astype(np.float64) * rates
    return _filled(world, visits, weights=weights, choose=best_by_weight, rng=rng)


def joined_visits(visited: list[Visited]) -> Visits:
    """Return the visits [n] of n pages (at least one)."""
    columns = [field.name for field in fields(Visits)]
    return Visits(
        **{name: np.concatenate([getattr(one.visits, name) for one in visited]) for name in columns}
    )


def _filled(
    world: World, visits: Visits, *, weights: Floats, choose: Choice, rng: np.random.Generator
) -> Worth:
    pages = fill_page(world.placements, world.promos, weights=weights, choose=choose, rng=rng)
    worth = Worth()
    slates = {name: slates.promos for name, slates in pages.items()}
    worth.add(expected_clicks(world, visits, slates))
    return worth

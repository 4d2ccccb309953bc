"""A world that is held to its word: what it answers is checked before anyone plays with it."""

from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from data.worlds.trial_plan import TrialPlan
from data.worlds.world import EMPTY, Floats, Response, Rows, Visits, World
from recommender.domain import Article, Placement, Reader
from recommender.errors import InvalidWorld


class CheckedWorld:
    """Answers as the world does. Raises InvalidWorld where that breaks the protocol."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.site, self.articles, self.promos = world.site, world.articles, world.promos
        self.placements = world.placements
        self.plan: TrialPlan | None = getattr(world, "plan", None)

    def visits(self, day: datetime, *, count: int, rng: np.random.Generator) -> Visits:
        """Draw the page requests of a day."""
        found = self._world.visits(day, count=count, rng=rng)
        _hold(len(found) > 0, "visits returned none: it must draw `count` page requests")
        for name in Visits.__slots__:
            _shaped(f"visits: {name}", getattr(found, name), (len(found),))
        _hold(bool((np.diff(found.at_ms) >= 0).all()), "visits must be in order of time")
        known = (found.article >= 0) & (found.article < len(self.articles))
        _hold(bool(known.all()), "visits names an article row that `articles` does not have")
        return found

    def eligible(self, visits: Visits) -> NDArray[np.bool_]:
        """Return which promos may be shown [n, promos]."""
        found = self._world.eligible(visits)
        _flags("eligible", found, (len(visits), len(self.promos)))
        if not found.any():
            day = datetime.fromtimestamp(visits.at_ms[0] / 1000, UTC)
            raise InvalidWorld(
                f"no promo is eligible in any visit of the day from {day:%Y-%m-%d %H:%M} UTC: "
                "there is nothing to show, so give the world's promos longer flights"
            )
        return found

    def click_rates(self, visits: Visits, promos: Rows) -> Floats:
        """Return the true click rates [n, k]."""
        found = self._world.click_rates(visits, promos)
        return _rates("click_rates", found, (len(visits), promos.shape[1]))

    def expected_click_rates(self, visits: Visits, promos: Rows) -> Floats:
        """Return the click rates [n, k] over the hidden segments."""
        found = self._world.expected_click_rates(visits, promos)
        return _rates("expected_click_rates", found, (len(visits), promos.shape[1]))

    def examination(self, visits: Visits, placement: Placement) -> Floats:
        """Return the probability that a viewed slot is examined [n, slots]."""
        found = self._world.examination(visits, placement)
        return _rates("examination", found, (len(visits), placement.slots))

    def respond(
        self, visits: Visits, slates: Mapping[str, Rows], rng: np.random.Generator
    ) -> dict[str, Response]:
        """Let the readers view and click the slates."""
        found = self._world.respond(visits, slates, rng)
        for name, slate in slates.items():
            _hold(name in found, f"respond says nothing of the placement {name!r}")
            response = found[name]
            _flags("respond: viewed", response.viewed, slate.shape)
            _flags("respond: clicked", response.clicked, slate.shape)
            seen = response.viewed & (slate != EMPTY)
            unseen = (response.clicked & ~seen).any()
            _hold(not unseen, "respond lets readers click what they do not view, or an empty slot")
            _hold(bool((response.viewed <= seen).all()), "respond lets readers view an empty slot")
        return found

    def article(self, visits: Visits, row: int) -> Article:
        """Return the article of one visit."""
        return self._world.article(visits, row)

    def reader(self, visits: Visits, row: int) -> Reader:
        """Return what may be told of one visit's reader."""
        return self._world.reader(visits, row)


def _rates(name: str, found: Floats, shape: tuple[int, ...]) -> Floats:
    _shaped(name, found, shape)
    _hold(found.dtype.kind in "fiu", f"{name} holds {found.dtype}: every rate must be a number")
    if np.isnan(found).any():
        raise InvalidWorld(f"the world's {name} holds NaN: every rate must be a number")
    if found.min(initial=0.0) < 0 or found.max(initial=0.0) > 1:
        least, most = found.min(), found.max()
        raise InvalidWorld(f"the world's {name} reaches from {least} to {most}: keep to [0, 1]")
    return found


def _flags(name: str, found: NDArray[np.bool_], shape: tuple[int, ...]) -> None:
    _shaped(name, found, shape)
    member = name.partition(":")[0]
    _hold(found.dtype == np.bool_, f"{member} must return booleans")


def _shaped(name: str, found: object, shape: tuple[int, ...]) -> None:
    shown = getattr(found, "shape", None)
    if shown != shape:
        raise InvalidWorld(f"the world's {name} has the shape {shown}, expected {shape}")


def _hold(is_kept: bool, message: str) -> None:  # noqa: FBT001 - reads as an assertion does
    if not is_kept:
        raise InvalidWorld(f"the world's {message}")

"""What plays in a world: a policy that answers pages and learns from what readers did."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from data.worlds.world import Floats, Response, Rows, World
from recommender.domain import Article, Placement, Promo, Reader, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a publisher knows of a world: neither the truth nor who will come."""

    site: Site
    articles: tuple[Article, ...]
    promos: tuple[Promo, ...]
    placements: tuple[Placement, ...]
    seed: int

    @classmethod
    def of(cls, world: World, *, seed: int) -> "Known":
        """Return what all may know; `seed` is of the dice that a policy rolls."""
        return cls(
            site=world.site,
            articles=world.articles,
            promos=world.promos,
            placements=world.placements,
            seed=seed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page request: `row` of the day's visits, `article` a row of the known articles.

    `promos` [n] are the rows, ascending, of what may be shown; `dice` seeds the page's draw, the
    same for whoever answers. The control's pages are random, and told to all.
    """

    row: int
    at_ms: int
    article: int
    reader: Reader
    local_hour: int
    promos: Rows
    dice: int
    is_control: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Slates [slots] by placement, rows of promos or EMPTY, and their propensities [slots].

    A propensity is conditional on reservations and the slots before; nan where nothing stands.
    """

    slates: Mapping[str, Rows]
    propensities: Mapping[str, Floats]


class Contender(Protocol):
    """A policy in one world. What readers did of one slate is a `Response` with arrays [slots]."""

    def answer(self, page: Page) -> Answer:
        """Fill the page."""

    def learn(self, page: Page, answer: Answer, responses: Mapping[str, Response]) -> None:
        """Take in what the reader did, before the next page; control pages are told, too."""

    def end_day(self) -> None:
        """Do what is done once a day, after its last page."""


Entrant = Callable[[Known], Contender]
"""Makes a contender of what is known, for one world and seed."""

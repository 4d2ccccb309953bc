"""What served the sample publisher before Chirashi: popularity, a tenth of it at random.

Arm `baseline` draws by popularity with exploration, `control` with equal weights; both by whole
numbers, so that the logged propensities are exact.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.publisher.hidden import Floats
from data.worlds.slates import Slates, drawn_by_weight, fill_page, joined
from data.worlds.world import Response, Rows, Visits, World

CONTROL_SHARE = 0.1
EXPLORED = 0.35
KEENNESS = 1.5
ASSUMED_VIEWS = 200.0
ASSUMED_CLICK_RATE = 0.03
LARGEST_WEIGHT = 2**30
# Visits filled at once: their weights should fit a processor's cache.
BATCH = 500


@dataclass(slots=True)
class Tally:
    """Clicks and views of each promo [promos] up to the last midnight."""

    clicks: Floats
    views: Floats

    @classmethod
    def empty(cls, promos: int) -> "Tally":
        """Return a tally of nothing."""
        return cls(np.zeros(promos), np.zeros(promos))

    def add(self, slates: Mapping[str, Rows], responses: Mapping[str, Response]) -> None:
        """Count what readers viewed and clicked of these slates."""
        for placement, response in responses.items():
            promos = slates[placement]
            np.add.at(self.views, promos[response.viewed], 1)
            np.add.at(self.clicks, promos[response.clicked], 1)

    def click_rates(self) -> Floats:
        """Return each promo's click rate, drawn towards the assumed one while it is little seen."""
        clicks = self.clicks + ASSUMED_VIEWS * ASSUMED_CLICK_RATE
        return clicks / (self.views + ASSUMED_VIEWS)


@dataclass(frozen=True, slots=True)
class ServedPages:
    """n visits' slates by placement, and which visits were of the control arm [n]."""

    slates: dict[str, Slates]
    is_control: NDArray[np.bool_]


def serve(world: World, visits: Visits, *, tally: Tally, rng: np.random.Generator) -> ServedPages:
    """Fill the pages of these visits as the former ranker did."""
    is_control = rng.random(len(visits)) < CONTROL_SHARE
    popular = popularity_weights(tally.click_rates())
    pages = []
    for start in range(0, len(visits), BATCH):
        batch = slice(start, start + BATCH)
        weights = np.where(is_control[batch, None], 1.0, popular)
        weights *= world.eligible(visits.chosen(batch))
        pages.append(
            fill_page(
                world.placements,
                world.promos,
                weights=weights,
                choose=drawn_by_weight(rng),
                rng=rng,
            )
        )
    return ServedPages(joined(pages), is_control)


def popularity_weights(click_rates: Floats) -> Floats:
    """Return whole-number weights [promos]: keen on what is clicked, and none ever out."""
    keen = click_rates**KEENNESS
    shares = (1 - EXPLORED) * keen / keen.sum() + EXPLORED / len(click_rates)
    return np.asarray(np.maximum(1.0, np.rint(shares / shares.max() * LARGEST_WEIGHT)))

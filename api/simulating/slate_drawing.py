"""Fills pages by scores through the ranker's own draw: one code for every policy's rules."""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

import numpy as np

from api.simulating.best_slots import WEIGHT, best_first
from api.simulating.contender import Answer, Known, Page
from data.worlds.world import EMPTY, Floats, Rows
from recommender.assembly import CataloguedPromo, promo_table
from recommender.domain import Reason
from recommender.lineup import line_up
from recommender.placement_plan import placement_plan
from recommender.promo_table import Vocabulary
from recommender.recently_used import RecentlyUsed
from recommender.sampling import DrawTable, softmax_weights, weighed
from recommender.slot_draw import FilledPlacement
from recommender.slotters import Slotter, drawing
from recommender.slotting import fill, reserve

MOST_LINEUPS = 2_048
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Kept:
    """Promos lined up, all of one weight, and where each place of the lineup is among them."""

    even: DrawTable
    places: Rows


class SlateDrawer:
    """The promos of a world as the ranker's table, and the rules of its placements."""

    def __init__(self, known: Known) -> None:
        kept = [CataloguedPromo(number=at + 1, promo=each) for at, each in enumerate(known.promos)]
        self._table = promo_table(
            kept,
            learned=None,
            now=EPOCH,
            default_value_micros=1.0,
            vocabulary=Vocabulary(),
            changed_in=1,
        )
        self._plans = [placement_plan(placement) for placement in known.placements]
        # Which promos may be shown repeats itself; where each stands in the lineup goes with it.
        self._lineups: RecentlyUsed[_Kept] = RecentlyUsed(MOST_LINEUPS)

    def drawn(self, page: Page, scores: Floats, *, temperature: float) -> Answer:
        """Draw by softmax of the scores [n] of the page's promos at a temperature."""
        kept = self._kept(page.promos)
        weights = softmax_weights(scores, temperature=temperature)[kept.places]
        rng = _dice(page)
        return self._filled(weighed(kept.even.lineup, weights), rng=rng, slotter=drawing(rng))

    def best(self, page: Page, scores: Floats) -> Answer:
        """Take the best of the scores [n] at each slot."""
        kept = self._kept(page.promos)
        slotter = best_first(scores[kept.places])
        return self._filled(kept.even, rng=_dice(page), slotter=slotter)

    def _kept(self, promos: Rows) -> "_Kept":
        key = promos.tobytes()
        found = self._lineups.get(key)
        if found is None:
            lineup = line_up(self._table, promos, priority=np.zeros(len(promos)))
            places = np.searchsorted(promos, lineup.rows)
            even = weighed(lineup, np.full(len(lineup), WEIGHT))
            found = self._lineups.put(key, _Kept(even, places))
        return found

    def _filled(self, table: DrawTable, *, rng: Random, slotter: Slotter) -> Answer:
        out = dict[int, Reason]()
        filled = [
            fill(
                table,
                plan,
                reserved=reserve(plan, plan.placement.slots, rng),
                out=out,
                slotter=slotter,
            )
            for plan in self._plans
        ]
        slates = {
            placement.placement: _columns(placement, slots=plan.placement.slots)
            for plan, placement in zip(self._plans, filled, strict=True)
        }
        return Answer(
            {name: rows for name, (rows, _) in slates.items()},
            {name: propensities for name, (_, propensities) in slates.items()},
        )


def _dice(page: Page) -> Random:
    return Random(page.dice)  # noqa: S311 - for a page, not for a secret


def _columns(filled: FilledPlacement, *, slots: int) -> tuple[Rows, Floats]:
    """Return the promos [slots] and their propensities."""
    rows, propensities = np.full(slots, EMPTY), np.full(slots, np.nan)
    for slot in filled.slots:
        rows[slot.position] = slot.row
        propensities[slot.position] = slot.propensity
    return rows, propensities

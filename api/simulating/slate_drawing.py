"""Fills pages by scores through the ranker's own draw: one code for every policy's rules."""

from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

import numpy as np

from api.simulating.contender import Answer, Known, Page
from data.worlds.world import EMPTY, Floats, Rows
from recommender.assembly import CataloguedPromo, promo_table
from recommender.domain import Reason
from recommender.lineup import Lineup, line_up
from recommender.placement_plan import placement_plan
from recommender.promo_table import Vocabulary
from recommender.recently_used import RecentlyUsed
from recommender.sampling import DrawTable, weighed, whole_weights
from recommender.slot_draw import FilledPlacement, take_in_order
from recommender.slotters import Slotter, drawing
from recommender.slotting import fill, reserve

MOST_LINEUPS = 2_048
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
        self._lineups: RecentlyUsed[tuple[Lineup, Rows]] = RecentlyUsed(MOST_LINEUPS)

    def drawn(self, page: Page, scores: Floats, *, temperature: float) -> Answer:
        """Draw by softmax of the scores [n] of the page's promos at a temperature."""
        lineup, places = self._lineup(page.promos)
        table = weighed(lineup, whole_weights(scores, temperature=temperature)[places])
        return self._filled(page, table, drawing)

    def best(self, page: Page, scores: Floats) -> Answer:
        """Take the best of the scores [n] at each slot, the earliest row among equals."""
        places = np.empty(len(scores))
        places[np.argsort(-scores, kind="stable")[::-1]] = np.arange(1.0, len(scores) + 1)
        lineup = line_up(self._table, page.promos, priority=places)
        table = weighed(lineup, places[np.searchsorted(page.promos, lineup.rows)])
        return self._filled(page, table, _in_order)

    def _lineup(self, promos: Rows) -> tuple[Lineup, Rows]:
        key = promos.tobytes()
        found = self._lineups.get(key)
        if found is None:
            lineup = line_up(self._table, promos, priority=np.zeros(len(promos)))
            found = self._lineups.put(key, (lineup, np.searchsorted(promos, lineup.rows)))
        return found

    def _filled(
        self, page: Page, table: DrawTable, slotting: Callable[[Random], Slotter]
    ) -> Answer:
        rng = Random(page.dice)  # noqa: S311 - draws a simulated page
        out = dict[int, Reason]()
        slotter = slotting(rng)
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


def _in_order(_rng: Random) -> Slotter:
    return take_in_order


def _columns(filled: FilledPlacement, *, slots: int) -> tuple[Rows, Floats]:
    """Return the promos [slots] and their propensities."""
    rows, propensities = np.full(slots, EMPTY), np.full(slots, np.nan)
    for slot in filled.slots:
        rows[slot.position] = slot.row
        propensities[slot.position] = slot.propensity
    return rows, propensities

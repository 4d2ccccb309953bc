"""Policies that know the true rates: what there is to earn."""

from collections.abc import Mapping

from api.simulating.contender import Answer, Known, Page
from api.simulating.slate_drawing import SlateDrawer
from api.simulating.true_rates import TrueRates
from data.worlds.world import Response


class Oracle:
    """Shows the best by the true rates, slot by slot under the rules."""

    def __init__(self, known: Known, rates: TrueRates) -> None:
        self._drawer, self._rates = SlateDrawer(known), rates

    def answer(self, page: Page) -> Answer:
        """Fill the page."""
        return self._drawer.best(page, self._rates.of(page.row)[page.promos])

    def learn(self, page: Page, answer: Answer, responses: Mapping[str, Response]) -> None:
        """Learn nothing: all is known."""

    def end_day(self) -> None:
        """Do nothing."""

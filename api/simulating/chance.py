"""The policy that knows nothing and learns nothing; it answers the control's pages, too."""

from collections.abc import Mapping

import numpy as np

from api.simulating.contender import Answer, Known, Page
from api.simulating.slate_drawing import SlateDrawer
from data.worlds.world import Response


class Chance:
    """Draws every page with equal weights."""

    def __init__(self, known: Known) -> None:
        self._drawer = SlateDrawer(known)

    def answer(self, page: Page) -> Answer:
        """Fill the page."""
        return self._drawer.drawn(page, np.zeros(len(page.promos)), temperature=1.0)

    def learn(self, page: Page, answer: Answer, responses: Mapping[str, Response]) -> None:
        """Learn nothing."""

    def end_day(self) -> None:
        """Do nothing."""

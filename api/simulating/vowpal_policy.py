"""Vowpal Wabbit as a policy: learns each slot as it is viewed, predicts afresh at every view."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from api.simulating.contender import Answer, Known, Page
from api.simulating.feature_codes import PageFeatures, PromoFeatures
from api.simulating.slate_drawing import SlateDrawer
from api.simulating.vowpal import Vowpal
from api.simulating.vowpal_mirror import ARTICLE, PLACE, PROMO, READER, VowpalMirror, written
from data.worlds.world import Floats, Response

BITS = 22
FIRST_VIEWS = 10.0
"""Views' worth of certainty that a promo is born with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VowpalSettings:
    """`temperature` is of the log of the click rate; `optimism` times 1 / sqrt(views) adds to it.

    `section_optimism` is the same by the views in the article's section.
    """

    options: str = "--loss_function logistic -q AP -q BP -l 0.3 --power_t 0.3"
    temperature: float = 0.1
    optimism: float = 0.0
    section_optimism: float = 0.0
    bits: int = BITS


class VowpalPolicy:
    """One learner in one world."""

    def __init__(self, known: Known, settings: VowpalSettings) -> None:
        self._drawer, self._settings = SlateDrawer(known), settings
        self._pages, self._promos = PageFeatures(known), PromoFeatures(known)
        self._vowpal = Vowpal(settings.options, bits=settings.bits)
        self._first = (known.placements[0].id, 0)
        self._mirror = VowpalMirror(self._vowpal, place=_place(*self._first))
        names = {article.category for article in known.articles}
        sections = {name: at for at, name in enumerate(names)}
        self._section = [sections[article.category] for article in known.articles]
        self._lines: list[str] = []
        self._views = np.zeros((len(sections), len(known.promos)))

    def answer(self, page: Page) -> Answer:
        """Draw the page by softmax of the log click rates as they are predicted now."""
        scores = -np.logaddexp(0.0, -self.logits(page)) + self._bonus(page)
        return self._drawer.drawn(page, scores, temperature=self._settings.temperature)

    def logits(self, page: Page) -> Floats:
        """Return the logits [n] of the page's promos on the first slot."""
        article, reader = self._seen(page)
        return self._mirror.logits(article, reader, self._promos.padded[page.promos])

    def learn(self, page: Page, answer: Answer, responses: Mapping[str, Response]) -> None:
        """Learn from the viewed slots, in order."""
        article, reader = self._seen(page)
        told, touched = _told(article, reader), dict[int, None]()
        views = self._views[self._section[page.article]]
        for placement, response in responses.items():
            for slot in np.flatnonzero(response.viewed).tolist():
                promo = int(answer.slates[placement][slot])
                label = 1 if response.clicked[slot] else -1
                self._vowpal.learn(f"{label} {told} {self._line(promo, placement, slot)}")
                touched |= dict.fromkeys(self._promos.lists[promo])
                views[promo] += 1
        if touched:
            self._mirror.look_up(article, reader, list(touched))

    def predicted(self, page: Page, promo: int) -> float:
        """Return the logit of a promo on the first slot, as Vowpal Wabbit says it itself."""
        told = _told(*self._seen(page))
        return self._vowpal.predict(f"{told} {self._line(promo, *self._first)}")

    def end_day(self) -> None:
        """Do nothing: all is learned at once."""

    def _seen(self, page: Page) -> tuple[list[int], list[int]]:
        """Return the codes of the page's article and reader; takes in what is new of either."""
        article, reader = self._pages.article(page), self._pages.reader(page)
        if self._promos.see(page.at_ms):
            self._lines = [f"|{PROMO} {written(codes)}" for codes in self._promos.lists]
        self._mirror.make_room(
            article=len(self._pages.articles),
            reader=len(self._pages.readers),
            promo=len(self._promos.coder),
        )
        return article, reader

    def _line(self, promo: int, placement: str, slot: int) -> str:
        return f"{self._lines[promo]} |{PLACE} {_place(placement, slot)}"

    def _bonus(self, page: Page) -> Floats:
        of_section = self._views[self._section[page.article], page.promos]
        of_all = self._views[:, page.promos].sum(axis=0)
        bonus = self._settings.optimism / np.sqrt(of_all + FIRST_VIEWS)
        bonus += self._settings.section_optimism / np.sqrt(of_section + FIRST_VIEWS)
        return np.asarray(bonus)


def _told(article: list[int], reader: list[int]) -> str:
    """Return the part of a line that a page's promos share."""
    return f"|{ARTICLE} {written(article)} |{READER} {written(reader)}"


@cache
def _place(placement: str, slot: int) -> str:
    return f"{placement.replace(':', '_').replace('|', '_').replace(' ', '_')}_{slot}"

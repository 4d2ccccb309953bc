"""Vowpal Wabbit as a policy: learns each slot as it is viewed, predicts afresh at every view."""

from collections.abc import Mapping
from dataclasses import dataclass

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
    temperature: float = 0.05
    optimism: float = 0.0
    section_optimism: float = 0.0
    bits: int = BITS


class VowpalPolicy:
    """One learner in one world."""

    def __init__(self, known: Known, settings: VowpalSettings) -> None:
        self._drawer, self._settings = SlateDrawer(known), settings
        self._pages, self._promos = PageFeatures(known), PromoFeatures(known)
        self._vowpal = Vowpal(settings.options, bits=settings.bits)
        self._mirror = VowpalMirror(self._vowpal, place=_place(known.placements[0].id, 0))
        names = {article.category for article in known.articles}
        sections = {name: at for at, name in enumerate(names)}
        self._section = [sections[article.category] for article in known.articles]
        self._views = np.zeros((len(sections), len(known.promos)))

    def answer(self, page: Page) -> Answer:
        """Draw the page by softmax of the log click rates as they are predicted now."""
        scores = -np.logaddexp(0.0, -self.logits(page)) + self._bonus(page)
        return self._drawer.drawn(page, scores, temperature=self._settings.temperature)

    def logits(self, page: Page) -> Floats:
        """Return the logits [n] of the page's promos on the first slot."""
        self._promos.see(page.at_ms)
        features = [*self._pages.article(page), *self._pages.reader(page)]
        sizes = {"pages": len(self._pages.coder), "promos": len(self._promos.coder)}
        self._mirror.make_room(**sizes)
        return self._mirror.logits(features, self._promos.padded[page.promos])

    def learn(self, page: Page, answer: Answer, responses: Mapping[str, Response]) -> None:
        """Learn from the viewed slots, in order."""
        self._promos.see(page.at_ms)
        touched = dict[int, None]()
        for placement, response in responses.items():
            for slot in np.flatnonzero(response.viewed).tolist():
                promo = int(answer.slates[placement][slot])
                place = _place(placement, slot)
                line = self.line(page, promo, place=place)
                self._vowpal.learn(f"{1 if response.clicked[slot] else -1} {line}")
                touched |= dict.fromkeys(self._promos.lists[promo])
                self._views[self._section[page.article], promo] += 1
        if touched:
            sizes = {"pages": len(self._pages.coder), "promos": len(self._promos.coder)}
            article, reader = self._pages.article(page), self._pages.reader(page)
            self._mirror.make_room(**sizes)
            self._mirror.look_up(article, reader, list(touched))

    def line(self, page: Page, promo: int, *, place: str) -> str:
        """Return the unlabelled line of a promo at a place of the page."""
        article, reader = self._pages.article(page), self._pages.reader(page)
        parts = {ARTICLE: article, READER: reader, PROMO: self._promos.lists[promo]}
        told = " ".join(f"|{name} {written(codes)}" for name, codes in parts.items())
        return f"{told} |{PLACE} {place}"

    def end_day(self) -> None:
        """Do nothing: all is learned at once."""

    def _bonus(self, page: Page) -> Floats:
        of_section = self._views[self._section[page.article], page.promos]
        of_all = self._views[:, page.promos].sum(axis=0)
        bonus = self._settings.optimism / np.sqrt(of_all + FIRST_VIEWS)
        bonus += self._settings.section_optimism / np.sqrt(of_section + FIRST_VIEWS)
        return np.asarray(bonus)


def _place(placement: str, slot: int) -> str:
    return f"{placement.replace(':', '_').replace('|', '_').replace(' ', '_')}_{slot}"

"""Logits of whole logs by a model's two sides; the same sums as serving makes for one page."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.learned import FeatureSide, Floats, Learned
from training.calibrate import Calibration
from training.dataset import incidence
from training.encoding import Described, Exposures
from training.fit import Sides
from training.hashed_texts import Topics
from training.position import thetas_of
from training.sums import Amounts
from training.topics import JudgedTexts, judged_texts

# Rows at a time: bounds the memory of a day with millions of exposures.
CHUNK = 200_000


def logits(sides: Sides, judged: JudgedTexts, exposures: Exposures) -> Amounts:
    """Return f(visit, promo) [n] of every exposure."""
    articles = vectors_of(sides.visit, exposures.articles, judged.articles)
    readers = vectors_of(sides.visit, exposures.readers, None)
    promos = vectors_of(sides.promo, exposures.promos, judged.promos)
    found = np.empty(len(exposures))
    for start in range(0, len(found), CHUNK):
        part = slice(start, start + CHUNK)
        visits = articles[exposures.article[part]] + readers[exposures.reader[part]]
        found[part] = _products(visits, promos[exposures.promo[part]])
    return found


def click_rates(learned: Learned, exposures: Exposures) -> Amounts:
    """Return theta * r [n]: the chance of a click on each exposure, as the model sees it."""
    judged = judged_texts(learned.text_topics, exposures)
    found = logits(Sides(learned.visit_side, learned.promo_side), judged, exposures)
    rates = Calibration(learned.slope, learned.intercept).rates(found)
    return rates * thetas_of(learned.examination, exposures)


def vectors_of(side: FeatureSide, things: Described[Any], topics: Topics | None) -> Floats:
    """Return the summed vectors [things, d + 1]; names the side does not know add nothing."""
    named = incidence(things.names, dict(side.rows)) @ side.vectors[: len(side.rows)]
    if topics is None:
        return np.asarray(named, dtype=np.float32)
    return np.asarray(named + topics @ side.vectors[len(side.rows) :], dtype=np.float32)


def _products(visits: Floats, promos: Floats) -> NDArray[np.float32]:
    crossed = np.einsum("nd,nd->n", visits[:, :-1], promos[:, :-1])
    total: NDArray[np.float32] = crossed + visits[:, -1] + promos[:, -1]
    return total

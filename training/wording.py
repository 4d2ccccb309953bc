"""What the words of a promo alone are worth: one direction of the grams, fitted to clicks.

The main directions of the texts (`topics`) are those in which texts differ, not those that earn
clicks. So two more are fitted, one to characters and one to words: a ridge regression of each
text's log of clicks over expected clicks (what the articles beside it get on average) on its grams.
LightFM is shown what the regression says of texts it was not fitted on (by folds), else it would
trust it too much.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import Ridge

from training.encoding import Exposures
from training.position import exposed
from training.sums import Amounts, sums_by

PENALTIES = (3.0, 10.0, 30.0, 100.0)
FOLDS = 5
LEAST_TEXTS = 50
# Clicks by which a text's rate, and an article's, is pulled to the usual.
PULL = 5.0
# Variance between texts of equal words: beyond it more clicks make no text weigh more.
BETWEEN_TEXTS = 0.1
FIT_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Wording:
    """The direction [buckets], and each text's worth [texts] by regressions that did not see it."""

    direction: NDArray[np.float32]
    unseen: NDArray[np.float32]


def wording(
    exposures: Exposures, thetas: Amounts, *, grams: sparse.csr_array, text_of: NDArray[np.int64]
) -> Wording:
    """Fit the direction; `grams` [texts, buckets], `text_of` [promos] the text of each promo code.

    All zero where the words tell nothing, or too few texts were shown.
    """
    clicks, hoped = _clicks_and_hopes(exposures, thetas, text_of, count=grams.shape[0])
    seen = np.flatnonzero(hoped > 0)
    nothing = Wording(np.zeros(grams.shape[1], np.float32), np.zeros(grams.shape[0], np.float32))
    if len(seen) < LEAST_TEXTS:
        return nothing
    worth = np.log((clicks[seen] + PULL) / (hoped[seen] + PULL))
    weights = hoped[seen] / (1 + BETWEEN_TEXTS * hoped[seen])
    weights /= weights.mean()
    rows = grams[seen]
    judged = {penalty: _by_folds(rows, worth, weights, penalty) for penalty in PENALTIES}
    errors = {penalty: weights @ (worth - found) ** 2 for penalty, found in judged.items()}
    best = min(errors, key=lambda penalty: errors[penalty])
    if errors[best] >= weights @ (worth - np.average(worth, weights=weights)) ** 2:
        return nothing
    ridge = _ridge(rows, worth, weights, best)
    unseen = np.asarray(grams @ ridge.coef_)
    unseen[seen] = judged[best] - ridge.intercept_
    return Wording(ridge.coef_.astype(np.float32), unseen.astype(np.float32))


def _clicks_and_hopes(
    exposures: Exposures, thetas: Amounts, text_of: NDArray[np.int64], *, count: int
) -> tuple[Amounts, Amounts]:
    shown = exposed(exposures) * thetas
    usual = exposures.clicks.sum() / shown.sum()
    hits = sums_by(exposures.article, exposures.clicks)
    rates = (hits + PULL) / (sums_by(exposures.article, shown) + PULL / usual)
    texts = text_of[exposures.promo]
    hoped = shown * rates[exposures.article]
    return sums_by(texts, exposures.clicks, count=count), sums_by(texts, hoped, count=count)


def _by_folds(rows: sparse.csr_array, worth: Amounts, weights: Amounts, penalty: float) -> Amounts:
    found = np.empty(len(worth))
    for fold in _folds(len(worth)):
        ridge = _ridge(rows[~fold], worth[~fold], weights[~fold], penalty)
        found[fold] = ridge.predict(rows[fold])
    return found


def _folds(count: int) -> Iterator[NDArray[np.bool_]]:
    numbers = np.random.default_rng(FOLDS).permutation(count) % FOLDS
    yield from (numbers == fold for fold in range(FOLDS))


def _ridge(rows: sparse.csr_array, worth: Amounts, weights: Amounts, penalty: float) -> Ridge:
    ridge = Ridge(alpha=penalty, solver="sparse_cg", tol=FIT_TOLERANCE)
    return ridge.fit(rows, worth, sample_weight=weights)

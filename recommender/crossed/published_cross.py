"""A learner's weights as workers read them: tables of 32-bit numbers, and where each feature lies.

Behind the rows (columns) of the features that the learner has met there is one for each field: what
is believed of a feature of that field that it has never met.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.crossed.cross_weights import Active, CrossWeights, Side
from recommender.crossed.keyed_features import PAGE_CODES, PROMO_CODES, KeyedFeatures
from recommender.keys import key_of

Table = NDArray[np.float32]
Keys = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class PublishedCross:
    """`mean`, `variance` [page features, promo features]; keys in the order of rows and columns."""

    mean: Table
    variance: Table
    page_keys: Keys
    promo_keys: Keys
    _page_rows: dict[int, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Find each row by its key."""
        rows = {key: row for row, key in enumerate(self.page_keys.tolist())}
        self._page_rows.update(rows)

    @property
    def fits(self) -> bool:
        """Whether the tables have a row and a column for each feature, and each field.

        Compiled code takes numbers for what they should be, so that their types count, too.
        """
        rows = len(self.page_keys) + len(PAGE_CODES)
        shape = (rows, len(self.promo_keys) + len(PROMO_CODES))
        tables, keys = (self.mean, self.variance), (self.page_keys, self.promo_keys)
        are_tables = all(_is(each, np.float32, shape) for each in tables)
        return are_tables and all(_is(each, np.int64, (len(each),)) for each in keys)

    def page(self, features: Iterable[tuple[int, int, float]]) -> Active:
        """Return the rows of a page of these features (key, field, strength), with strengths."""
        known, unmet = self._page_rows, len(self.page_keys)
        rows, strengths = [], []
        for key, code, strength in features:
            rows.append(known.get(key, unmet + code))
            strengths.append(strength)
        return Active(np.array(rows, dtype=np.int64), np.array(strengths))

    def columns(self, promos: KeyedFeatures) -> NDArray[np.int64]:
        """Return the column of each feature of promos [n, k]."""
        order = np.argsort(self.promo_keys, kind="stable")
        ascending = self.promo_keys[order]
        at = np.searchsorted(ascending, promos.keys)
        at[at == len(ascending)] = 0
        unmet = len(self.promo_keys) + promos.fields.astype(np.int64)
        if not len(ascending):
            return unmet
        found: NDArray[np.int64] = np.where(ascending[at] == promos.keys, order[at], unmet)
        return found

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Return the arrays by name."""
        return {name: getattr(self, name) for name in ARRAYS}


ARRAYS = ("mean", "variance", "page_keys", "promo_keys")


def published(weights: CrossWeights) -> PublishedCross:
    """Return a copy of the weights as they are: the learner may go on meanwhile."""
    rows, columns = len(weights.page), len(weights.promo)
    shape = (rows + len(PAGE_CODES), columns + len(PROMO_CODES))
    mean, variance = np.zeros(shape, dtype=np.float32), np.empty(shape, dtype=np.float32)
    mean[:rows, :columns] = weights.mean[:rows, :columns]
    variance[:rows, :columns] = weights.variance[:rows, :columns]
    unmet_rows = _prior_variances(weights, list(PAGE_CODES), _fields(weights.promo, PROMO_CODES))
    unmet_columns = _prior_variances(weights, weights.page.fields, list(PROMO_CODES))
    variance[rows:] = unmet_rows
    variance[:rows, columns:] = unmet_columns
    return PublishedCross(mean, variance, _keys(weights.page), _keys(weights.promo))


def _is(array: NDArray[Any], kind: type[np.generic], shape: tuple[int, ...]) -> bool:
    return array.dtype == kind and array.shape == shape and array.flags.c_contiguous


def _fields(side: Side, codes: Mapping[str, int]) -> list[str]:
    return [*side.fields, *codes]


def _prior_variances(
    weights: CrossWeights, pages: list[str], promos: list[str]
) -> NDArray[np.float32]:
    distinct = sorted(set(promos))
    at = [distinct.index(name) for name in promos]
    table = [[weights.prior.variance(page, promo) for promo in distinct] for page in pages]
    return np.array(table, dtype=np.float32)[:, at]


def _keys(side: Side) -> Keys:
    return np.array([key_of(name) for name in side.numbers], dtype=np.int64)

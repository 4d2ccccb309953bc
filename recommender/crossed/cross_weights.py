"""The weights of a cross learner: mean and variance of every pair, and where each feature lies."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from recommender.crossed.cross_features import BIAS, Feature, field_of
from recommender.crossed.cross_prior import CrossPrior

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
FIRST_ROOM = 64


@dataclass(slots=True)
class Side:
    """One side's features in the order in which they were first met."""

    numbers: dict[str, int] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.fields)

    def number(self, name: str) -> int:
        """Return the number of a feature, a new one if it was never met."""
        number = self.numbers.setdefault(name, len(self.fields))
        if number == len(self.fields):
            self.fields.append(field_of(name))
        return number


@dataclass(frozen=True, slots=True)
class Active:
    """The features of one thing: their numbers, ascending, and strengths, each [k]."""

    numbers: Rows
    strengths: Floats


class CrossWeights:
    """Mean and variance [page features, promo features] of the weights; both grow as needed.

    `learned` counts the exposures that were taken in: with the prior it tells two states apart.
    """

    def __init__(self, prior: CrossPrior) -> None:
        self.prior = prior
        self.page, self.promo = Side(), Side()
        self.learned = 0
        self._mean = np.zeros((FIRST_ROOM, FIRST_ROOM))
        self._variance = np.zeros((FIRST_ROOM, FIRST_ROOM))
        root = self.page_of([(BIAS, 1.0)]), self.promo_of([(BIAS, 1.0)])
        self._mean[root[0].numbers[0], root[1].numbers[0]] = prior.intercept

    @property
    def mean(self) -> Floats:
        """The weights' means, with room beyond what is used."""
        return self._mean

    @property
    def variance(self) -> Floats:
        """The weights' variances, likewise."""
        return self._variance

    def page_of(self, features: Iterable[Feature]) -> Active:
        """Return a page's features by number; new ones are given a row of prior weights."""
        return self._active(self.page, features, self._add_row)

    def promo_of(self, features: Iterable[Feature]) -> Active:
        """Return a promo's features by number; new ones are given a column of prior weights."""
        return self._active(self.promo, features, self._add_column)

    def set(self, mean: Floats, variance: Floats, *, prior: CrossPrior) -> None:
        """Take over weights [page features, promo features] that a refit found, and its prior."""
        rows, columns = mean.shape
        self._make_room()
        self._mean[:rows, :columns] = mean
        self._variance[:rows, :columns] = variance
        self.prior = prior
        for row in range(rows, len(self.page)):
            self._add_row(row)
        for column in range(columns, len(self.promo)):
            self._add_column(column)

    def prior_variances(self) -> Floats:
        """Return the variances [page features, promo features] before any exposure."""
        pages, promos = sorted(set(self.page.fields)), sorted(set(self.promo.fields))
        table = np.array([[self.prior.variance(one, other) for other in promos] for one in pages])
        rows = [pages.index(name) for name in self.page.fields]
        columns = [promos.index(name) for name in self.promo.fields]
        return np.asarray(table[np.ix_(rows, columns)])

    def _active(
        self, side: Side, features: Iterable[Feature], add: Callable[[int], None]
    ) -> Active:
        found = []
        for name, strength in features:
            before = len(side)
            number = side.number(name)
            if number == before:
                add(number)
            found.append((number, strength))
        found.sort()
        numbers, strengths = zip(*found, strict=True)
        return Active(np.array(numbers, dtype=np.int64), np.array(strengths))

    def _add_row(self, row: int) -> None:
        self._make_room()
        name = self.page.fields[row]
        self._mean[row] = 0.0
        self._variance[row, : len(self.promo)] = self._of_fields([name], self.promo.fields)

    def _add_column(self, column: int) -> None:
        self._make_room()
        name = self.promo.fields[column]
        self._mean[:, column] = 0.0
        self._variance[: len(self.page), column] = self._of_fields(self.page.fields, [name])

    def _of_fields(self, pages: Sequence[str], promos: Sequence[str]) -> list[float]:
        return [self.prior.variance(one, other) for one in pages for other in promos]

    def _make_room(self) -> None:
        rows, columns = self._mean.shape
        wanted = (_room(rows, len(self.page)), _room(columns, len(self.promo)))
        if wanted != (rows, columns):
            self._mean = _grown(self._mean, wanted)
            self._variance = _grown(self._variance, wanted)


def _room(has: int, needs: int) -> int:
    # However it was filled: sums over tables of other widths may differ in their last digits.
    while has < needs:
        has *= 2
    return has


def _grown(table: Floats, shape: tuple[int, int]) -> Floats:
    grown = np.zeros(shape)
    grown[: table.shape[0], : table.shape[1]] = table
    return grown

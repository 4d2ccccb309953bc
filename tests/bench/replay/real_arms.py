"""Tests of some arms each, padded to one width, so that all of them are replayed at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Longer tests are replayed in batches of two or some more impressions: this many to a test.
MOST_STEPS = 10_000
# Tests of few arms would otherwise be padded to the widest.
WIDTHS = (4, 6, 100)
# What arms may share within a test; the last is each arm's own.
BLOCKS = ("headline", "image", "arm")


@dataclass(frozen=True, slots=True)
class ArmRows:
    """A row for each arm of the log [n]; `text` in logits, `shared` [n, 2] headline and image."""

    tests: Ints
    clicks: Floats
    impressions: Floats
    text: Floats
    shared: Ints

    def where(self, chosen: Flags) -> "ArmRows":
        """Return the chosen rows."""
        return ArmRows(*(getattr(self, each.name)[chosen] for each in fields(self)))

    def by_test(self) -> list[Ints]:
        """Return the rows of each test that has several arms."""
        order = np.argsort(self.tests, kind="stable")
        rows = np.split(order, np.flatnonzero(np.diff(self.tests[order])) + 1)
        return [each for each in rows if len(each) > 1]


@dataclass(frozen=True, slots=True)
class RealArms:
    """Real rates [tests, arms], the arms that exist, impressions to play, what text says of each.

    `text` is in logits, 0 on average of a test's arms; `features` [tests, arms, blocks] number what
    arms share; `numbers` [tests] name the tests. Those with most steps come first.
    """

    rates: Floats
    exist: Flags
    horizons: Ints
    text: Floats
    features: Ints
    numbers: Ints

    @property
    def batches(self) -> Ints:
        """How many impressions a step is [tests]."""
        return np.asarray(-(-self.horizons // MOST_STEPS))

    @property
    def steps(self) -> Ints:
        """How many steps each test takes [tests]: none takes more than one before it."""
        return np.asarray(-(-self.horizons // self.batches))

    @property
    def best(self) -> Floats:
        """The rate of each test's best arm [tests]."""
        return np.asarray(np.where(self.exist, self.rates, 0).max(axis=1))


def grouped_tests(rows: ArmRows) -> Iterator[RealArms]:
    """Yield the tests of up to so many arms."""
    least = 2
    for width in WIDTHS:
        chosen = [each for each in rows.by_test() if least <= len(each) <= width]
        least = width + 1
        if chosen:
            yield _padded(chosen, rows)


def _padded(chosen: Sequence[Ints], rows: ArmRows) -> RealArms:
    shape = len(chosen), max(len(each) for each in chosen)
    found = RealArms(
        rates=np.zeros(shape),
        exist=np.zeros(shape, np.bool_),
        horizons=np.array([rows.impressions[each].sum() for each in chosen]).astype(np.int64),
        text=np.zeros(shape),
        features=np.zeros((*shape, len(BLOCKS)), np.int64),
        numbers=np.array([rows.tests[each[0]] for each in chosen]),
    )
    for at, each in enumerate(chosen):
        part = at, slice(len(each))
        found.exist[part] = True
        found.rates[part] = rows.clicks[each] / rows.impressions[each]
        found.text[part] = rows.text[each] - rows.text[each].mean()
        found.features[part] = _features(rows.shared[each], width=shape[1])
    first = np.argsort(-found.steps, kind="stable")
    return RealArms(*(getattr(found, each.name)[first] for each in fields(found)))


def _features(shared: Ints, *, width: int) -> Ints:
    """Return the features [arms, blocks] of one test: each block has `width` of them."""
    own = np.arange(len(shared))
    local = [np.unique(column, return_inverse=True)[1] for column in (*shared.T, own)]
    return np.stack([number + width * block for block, number in enumerate(local)], axis=1)

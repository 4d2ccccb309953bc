"""How far draws stray from the propensities that brute force gives."""

from collections import Counter
from collections.abc import Iterator
from random import Random

from tests.recommender.random_pages import RandomPage, history_of
from tests.recommender.slate_reference import Page, distribution

LARGEST_Z = 5.5
History = tuple[int | None, ...]
Reserved = tuple[str | None, ...]


def largest_z(page: RandomPage, *, draws: int, seed: int) -> float:
    """Return the greatest |z| over slot and promo of sum(1{p at k} - pi) / sqrt(sum pi(1 - pi)).

    pi is conditional on the reservations and the slots before. Slates repeat in a small catalogue:
    each distribution is reckoned once and weighed by how often it was met.
    """
    met, picked = _drawn(page, draws=draws, rng=Random(seed))
    excess: dict[tuple[int, int], float] = {}
    variance: dict[tuple[int, int], float] = {}
    for (reserved, history), times in met.items():
        context = Page(page.promos, page.weights, page.rules, reserved, page.barred)
        for at, pi in distribution(context, history).items():
            key = (len(history), at)
            observed = picked[reserved, history, at]
            excess[key] = excess.get(key, 0.0) + observed - times * pi
            variance[key] = variance.get(key, 0.0) + times * pi * (1 - pi)
    return max(
        (abs(excess) / spread**0.5 for excess, spread in _pooled(excess, variance)), default=0
    )


def _pooled(
    excess: dict[tuple[int, int], float], variance: dict[tuple[int, int], float]
) -> Iterator[tuple[float, float]]:
    """Yield excess and variance of each slot and promo; those too rare for a z are one together.

    Where less than one draw is expected, a single one gives any z: it says nothing by itself.
    """
    rare = [key for key in variance if variance[key] < 1]
    yield from ((excess[key], variance[key]) for key in variance if variance[key] >= 1)
    if (spread := sum(variance[key] for key in rare)) >= 1:
        yield sum(excess[key] for key in rare), spread


def _drawn(
    page: RandomPage, *, draws: int, rng: Random
) -> tuple[Counter[tuple[Reserved, History]], Counter[tuple[Reserved, History, int | None]]]:
    """Return how often each (reservations, slots before) was met, and each promo picked there."""
    met: Counter[tuple[Reserved, History]] = Counter()
    picked: Counter[tuple[Reserved, History, int | None]] = Counter()
    for _ in range(draws):
        context, filled = page.draw(rng)
        history = tuple(history_of(filled, page.slots))
        reserved = tuple(context.reserved)
        for position, at in enumerate(history):
            met[reserved, history[:position]] += 1
            picked[reserved, history[:position], at] += 1
    return met, picked

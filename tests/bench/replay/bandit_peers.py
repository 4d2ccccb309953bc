"""The peers: equal allocation, Thompson sampling, UCB1 and KL-UCB, each arm by itself."""

from dataclasses import dataclass, field

import numpy as np

from tests.bench.replay.real_arms import Flags, Floats, Ints, RealArms

NEWTON_ROUNDS = 5
LEAST = 1e-9


@dataclass(slots=True)
class Counts:
    """Clicks and impressions [tests, seeds, arms] so far."""

    exist: Flags
    seeds: int
    clicks: Floats = field(init=False)
    shown: Floats = field(init=False)

    def __post_init__(self) -> None:
        tests, arms = self.exist.shape
        self.clicks, self.shown = np.zeros((2, tests, self.seeds, arms))

    def add(self, arms: Ints, *, clicks: Ints, shown: Ints) -> None:
        """Count what the arms [active, seeds] gained."""
        test, seed = np.ogrid[: arms.shape[0], : arms.shape[1]]
        self.clicks[test, seed, arms] += clicks
        self.shown[test, seed, arms] += shown

    def evidence(self, active: int) -> tuple[Floats, Floats, Floats]:
        """Return rates and impressions of the arms, none of these 0, and the log of all of them."""
        clicks, shown = self.clicks[:active], self.shown[:active]
        total = np.maximum(shown.sum(axis=-1, keepdims=True), 1)
        sizes = np.maximum(shown, LEAST)
        return clicks / sizes, sizes, np.log(total)

    def best(self, scores: Floats) -> Ints:
        """Return the arm that exists with the highest score [active, seeds, arms]."""
        exist = self.exist[: len(scores), None, :]
        return np.asarray(np.where(exist, scores, -np.inf).argmax(axis=-1))


@dataclass(slots=True)
class Equal:
    """Every arm by the same chance."""

    counts: Counts

    def choose(self, active: int, rng: np.random.Generator) -> Ints:
        """Return an arm at random."""
        return self.counts.best(rng.random(self.counts.clicks[:active].shape))

    def learn(self, arms: Ints, *, clicks: Ints, shown: Ints) -> None:
        """Learn nothing."""


@dataclass(slots=True)
class Thompson:
    """Thompson sampling (Thompson 1933; Chapelle & Li 2011) from a Beta prior."""

    counts: Counts
    clicked: float
    unclicked: float

    def choose(self, active: int, rng: np.random.Generator) -> Ints:
        """Return the arm of the highest rate drawn."""
        clicks, shown = self.counts.clicks[:active], self.counts.shown[:active]
        return self.counts.best(rng.beta(clicks + self.clicked, shown - clicks + self.unclicked))

    def learn(self, arms: Ints, *, clicks: Ints, shown: Ints) -> None:
        """Count."""
        self.counts.add(arms, clicks=clicks, shown=shown)


@dataclass(slots=True)
class Ucb1:
    """UCB1 (Auer et al. 2002): mean + scale * sqrt(2 ln t / n); its authors' scale is 1."""

    counts: Counts
    scale: float

    def choose(self, active: int, rng: np.random.Generator) -> Ints:
        """Return the arm of the highest bound; what was never shown goes first."""
        rates, sizes, log_total = self.counts.evidence(active)
        return self.counts.best(rates + self.scale * np.sqrt(2 * log_total / sizes))

    def learn(self, arms: Ints, *, clicks: Ints, shown: Ints) -> None:
        """Count."""
        self.counts.add(arms, clicks=clicks, shown=shown)


@dataclass(slots=True)
class KlUcb:
    """KL-UCB (Garivier & Cappe 2011): the highest q with n kl(mean, q) <= scale * ln t."""

    counts: Counts
    scale: float

    def choose(self, active: int, rng: np.random.Generator) -> Ints:
        """Return the arm of the highest bound; what was never shown goes first."""
        rates, sizes, log_total = self.counts.evidence(active)
        return self.counts.best(kl_bound(rates, self.scale * log_total / sizes))

    def learn(self, arms: Ints, *, clicks: Ints, shown: Ints) -> None:
        """Count."""
        self.counts.add(arms, clicks=clicks, shown=shown)


def kl_bound(means: Floats, room: Floats) -> Floats:
    """Return the highest q with kl(mean, q) <= room, by Newton's method from above.

    kl(p, q) >= (q - p)^2 / 2q gives where to start; kl is convex in x = -ln(1 - q), so that no step
    goes too far.
    """
    means = np.clip(means, LEAST, 1 - LEAST)
    start = means + room + np.sqrt(room**2 + 2 * means * room)
    bound = np.clip(start, means, 1 - LEAST)
    x = -np.log1p(-bound)
    for _ in range(NEWTON_ROUNDS):
        over = means * np.log(means / bound) + (1 - means) * (np.log1p(-means) + x) - room
        x = x - over * bound / np.maximum(bound - means, LEAST)
        bound = np.clip(-np.expm1(-x), means, 1 - LEAST)
    return np.asarray(bound)


def equal(tests: RealArms, seeds: int) -> Equal:
    """Return equal allocation."""
    return Equal(Counts(tests.exist, seeds))


def thompson(tests: RealArms, seeds: int, *, rate: float, size: float) -> Thompson:
    """Return Thompson sampling from Beta(rate * size, (1 - rate) * size)."""
    return Thompson(Counts(tests.exist, seeds), rate * size, (1 - rate) * size)


def ucb1(tests: RealArms, seeds: int, *, scale: float) -> Ucb1:
    """Return UCB1."""
    return Ucb1(Counts(tests.exist, seeds), scale)


def kl_ucb(tests: RealArms, seeds: int, *, scale: float) -> KlUcb:
    """Return KL-UCB."""
    return KlUcb(Counts(tests.exist, seeds), scale)

"""How far a ranker bends the curve of positions, as randomised traffic tells it.

A ranker puts first what is liked. Where r knows all that it knew, the curve of its traffic is
right; where r misses some of it, log theta falls too fast, by the root of the position times one
number. Few randomised clicks tell that number roughly: one they do not show clearly is left at 0.
"""

from dataclasses import dataclass

import numpy as np

from training.sums import Amounts

# One ranker in four knows much that r misses (likings that r missed bent log theta by 0.1 to 0.35
# over the root of the position); the others hardly anything.
KNOWS_MORE = 0.25
MUCH = 0.3
HARDLY = 0.03
ROUNDS = 8
LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Bend:
    """Log theta per root of the position that sorted traffic lacks [...], and its deviation."""

    mean: Amounts
    deviation: Amounts

    def unbent(self, thetas: Amounts) -> Amounts:
        """Return sorted traffic's theta [..., positions] as it would be, were it not sorted."""
        return np.asarray(thetas * np.exp(self.mean[..., None] * roots(thetas.shape[-1])))


def roots(positions: int) -> Amounts:
    """Return the roots of 0, 1, 2 ... [positions]."""
    return np.sqrt(np.arange(positions, dtype=np.float64))


def bend_of(hits: Amounts, hopes: Amounts, *, thetas: Amounts) -> Bend:
    """Return the bend [...] of `thetas`, given randomised hits and hopes, all [..., positions].

    By Bayes' rule from the two kinds of ranker; the likelihood of the number as a Gaussian.
    """
    likeliest, precision = _likelihood(hits, hopes * thetas)
    chance = 1 / np.maximum(precision, LEAST)
    priors = np.array([HARDLY, MUCH]) ** 2
    spread = priors + chance[..., None]
    square = likeliest[..., None] ** 2
    # In logarithms: a bend far beyond either kind's leaves both with a density of 0.
    density = np.log([1 - KNOWS_MORE, KNOWS_MORE]) - (square / spread + np.log(spread)) / 2
    shares = np.exp(density - density.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    means = likeliest[..., None] * priors / spread
    seconds = means**2 + priors * chance[..., None] / spread
    mean = (shares * means).sum(axis=-1)
    return Bend(mean, np.sqrt((shares * seconds).sum(axis=-1) - mean**2))


def _likelihood(hits: Amounts, hopes: Amounts) -> tuple[Amounts, Amounts]:
    """Return the likeliest bend [...] and the curvature there, by Newton's method held by MUCH."""
    along, total, bend = roots(hits.shape[-1]), hits.sum(axis=-1), np.zeros(hits.shape[:-1])
    precision, held = np.zeros_like(bend), 1 / MUCH**2
    for _ in range(ROUNDS):
        expected = hopes * np.exp(bend[..., None] * along)
        shares = expected / np.maximum(expected.sum(axis=-1, keepdims=True), LEAST)
        mean = (shares * along).sum(axis=-1)
        precision = total * ((shares * along**2).sum(axis=-1) - mean**2)
        slope = (hits * along).sum(axis=-1) - total * mean - bend * held
        bend = bend + slope / (precision + held)
    return bend * (1 + held / np.maximum(precision, LEAST)), precision

"""Takes in exposures one by one: assumed-density filtering of the weights of the active pairs.

Graepel et al. 2010 (AdPredictor), with the logistic link and the chance theta that the slot was
examined: with m, s2 the mean and variance of the logit, r = sigmoid(m), q = min(theta r, .95),
gradient g = 1 - r if clicked, else -q (1 - r) / (1 - q); curvature h = q (1 - r)^2 / (1 - q);
step u = g / (1 + h s2), cut so that |u| s2 <= 1; for each active pair of strength x
w += V x u and V -= (V x)^2 h / (1 + h s2).
"""

from math import exp

from recommender.crossed.cross_weights import Active, CrossWeights

try:
    from recommender.crossed.compiled_cross import learn as compiled_learn
except ImportError:  # installed where no C compiler was
    IS_COMPILED = False
else:
    IS_COMPILED = True

MOST_LIKELY = 0.95


def learn(
    weights: CrossWeights,
    page: Active,
    promo: Active,
    *,
    theta: float,
    is_clicked: bool,
    offset: float = 0.0,
) -> None:
    """Take in one exposure; `theta` (0-1] is the chance that its slot was examined.

    `offset` is what the logit is beside the weights' sum.
    """
    if IS_COMPILED:
        compiled_learn(
            weights.mean,
            weights.variance,
            weights.mean.shape[1],
            page.numbers,
            page.strengths,
            promo.numbers,
            promo.strengths,
            theta,
            is_clicked,
            offset,
        )
    else:
        plain_learn(weights, page, promo, theta=theta, is_clicked=is_clicked, offset=offset)
    weights.learned += 1


def plain_learn(
    weights: CrossWeights,
    page: Active,
    promo: Active,
    *,
    theta: float,
    is_clicked: bool,
    offset: float = 0.0,
) -> None:
    """Do as the compiled `learn`, number for number."""
    pairs = [
        (row, column, strength * other)
        for row, strength in zip(page.numbers.tolist(), page.strengths.tolist(), strict=True)
        for column, other in zip(promo.numbers.tolist(), promo.strengths.tolist(), strict=True)
    ]
    mean, variance = weights.mean, weights.variance
    logit, spread = offset, 0.0
    for row, column, strength in pairs:
        logit += strength * float(mean[row, column])
        spread += strength * strength * float(variance[row, column])
    step, shrinking = _step(logit, spread, theta=theta, is_clicked=is_clicked)
    for row, column, strength in pairs:
        moved = float(variance[row, column]) * strength
        mean[row, column] += moved * step
        variance[row, column] -= moved * moved * shrinking


def _step(logit: float, spread: float, *, theta: float, is_clicked: bool) -> tuple[float, float]:
    """Return the step u of the logit, and h / (1 + h s2)."""
    rate = sigmoid(logit)
    likely = min(theta * rate, MOST_LIKELY)
    missed = (1 - rate) / (1 - likely)
    gradient = 1 - rate if is_clicked else -likely * missed
    curvature = likely * (1 - rate) * missed
    damping = 1 + curvature * spread
    step = gradient / damping
    if abs(step) * spread > 1:
        step = (1.0 if step > 0 else -1.0) / spread
    return step, curvature / damping


def sigmoid(logit: float) -> float:
    """Return 1 / (1 + e^-logit), however far from 0."""
    return 1 / (1 + exp(-logit)) if logit >= 0 else exp(logit) / (1 + exp(logit))

"""Cross learners that have learned a little, and what they may be told next."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from recommender.crossed.cross_features import Feature
from recommender.crossed.cross_learning import learn
from recommender.crossed.cross_prior import CrossPrior
from recommender.crossed.cross_scores import active_table, deviations, logits
from recommender.crossed.cross_weights import CrossWeights

PRIOR = CrossPrior(
    variances={("category", "kind"): 0.5, ("bias", "kind"): 0.1 + 0.2},
    other_variance=0.01,
    intercept=-3.3,
    intercept_variance=1.0,
)


@dataclass(frozen=True, slots=True)
class Told:
    """An exposure of a page (by its number) and a promo."""

    page: int
    promo: int
    theta: float = 1.0
    is_clicked: bool = False


EXPOSURES = st.lists(
    st.builds(
        Told,
        page=st.integers(0, 90),
        promo=st.integers(0, 90),
        theta=st.floats(0.01, 1.0),
        is_clicked=st.booleans(),
    ),
    max_size=20,
)


def some_told(count: int, *, seed: int = 3) -> list[Told]:
    """Return exposures of up to 100 pages and promos: more than the first room holds."""
    rng = np.random.default_rng(seed)
    pages, promos = rng.integers(100, size=(2, count)).tolist()
    clicks = (rng.random(count) < 0.2).tolist()
    return [Told(*each) for each in zip(pages, promos, rng.random(count).tolist(), clicks)]  # noqa: B905


def told(weights: CrossWeights, exposures: Iterable[Told]) -> CrossWeights:
    """Let the weights learn exposures, in order; return them."""
    for each in exposures:
        page, promo = weights.page_of(page_of(each.page)), weights.promo_of(promo_of(each.promo))
        learn(weights, page, promo, theta=each.theta, is_clicked=each.is_clicked)
    return weights


def a_cross(*exposures: Told) -> CrossWeights:
    """Return weights that learned some exposures, by default two."""
    return told(CrossWeights(PRIOR), exposures or (Told(0, 0, is_clicked=True), Told(1, 2, 0.4)))


def page_of(number: int) -> list[Feature]:
    """Return a page's features."""
    return [("bias:", 1.0), (f"article:{number}", 1.0), (f"category:{number % 3}", 0.7)]


def promo_of(number: int) -> list[Feature]:
    """Return a promo's features."""
    return [("bias:", 1.0), (f"promo:{number}", 1.0), (f"kind:{number % 4}", 0.6)]


def assert_same(one: CrossWeights, other: CrossWeights) -> None:
    """Fail unless two learners are the same to the bit, and score the same to the bit."""
    assert (one.page, one.promo) == (other.page, other.promo)
    assert (one.prior, one.learned) == (other.prior, other.learned)
    assert one.mean.shape == other.mean.shape
    assert one.mean.tobytes() == other.mean.tobytes()
    assert one.variance.tobytes() == other.variance.tobytes()
    assert scores_of(one) == scores_of(other)


def scores_of(weights: CrossWeights) -> bytes:
    """Return the logits of some promos on a page and their deviations, as bytes."""
    page = weights.page_of(page_of(1))
    promos = active_table([weights.promo_of(promo_of(number)) for number in range(7)])
    return logits(weights, page, promos).tobytes() + deviations(weights, page, promos).tobytes()

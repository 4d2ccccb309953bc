"""A refit follows tastes that turned lately, and leaves those that did not as they are."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit

from recommender.crossed.cross_prior import CrossPrior, flat_prior
from recommender.crossed.cross_state import state_of, weights_of
from recommender.crossed.cross_weights import Active, CrossWeights
from training.cross_design import CrossDesign
from training.cross_drift import refit_with_drift
from training.cross_log import CrossLog, feature_rows
from training.cross_refit import RefitSettings, refit

Amounts = NDArray[np.float64]
SECTIONS, TOPICS, PAGES = 6, 8, 400
OLDEST_DAYS = 8.0
BLOCK = ("category", "topic")
LATELY = ("category of 1 days", "topic")


def a_prior() -> CrossPrior:
    return replace(flat_prior(0.001, intercept=-2.0), variances={BLOCK: 0.5})


def a_log(
    weights: CrossWeights, *, turned_days: float, count: int = 20_000
) -> tuple[CrossLog, Amounts, Amounts]:
    """Return exposures of what sections like, anew since a time; the pages' ages; today's logits.

    The logits [sections, topics] are those of the newest pages.
    """
    rng = np.random.default_rng(1)
    old, new = -2.0 + rng.normal(0, 0.7, size=(2, SECTIONS, TOPICS))
    pages = [_page(weights, at % SECTIONS) for at in range(PAGES)]
    promos = [_promo(weights, at) for at in range(TOPICS)]
    ages = np.linspace(OLDEST_DAYS, 0.0, PAGES)
    page, promo = rng.integers(PAGES, size=count), rng.integers(TOPICS, size=count)
    at = page % SECTIONS, promo
    truth = np.where(ages[page] < turned_days, new[at], old[at])
    clicks = (rng.random(count) < expit(truth)).astype(np.float64)
    log = CrossLog(
        pages=feature_rows(pages, width=len(weights.page)),
        promos=feature_rows(promos, width=len(weights.promo)),
        page=page,
        promo=promo,
        thetas=np.ones(count),
        clicks=clicks,
        unclicked=1 - clicks,
    )
    return log, ages, new if turned_days else old


def _page(weights: CrossWeights, section: int) -> Active:
    return weights.page_of([("bias:", 1.0), (f"category:{section}", 1.0)])


def _promo(weights: CrossWeights, topic: int) -> Active:
    return weights.promo_of([("bias:", 1.0), (f"topic:{topic}", 1.0)])


def refitted(*, turned_days: float, settings: RefitSettings) -> tuple[CrossWeights, float]:
    """Return weights after two refits, and how far off their logits are (root mean square)."""
    weights = CrossWeights(a_prior())
    log, ages, truth = a_log(weights, turned_days=turned_days)
    for _ in range(2):
        refit_with_drift(weights, CrossDesign(log), ages_days=ages, settings=settings)
    mean = weights.mean
    rows = [_page(weights, at).numbers for at in range(SECTIONS)]
    columns = [_promo(weights, at).numbers for at in range(TOPICS)]
    found = np.array([[mean[np.ix_(one, other)].sum() for other in columns] for one in rows])
    return weights, float(np.sqrt(np.mean((found - truth) ** 2)))


def test_what_turned_lately_is_followed() -> None:
    weights, off = refitted(turned_days=1.0, settings=RefitSettings())
    _, lasting = refitted(turned_days=1.0, settings=RefitSettings(spans_days=()))
    assert off < 0.7 * lasting
    assert weights.prior.variance(*LATELY) > 0.1


def test_what_stayed_is_known_as_well_as_without() -> None:
    weights, off = refitted(turned_days=0.0, settings=RefitSettings())
    _, lasting = refitted(turned_days=0.0, settings=RefitSettings(spans_days=()))
    assert off < 1.05 * lasting
    assert weights.prior.variance(*LATELY) < 0.001


def test_what_moved_is_explored_again() -> None:
    moved, _ = refitted(turned_days=1.0, settings=RefitSettings())
    stayed, _ = refitted(turned_days=0.0, settings=RefitSettings())
    used = np.s_[: len(moved.page), : len(moved.promo)]
    assert moved.variance[used].sum() > 2 * stayed.variance[used].sum()


@pytest.mark.parametrize("settings", [RefitSettings(spans_days=()), RefitSettings(pull=None)])
def test_without_spans_or_a_prior_to_learn_it_is_the_plain_refit(settings: RefitSettings) -> None:
    both = [CrossWeights(a_prior()) for _ in range(2)]
    log, ages, _ = a_log(both[0], turned_days=1.0, count=500)
    a_log(both[1], turned_days=1.0, count=500)
    refit_with_drift(both[0], CrossDesign(log), ages_days=ages, settings=settings)
    refit(both[1], CrossDesign(log), settings)
    assert both[0].mean.tobytes() == both[1].mean.tobytes()


def test_weights_that_drifted_are_kept_and_refitted_again() -> None:
    weights, _ = refitted(turned_days=1.0, settings=RefitSettings())
    kept = weights_of(state_of(weights))
    assert kept.prior == weights.prior
    assert len(kept.page) == 1 + SECTIONS


def test_a_log_too_short_to_tell_what_lasts_is_taken_as_a_whole() -> None:
    both = [CrossWeights(a_prior()) for _ in range(2)]
    log, ages, _ = a_log(both[0], turned_days=1.0, count=500)
    a_log(both[1], turned_days=1.0, count=500)
    short = ages * (1.9 / OLDEST_DAYS)
    refit_with_drift(both[0], CrossDesign(log), ages_days=short, settings=RefitSettings())
    refit(both[1], CrossDesign(log), RefitSettings())
    assert both[0].mean.tobytes() == both[1].mean.tobytes()

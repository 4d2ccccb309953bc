"""A refit follows tastes that turned lately, and leaves those that did not as they are."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit

from recommender.crossed.cross_prior import CrossPrior, flat_prior
from recommender.crossed.cross_state import state_of, weights_of
from recommender.crossed.cross_weights import Active, CrossWeights
from tests.training.crossed_logs import OLDEST_DAYS, examined_log
from training.cross_design import CrossDesign
from training.cross_drift import drift_design, refit_with_drift, widened
from training.cross_log import CrossLog
from training.cross_refit import RefitSettings, refit

Amounts = NDArray[np.float64]
SECTIONS, TOPICS = 6, 8
BLOCK = ("category", "topic")
LATELY = ("category of 1 days", "topic")
NO_FACTORS = RefitSettings(factors=0)


def a_prior() -> CrossPrior:
    return replace(flat_prior(0.001, intercept=-2.0), variances={BLOCK: 0.5})


def a_log(
    weights: CrossWeights, *, turned_days: float, count: int = 20_000
) -> tuple[CrossLog, Amounts]:
    """Return exposures of what sections like, anew since a time, and [sections, topics] today."""
    rng = np.random.default_rng(1)
    old, new = -2.0 + rng.normal(0, 0.7, size=(2, SECTIONS, TOPICS))
    pages = [_page(weights, at) for at in range(SECTIONS)]
    promos = [_promo(weights, at) for at in range(TOPICS)]
    ages = np.linspace(OLDEST_DAYS, 0.0, count)
    page, promo = rng.integers(SECTIONS, size=count), rng.integers(TOPICS, size=count)
    truth = np.where(ages < turned_days, new[page, promo], old[page, promo])
    clicks = (rng.random(count) < expit(truth)).astype(np.float64)
    log = examined_log(weights, pages=pages, promos=promos, met=(page, promo), clicks=clicks)
    return log, new if turned_days else old


def _page(weights: CrossWeights, section: int) -> Active:
    return weights.page_of([("bias:", 1.0), (f"category:{section}", 1.0)])


def _promo(weights: CrossWeights, topic: int) -> Active:
    return weights.promo_of([("bias:", 1.0), (f"topic:{topic}", 1.0)])


def refitted(*, turned_days: float, settings: RefitSettings) -> tuple[CrossWeights, float]:
    """Return weights after two refits, and how far off their logits are (root mean square)."""
    weights = CrossWeights(a_prior())
    log, truth = a_log(weights, turned_days=turned_days)
    drift = drift_design(log, weights, settings)
    for _ in range(2):
        refit_with_drift(weights, drift, settings)
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


@pytest.mark.parametrize(
    ("settings", "oldest_days"),
    [
        (replace(NO_FACTORS, spans_days=()), OLDEST_DAYS),
        (replace(NO_FACTORS, pull=None), OLDEST_DAYS),
        (NO_FACTORS, 1.9),
    ],
    ids=["no spans", "nothing to learn of the prior", "too short to tell what lasts"],
)
def test_without_drift_it_is_the_plain_refit(settings: RefitSettings, oldest_days: float) -> None:
    both = [CrossWeights(a_prior()) for _ in range(2)]
    logs = [a_log(weights, turned_days=1.0, count=500)[0] for weights in both]
    short = replace(logs[0], ages_days=logs[0].ages_days * (oldest_days / OLDEST_DAYS))
    refit_with_drift(both[0], drift_design(short, both[0], settings), settings)
    refit(both[1], CrossDesign(logs[1]), settings)
    assert both[0].mean.tobytes() == both[1].mean.tobytes()


def test_weights_that_drifted_are_kept_and_refitted_again() -> None:
    weights, _ = refitted(turned_days=1.0, settings=RefitSettings())
    kept = weights_of(state_of(weights))
    assert kept.prior == weights.prior
    assert len(kept.page) == 1 + SECTIONS


def test_a_page_is_apart_by_how_old_its_exposures_are() -> None:
    weights = CrossWeights(a_prior())
    log, _ = a_log(weights, turned_days=1.0, count=100)
    drift = drift_design(log, weights, RefitSettings())
    wide = widened(log, drift.moving, drift.spans_days)
    assert drift.design.shape[0] == wide.pages.shape[1]
    rows = wide.pages[wide.page].toarray()
    narrow, moving = log.pages.shape[1], 1 + SECTIONS
    for span, days in enumerate(RefitSettings().spans_days):
        late = rows[:, narrow + span * moving :][:, :moving]
        assert (late.any(axis=1) == (log.ages_days < days)).all()
    assert (rows[:, :narrow] == log.pages[log.page].toarray()).all()

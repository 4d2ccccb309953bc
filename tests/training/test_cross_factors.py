"""Latent factors tell tastes that many page features share, and leave what is told as it is."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit

from recommender.crossed.cross_prior import CrossPrior, flat_prior
from recommender.crossed.cross_state import state_of, version_of, weights_of
from recommender.crossed.cross_weights import Active, CrossWeights
from tests.training.crossed_logs import examined_log
from training import design_parts
from training.cross_design import CrossDesign
from training.cross_drift import drift_design, refit_with_drift
from training.cross_factors import tell_factors
from training.cross_log import CrossLog
from training.cross_refit import RefitSettings, refit
from training.factor_corner import Corner, corner_of
from training.factor_sides import Loadings, PageSide, PromoSide

Amounts = NDArray[np.float64]
SECTIONS, PROMOS, TRAITS = 10, 60, 2
PLAIN = RefitSettings(factors=0)
SHARED = RefitSettings(factors=4)
# As many traits as promos: nothing is shared, and single weights must tell all of it.
MANY = PROMOS
COUNTS = {TRAITS: 20_000, MANY: 200_000}


def a_prior() -> CrossPrior:
    known = {("category", "promo"): 0.3, ("bias", "promo"): 0.3}
    return replace(flat_prior(0.001, intercept=-2.0), variances=known)


def a_log(
    weights: CrossWeights, *, count: int = 20_000, traits: int = TRAITS
) -> tuple[CrossLog, Amounts]:
    """Return exposures of promos of some traits in sections, and the logits [sections, promos]."""
    rng = np.random.default_rng(1)
    likings, alike = rng.normal(size=(SECTIONS, traits)), rng.normal(size=(PROMOS, traits))
    truth = -2.0 + 0.6 * np.sqrt(TRAITS / traits) * likings @ alike.T
    pages = [weights.page_of(_named("category", at)) for at in range(SECTIONS)]
    promos = [weights.promo_of(_named("promo", at)) for at in range(PROMOS)]
    page, promo = rng.integers(SECTIONS, size=count), rng.integers(PROMOS, size=count)
    clicks = (rng.random(count) < expit(truth[page, promo])).astype(np.float64)
    log = examined_log(weights, pages=pages, promos=promos, met=(page, promo), clicks=clicks)
    return log, truth


def _named(field: str, at: int) -> list[tuple[str, float]]:
    return [("bias:", 1.0), (f"{field}:{at}", 1.0)]


def refitted(settings: RefitSettings, *, traits: int = TRAITS) -> tuple[CrossWeights, float]:
    """Return weights after two refits, and how far off their logits are (root mean square)."""
    weights = CrossWeights(a_prior())
    log, truth = a_log(weights, count=COUNTS[traits], traits=traits)
    for _ in range(2):
        _refit(weights, log, settings)
    rows = [weights.page_of(_named("category", at)) for at in range(SECTIONS)]
    columns = [weights.promo_of(_named("promo", at)) for at in range(PROMOS)]
    found = np.array([[_logit(weights, one, other) for other in columns] for one in rows])
    return weights, float(np.sqrt(np.mean((found - truth) ** 2)))


def _refit(weights: CrossWeights, log: CrossLog, settings: RefitSettings) -> None:
    design = CrossDesign(log)
    refit(weights, design, settings)
    tell_factors(weights, design, settings)


def _logit(weights: CrossWeights, page: Active, promo: Active) -> float:
    return float(weights.mean[np.ix_(page.numbers, promo.numbers)].sum())


def test_tastes_that_sections_share_are_known_better() -> None:
    _, off = refitted(SHARED)
    _, alone = refitted(PLAIN)
    assert off < 0.85 * alone


def test_how_sure_it_is_fits_how_wrong_it_is() -> None:
    weights, off = refitted(SHARED)
    used = np.s_[1 : 1 + SECTIONS, 1 : 1 + PROMOS]
    deviation = float(np.sqrt(weights.variance[used].mean()))
    assert 0.4 < deviation / off < 2.0


def test_fields_that_tell_what_a_promo_is_like_have_the_greater_share() -> None:
    weights = CrossWeights(a_prior())
    log, _ = a_log(weights)
    weights.promo_of([(f"source:{at}", 1.0) for at in range(PROMOS)])
    # Each source has four promos, of any traits.
    sources = np.eye(PROMOS)[np.random.default_rng(5).integers(PROMOS // 4, size=PROMOS)]
    promos = sparse.csr_matrix(sparse.hstack([log.promos, sources]))
    for _ in range(4):
        _refit(weights, replace(log, promos=promos), SHARED)
    assert weights.prior.share("promo") > 1.4 * weights.prior.share("source")


def test_tastes_that_nobody_shares_are_still_known() -> None:
    _, off = refitted(SHARED, traits=MANY)
    _, alone = refitted(PLAIN, traits=MANY)
    assert off < 1.25 * alone


@pytest.mark.parametrize("clicked", [0.0, 1.0])
def test_a_log_of_one_class_gives_finite_weights(clicked: float) -> None:
    weights = CrossWeights(a_prior())
    log, _ = a_log(weights, count=500)
    log.clicks[:], log.unclicked[:] = clicked, 1 - clicked
    _refit(weights, log, SHARED)
    assert np.isfinite(weights.mean).all()
    assert (weights.variance >= 0).all()


def test_where_nothing_is_shared_the_refit_stands() -> None:
    weights = CrossWeights(a_prior())
    log, _ = a_log(weights, count=500)
    nothing = replace(log, pages=log.pages[:, :1])
    refit(weights, CrossDesign(nothing), SHARED)
    before = weights.mean.tobytes()
    tell_factors(weights, CrossDesign(nothing), SHARED)
    assert weights.mean.tobytes() == before


def test_a_refit_after_a_reload_gives_the_same_bytes_as_without() -> None:
    never_stopped = CrossWeights(a_prior())
    log, _ = a_log(never_stopped, count=2_000)
    drift = drift_design(log, never_stopped, SHARED)
    refit_with_drift(never_stopped, drift, SHARED)
    stopped = weights_of(state_of(never_stopped))
    assert stopped.prior == never_stopped.prior
    for weights in (stopped, never_stopped):
        refit_with_drift(weights, drift, SHARED)
    assert version_of(state_of(stopped)) == version_of(state_of(never_stopped))


Make = Callable[[CrossDesign, Corner, Loadings], PageSide | PromoSide]


@pytest.mark.parametrize("promos_a_part", [PROMOS, 7], ids=["whole", "cut"])
@pytest.mark.parametrize("make", [PageSide, PromoSide])
def test_sums_of_a_side_are_what_writing_the_pairs_down_gives(
    make: Make, promos_a_part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights, rng = CrossWeights(a_prior()), np.random.default_rng(3)
    log, _ = a_log(weights, count=200)
    monkeypatch.setattr(design_parts, "MOST_CELLS", promos_a_part * log.pages.shape[1])
    design = CrossDesign(log)
    corner = corner_of(weights, design.shape)
    x = log.pages.toarray()[log.page][:, corner.pages]
    y = log.promos.toarray()[log.promo][:, corner.promos]
    own, others = (x, y) if make is PageSide else (y, x)
    held = Loadings(rng.normal(size=(others.shape[1], 3)), rng.random((others.shape[1], 3)))
    side, amounts, loadings = (
        make(design, corner, held),
        rng.random(200),
        rng.random((own.shape[1], 3)),
    )
    factors = others @ held.mean
    assert side.logits(loadings) == pytest.approx(((own @ loadings) * factors).sum(axis=1))
    assert side.sums(amounts) == pytest.approx(own.T @ (amounts[:, None] * factors))
    assert side.sums_of_squares(amounts) == pytest.approx(
        (own**2).T @ (amounts[:, None] * factors**2)
    )
    assert side.doubts(amounts) == pytest.approx(
        (own**2).T @ (amounts[:, None] * (others**2 @ held.variance))
    )

"""A refit finds the posterior's mode and the blocks that matter."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import optimize
from scipy.special import expit

from recommender.crossed.cross_prior import flat_prior
from recommender.crossed.cross_state import state_of, version_of, weights_of
from recommender.crossed.cross_weights import Active, CrossWeights
from training import design_parts
from training.cross_design import CrossDesign
from training.cross_log import CrossLog, feature_rows
from training.cross_refit import RefitSettings, refit

Amounts = NDArray[np.float64]
EXACT = RefitSettings(rounds=12, steps=40, pull=None)


def a_log(
    state: CrossWeights, *, count: int, seed: int, spread: float = 1.0
) -> tuple[CrossLog, Amounts]:
    """Return exposures of 6 pages and 8 promos whose sections x kinds matter, and their logits."""
    rng = np.random.default_rng(seed)
    tastes = rng.normal(0, spread, size=(3, 4))
    pages = [_active(state, "page", at, f"category:{at % 3}") for at in range(6)]
    promos = [_active(state, "promo", at, f"kind:{at % 4}") for at in range(8)]
    page, promo = rng.integers(6, size=count), rng.integers(8, size=count)
    thetas = rng.choice([1.0, 0.5], size=count)
    truth = -2.0 + tastes[page % 3, promo % 4]
    clicks = (rng.random(count) < thetas * expit(truth)).astype(np.float64)
    log = CrossLog(
        pages=feature_rows(pages, width=len(state.page)),
        promos=feature_rows(promos, width=len(state.promo)),
        page=page,
        promo=promo,
        thetas=thetas,
        clicks=clicks,
        unclicked=1 - clicks,
    )
    return log, truth


def _active(state: CrossWeights, side: str, at: int, name: str) -> Active:
    features = [("bias:", 1.0), (f"{side}:{at}", 1.0), (name, 1.0)]
    return state.page_of(features) if side == "page" else state.promo_of(features)


def test_the_mode_is_what_a_plain_optimiser_finds() -> None:
    state = CrossWeights(flat_prior(0.3, intercept=-2.0))
    log, _ = a_log(state, count=3_000, seed=1)
    refit(state, CrossDesign(log), EXACT)
    x, y = log.pages.toarray()[log.page], log.promos.toarray()[log.promo]
    variances, start = state.prior_variances(), np.zeros((len(state.page), len(state.promo)))
    start[0, 0] = -2.0

    def loss(flat: Amounts) -> tuple[float, Amounts]:
        weights = flat.reshape(start.shape)
        rates = expit(np.einsum("ni,ij,nj->n", x, weights, y, optimize=True))
        likely = log.thetas * rates
        likelihood = log.clicks * np.log(likely) + log.unclicked * np.log1p(-likely)
        slope = (log.clicks - log.unclicked * likely / (1 - likely)) * (1 - rates)
        moved = (weights - start) / variances
        slopes = moved - (x * slope[:, None]).T @ y
        return float(((weights - start) * moved).sum() / 2 - likelihood.sum()), slopes.ravel()

    best = optimize.minimize(loss, start.ravel(), jac=True, method="L-BFGS-B")
    mean = state.mean[: start.shape[0], : start.shape[1]]
    assert loss(mean.ravel())[0] <= best.fun + 1e-3


def test_it_arrives_from_far_away() -> None:
    state = CrossWeights(flat_prior(0.3, intercept=-9.0))
    log, truth = a_log(state, count=3_000, seed=7)
    refit(state, CrossDesign(log), EXACT)
    found = CrossDesign(log).logits(state.mean[: len(state.page), : len(state.promo)])
    assert abs(float((found - truth).mean())) < 0.2


def test_sums_over_pairs_are_what_writing_the_pairs_down_gives() -> None:
    state = CrossWeights(flat_prior(0.3))
    log, _ = a_log(state, count=50, seed=2)
    design, amounts = CrossDesign(log), np.random.default_rng(2).random(50)
    x, y = log.pages.toarray()[log.page], log.promos.toarray()[log.promo]
    assert design.sums(amounts) == pytest.approx(np.einsum("n,ni,nj->ij", amounts, x, y))
    assert design.sums_of_squares(amounts) == pytest.approx(
        np.einsum("n,ni,nj->ij", amounts, x**2, y**2)
    )


def test_a_log_cut_by_its_promos_gives_the_same_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    log, _ = a_log(CrossWeights(flat_prior(0.3)), count=500, seed=2)
    shape, rng = (log.pages.shape[1], log.promos.shape[1]), np.random.default_rng(4)
    amounts, weights = rng.random(500), rng.normal(size=shape)
    whole = CrossDesign(log)
    wanted = [whole.logits(weights), whole.sums(amounts), whole.sums_of_squares(amounts)]
    monkeypatch.setattr(design_parts, "MOST_CELLS", 3 * log.pages.shape[1])
    cut = CrossDesign(log)
    found = [cut.logits(weights), cut.sums(amounts), cut.sums_of_squares(amounts)]
    for one, other in zip(found, wanted, strict=True):
        assert one == pytest.approx(other)


def test_blocks_that_matter_are_told_from_those_that_do_not() -> None:
    state = CrossWeights(flat_prior(0.05, intercept=-2.0))
    log, _ = a_log(state, count=20_000, seed=3)
    for _ in range(6):
        refit(state, CrossDesign(log), RefitSettings(rounds=3, steps=20, pull=1.0))
    told = state.prior.variances
    assert told["category", "kind"] > 0.3
    assert max(told["page", "promo"], told["page", "kind"], told["category", "promo"]) < 0.05


def test_logits_come_near_the_truth() -> None:
    state = CrossWeights(flat_prior(0.3, intercept=-2.0))
    log, truth = a_log(state, count=20_000, seed=4)
    refit(state, CrossDesign(log), RefitSettings())
    found = CrossDesign(log).logits(state.mean[: len(state.page), : len(state.promo)])
    assert np.corrcoef(found, truth)[0, 1] > 0.95


@pytest.mark.parametrize("clicked", [0.0, 1.0])
def test_a_log_of_one_class_gives_finite_weights(clicked: float) -> None:
    state = CrossWeights(flat_prior(0.3))
    log, _ = a_log(state, count=500, seed=5)
    log.clicks[:], log.unclicked[:] = clicked, 1 - clicked
    refit(state, CrossDesign(log), RefitSettings())
    assert np.isfinite(state.mean).all()
    assert (state.variance >= 0).all()


def test_the_same_log_gives_the_same_bytes() -> None:
    states = [CrossWeights(flat_prior(0.3)) for _ in range(2)]
    for state in states:
        refit(state, CrossDesign(a_log(state, count=2_000, seed=6)[0]), RefitSettings())
    assert states[0].mean.tobytes() == states[1].mean.tobytes()
    assert states[0].prior == states[1].prior


def test_a_refit_after_a_reload_gives_the_same_bytes_as_without() -> None:
    never_stopped = CrossWeights(flat_prior(0.3))
    log, _ = a_log(never_stopped, count=2_000, seed=6)
    refit(never_stopped, CrossDesign(log), RefitSettings())
    stopped = weights_of(state_of(never_stopped))
    for state in (stopped, never_stopped):
        refit(state, CrossDesign(log), RefitSettings())
    assert version_of(state_of(stopped)) == version_of(state_of(never_stopped))

"""The cross learner is fitted beside as much of the model as helps it, and no more."""

import numpy as np
import pytest
from numpy.typing import NDArray

from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.portable_prior import PORTABLE
from recommender.errors import NotEnoughData
from tests.training.log_builder import OFFERS, STORIES, WORLD, a_log, checkerboard, exposures_of
from training import cross_drift
from training.cross_card import CROSSED, MODEL, cross_card
from training.cross_design import CrossDesign
from training.cross_factors import tell_factors
from training.cross_part import CrossPart
from training.cross_refit import RefitSettings
from training.cross_trial import CrossTrial, cross_refitted, cross_trial
from training.crossed_things import CrossedThings
from training.encoding import Exposures

Amounts = NDArray[np.float64]
LOG = exposures_of(a_log(visits=1_500))


def truth(exposures: Exposures) -> Amounts:
    """Return the true logit of each exposure."""
    things = exposures.articles.things
    rates = [
        checkerboard(things[article], promo) if (promo := exposures.promos.things[code]) else 0.1
        for article, code in zip(exposures.article.tolist(), exposures.promo.tolist(), strict=True)
    ]
    return np.log(rates) - np.log1p(-np.array(rates))


def parts(modelled: Amounts) -> tuple[CrossPart, CrossPart, CrossPart]:
    """Return the first, the next and the last third of the log."""
    third = len(LOG) // 3
    rows = [(at * third, (at + 1) * third) for at in range(3)]
    fit, stop, judged = (
        CrossPart(LOG.part(*each), np.ones(third), modelled[slice(*each)]) for each in rows
    )
    return fit, stop, judged


def trial_of(modelled: Amounts, things: CrossedThings) -> CrossTrial:
    fit, stop, _ = parts(modelled)
    return cross_trial(fit, stop, prior=PORTABLE, things=things, report=str)


def test_a_model_that_tells_noise_is_left_out() -> None:
    trial = trial_of(np.random.default_rng(1).normal(size=len(LOG)), CrossedThings())
    assert trial.best is trial.alone
    assert trial.best.blend.weight == 0
    assert list(trial.losses) == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert trial.losses[1.0] > trial.losses[0.0]


@pytest.mark.parametrize("kept", [1.0, 0.0], ids=["told well", "told badly"])
def test_factors_are_kept_where_the_stopping_time_is_for_them(
    kept: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes: list[str] = []

    def telling(weights: CrossWeights, design: CrossDesign, settings: RefitSettings) -> None:
        tell_factors(weights, design, settings)
        rows, columns = design.shape if settings.factors else (0, 0)
        weights.mean[:rows, 1:columns] *= kept

    monkeypatch.setattr(cross_drift, "tell_factors", telling)
    fit, stop, _ = parts(np.zeros(len(LOG)))
    trial = cross_trial(fit, stop, prior=PORTABLE, things=CrossedThings(), report=notes.append)
    losses = [float(note.rpartition(" ")[2]) for note in notes]
    assert trial.alone.loss == pytest.approx(min(losses[:2]), abs=1e-5)
    assert trial.alone.has_factors == (losses[1] < losses[0])
    assert trial.best.has_factors == trial.alone.has_factors
    if not kept:
        assert not trial.alone.has_factors


def test_a_model_that_tells_the_truth_is_taken_whole() -> None:
    trial = trial_of(truth(LOG), CrossedThings())
    assert trial.best.blend.weight >= 0.75
    assert trial.best.loss < trial.alone.loss


def test_a_blend_is_judged_beside_each_of_the_two() -> None:
    # It tells stories from offers on world pages, and nothing of the others.
    things, known = CrossedThings(), [each in WORLD for each in LOG.articles.things]
    modelled = np.where(np.array(known)[LOG.article], truth(LOG), -1.5)
    _, _, judged = parts(modelled)
    card = cross_card(trial_of(modelled, things), judged, things=things)
    assert card.loss_against[MODEL].high < 0
    assert card.clicks_against[MODEL].value > 0
    assert set(card.content()["loss_against"]) == {MODEL, CROSSED}
    assert list(card.content()["losses"]) == ["0", "0.25", "0.5", "0.75", "1"]


def test_what_is_refitted_keeps_the_share_that_was_chosen() -> None:
    things, modelled = CrossedThings(), truth(LOG)
    trial = trial_of(modelled, things)
    whole = CrossPart(LOG, np.ones(len(LOG)), modelled)
    refitted = cross_refitted(trial, whole, things=things)
    weights = refitted.weights
    assert refitted.blend.weight == trial.best.blend.weight
    # The model tells it all: nothing is left for the weights.
    used = np.abs(weights.mean[1 : len(weights.page), 1 : len(weights.promo)])
    alone = np.abs(trial.alone.weights.mean[1 : len(weights.page), 1 : len(weights.promo)])
    assert used.sum() < 0.5 * alone.sum()
    assert {f"promo:{each.id}" for each in (*STORIES, *OFFERS)} <= set(weights.promo.numbers)


def test_too_few_clicks_are_refused_with_what_to_do() -> None:
    fit, stop, _ = parts(np.zeros(len(LOG)))
    few = CrossPart(fit.exposures.part(0, 60), fit.thetas[:60], fit.modelled[:60])
    with pytest.raises(NotEnoughData, match="--days"):
        cross_trial(few, stop, prior=PORTABLE, things=CrossedThings(), report=str)

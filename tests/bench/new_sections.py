"""What a learner earns on pages of a section, or a site, that it never saw: shares of the knowable.

Our policy plays the stationary world for three days. Then each section's exposures are taken out of
its log, weights are fitted anew on the rest, and answer a day's visits of that section: as pages of
a new section, whose tags, countries and devices were met elsewhere; as pages of a new site, of
whose articles nothing was met; by what all pages share alone, as a popularity without errors of its
own would; and, from the whole log, as the section that it knows.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
from scipy.special import expit

from api.simulating.contender import Known
from api.simulating.crossed_policy import CrossedPolicy, CrossedSettings
from api.simulating.playing import Game, played_days
from data.trial_worlds.stationary import stationary
from data.trial_worlds.trial_world import TrialWorld
from data.worlds.world import Floats, Visits
from recommender.crossed.cross_features import BIAS, crossed_promo_features, field_of, page_features
from recommender.crossed.cross_scores import active_table, logits
from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.portable_prior import PORTABLE
from tests.world_policies import Scores, clicks_a_view, truth
from training.cross_drift import drift_design, refit_with_drift
from training.cross_log import CrossLog
from training.cross_refit import RefitSettings

SEED, DAYS, VISITS = 321, 3, 4_000
LEAST_VISITS = 50
ALL_FIELDS = frozenset({field_of(BIAS), "category", "tag", "article", "word"})
READER_FIELDS = frozenset({field_of(BIAS), "country", "place", "device", "hour"})


def run() -> dict[str, Any]:
    """Return the mean shares of the knowable over sections, each with half of its 95 % interval."""
    world = stationary(SEED)
    played = _played(world)
    at = world.plan.first_day + timedelta(days=DAYS)
    visits = world.visits(at, count=VISITS, rng=np.random.default_rng(0))
    sections = np.array([world.articles[row].category for row in visits.article])
    names, counts = np.unique(sections, return_counts=True)
    known = _fitted(played, without=None)
    told = [
        _shares(
            world,
            visits.chosen(np.flatnonzero(sections == name)),
            known=known,
            new=_fitted(played, without=f"category:{name}"),
        )
        for name in names[counts >= LEAST_VISITS]
    ]
    means = {key: np.array([each[key] for each in told]) for key in told[0]}
    return {"sections": len(told)} | {
        key: {"share": float(each.mean()), "half": float(1.96 * each.std() / np.sqrt(len(each)))}
        for key, each in means.items()
    }


def _played(world: TrialWorld) -> CrossedPolicy:
    known = Known.of(world, seed=SEED)
    policy = CrossedPolicy(known, CrossedSettings())
    for _ in played_days(Game(world, known, {"ours": policy}), replace(world.plan, days=DAYS)):
        pass
    return policy


def _shares(
    world: TrialWorld, visits: Visits, *, known: CrossWeights, new: CrossWeights
) -> Mapping[str, float]:
    answers = {
        "known_section": _answers(world, known, ALL_FIELDS | READER_FIELDS),
        "new_section": _answers(world, new, ALL_FIELDS | READER_FIELDS),
        "new_site": _answers(world, new, READER_FIELDS),
        "popularity": _answers(world, new, {field_of(BIAS)}),
        "random": None,
    }
    best = clicks_a_view(world, visits, truth(world)).mean()
    return {
        name: float(clicks_a_view(world, visits, each).mean() / best)
        for name, each in answers.items()
    }


def _fitted(played: CrossedPolicy, *, without: str | None) -> CrossWeights:
    """Return weights fitted on what was noted, but on no page with a feature."""
    log, settings = played._notes.log(played._weights), RefitSettings()
    if without is not None:
        feature = played._weights.page.numbers[without]
        log = _some(log, ~np.asarray(log.pages[:, [feature]].todense(), dtype=bool)[log.page, 0])
    weights = CrossWeights(PORTABLE)
    weights.page_of((name, 1.0) for name in played._weights.page.numbers)
    weights.promo_of((name, 1.0) for name in played._weights.promo.numbers)
    for _ in range(2):
        refit_with_drift(weights, drift_design(log, weights, settings), settings)
    return weights


def _some(log: CrossLog, kept: np.ndarray[Any, np.dtype[np.bool_]]) -> CrossLog:
    names = ("page", "promo", "thetas", "clicks", "unclicked", "ages_days")
    return replace(log, **{name: getattr(log, name)[kept] for name in names})


def _answers(world: TrialWorld, weights: CrossWeights, fields: Collection[str]) -> Scores:
    """Return the click rates by the weights, of pages of which these fields are known."""
    now = world.plan.first_day + timedelta(days=DAYS)
    promos = active_table(
        [weights.promo_of(crossed_promo_features(each, now=now)) for each in world.promos]
    )

    def scored(visits: Visits) -> Floats:
        found = []
        for row in range(len(visits)):
            article = world.articles[visits.article[row]]
            hour = int(visits.local_hour[row])
            features = page_features(article, world.reader(visits, row), local_hour=hour)
            page = weights.page_of(each for each in features if field_of(each[0]) in fields)
            found.append(expit(logits(weights, page, promos)))
        return np.array(found)

    return scored

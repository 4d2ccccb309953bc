"""Does text alone order headlines that nobody has tested yet? Ours beside ridge regressions.

Every choice is made by cross-validation over the tests of weeks before 201415; the 259 tests from
then on are judged once. Ours is the real path: the log imported as totals, LightFM fitted by
`training`, the model stored and read.
"""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge

from data.models.model_store import ModelStore
from tests.bench.headline_log import (
    Chosen,
    HeadlineLog,
    Scores,
    clicks_gained,
    headline_log,
    ordered_right,
    significant_pairs,
)
from training.best_trial import best_trial
from training.bootstrap import ratio_estimate
from training.dataset import dataset
from training.fit import fitted_epochs
from training.fit_settings import FitSettings
from training.prediction import click_rates, logits
from training.topics import topics_with_wording
from training.trial import learned_from, refitted

CALIBRATED_FROM = datetime.fromisocalendar(2014, 6, 1).replace(tzinfo=UTC)
JUDGED_FROM = datetime.fromisocalendar(2014, 15, 1).replace(tzinfo=UTC)
NOW = datetime(2014, 6, 1, tzinfo=UTC)
BASE = FitSettings(
    components=4,
    epochs=4,
    topics=64,
    rarest=1,
    unclicked_share=1.0,
    cold_articles=0.0,
    cold_promos=1.0,
)
SEARCHED = [
    replace(BASE, topic_scale=scale, wording_scale=wording)
    for scale in (0.03, 0.1)
    for wording in (0.0, 0.3)
]
FOLDS = 3
PENALTIES = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
RIDGES: dict[str, dict[str, Any]] = {
    "ridge": {"ngram_range": (1, 2), "sublinear_tf": True},
    "character_ridge": {"analyzer": "char", "ngram_range": (2, 5), "sublinear_tf": True},
}


def run() -> dict[str, Any]:
    """Return shares of pairs ordered right and clicks gained, with 95 % intervals by test."""
    log = headline_log()
    judged = ~log.before(JUDGED_FROM)
    ours, settings = _ours(log)
    scores = {"ours": ours}
    penalties = {}
    for name, options in RIDGES.items():
        scores[name], penalties[name] = _ridge(log, options)
    pairs = significant_pairs(log, judged)
    tests = log.tests[pairs[:, 0]]
    right = {name: ordered_right(values, pairs) for name, values in scores.items()}
    right["ours_minus_ridge"] = right["ours"] - right["ridge"]
    ones = np.ones(len(pairs))
    return {
        "tests": len(np.unique(log.tests[judged])),
        "pairs": len(pairs),
        "ordered_right": {
            name: asdict(ratio_estimate(hits, ones, groups=tests, seed=1))
            for name, hits in right.items()
        },
        "clicks_gained": {
            name: asdict(clicks_gained(log, values, judged)) for name, values in scores.items()
        },
        "chosen": {"ours": asdict(settings)} | penalties,
    }


def _ours(log: HeadlineLog) -> tuple[Scores, FitSettings]:
    """Choose settings and epochs, then fit, calibrate, store, load and score."""
    judged = {
        each: scored_by_folds(log, partial(scores_by_epoch, log, settings=each))
        for each in SEARCHED
    }
    best, epoch = max(
        ((each, epoch) for each, scores in judged.items() for epoch in range(len(scores))),
        key=lambda choice: _share(log, judged[choice[0]][choice[1]]),
    )
    chosen = replace(best, epochs=epoch + 1)
    early, first = log.before(JUDGED_FROM), log.before(CALIBRATED_FROM)
    fit, stop = log.exposures.where(first), log.exposures.where(early & ~first)
    trial = replace(best_trial(fit, stop, searched=[chosen], report=_quiet), settings=chosen)
    seen = log.exposures.where(early)
    learned = learned_from(refitted(trial, seen), seen, version="headlines")
    with TemporaryDirectory() as folder:
        store = ModelStore(Path(folder))
        kept = store.load(store.save(learned, created_at=NOW))
    return click_rates(kept, log.exposures), chosen


def _quiet(_note: str) -> None:
    """Report nothing."""


def scores_by_epoch(log: HeadlineLog, seen: Chosen, settings: FitSettings) -> list[Scores]:
    """Return the scores of all arms after each epoch of a fit on the arms seen."""
    fit = log.exposures.where(seen)
    evenly = np.ones(len(fit))
    _, judged = topics_with_wording(fit, evenly, settings=settings)
    data = dataset(fit, evenly, judged=judged, settings=settings)
    asked = replace(judged, promos=judged.new_promos)
    return [logits(sides, asked, log.exposures) for sides in fitted_epochs(data, settings)]


def _ridge(log: HeadlineLog, options: dict[str, Any]) -> tuple[Scores, float]:
    """Return a ridge regression's scores and its penalty, chosen as our settings are."""
    penalty = max(
        PENALTIES,
        key=lambda each: _share(
            log, scored_by_folds(log, lambda seen: [_ridge_scores(log, seen, options, each)])[0]
        ),
    )
    return _ridge_scores(log, log.before(JUDGED_FROM), options, penalty), penalty


def scored_by_folds(log: HeadlineLog, fit: Callable[[Chosen], list[Scores]]) -> list[Scores]:
    """Score the tests before the judged ones, each by fits that saw none of its arms."""
    early = log.before(JUDGED_FROM)
    fold_of_test = np.random.default_rng(0).integers(FOLDS, size=log.tests.max() + 1)
    fold = fold_of_test[log.tests]
    found: list[Scores] = []
    for number in range(FOLDS):
        scores = fit(early & (fold != number))
        found = found or [np.full(len(fold), np.nan) for _ in scores]
        for whole, part in zip(found, scores, strict=True):
            whole[fold == number] = part[fold == number]
    return found


def _share(log: HeadlineLog, scores: Scores) -> float:
    return float(ordered_right(scores, significant_pairs(log, log.before(JUDGED_FROM))).mean())


def _ridge_scores(
    log: HeadlineLog, seen: Chosen, options: dict[str, Any], penalty: float
) -> Scores:
    vectorizer = TfidfVectorizer(**options).fit(log.titles[seen])
    grams = vectorizer.transform(log.titles)
    weights = log.impressions[seen] / log.impressions[seen].mean()
    ridge = Ridge(alpha=penalty).fit(grams[seen], _centred(log)[seen], sample_weight=weights)
    scores: Scores = ridge.predict(grams)
    return scores


def _centred(log: HeadlineLog) -> Scores:
    """Return the log click rate [n] less its weighted mean within the test."""
    raw = np.log((log.exposures.clicks + 0.5) / (log.impressions + 1))
    sums = np.bincount(log.tests, weights=raw * log.impressions)
    sizes = np.bincount(log.tests, weights=log.impressions)
    return raw - (sums / np.maximum(sizes, 1))[log.tests]


if __name__ == "__main__":
    print(run())

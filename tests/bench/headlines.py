"""Does text alone order headlines that nobody has tested yet? Ours beside ridge regressions.

Every choice is made on weeks before 201415; the 259 tests from then on are judged once. Ours is the
real path: the log imported as totals, LightFM fitted by `training`, the model stored and read.
"""

from dataclasses import asdict, replace
from datetime import UTC, datetime
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
    Pairs,
    Scores,
    clicks_gained,
    headline_log,
    ordered_right,
    significant_pairs,
)
from training.bootstrap import ratio_estimate
from training.fit_settings import FitSettings
from training.prediction import click_rates
from training.trial import best_trial, learned_from, refitted

VALIDATED_FROM = datetime.fromisocalendar(2014, 6, 1).replace(tzinfo=UTC)
JUDGED_FROM = datetime.fromisocalendar(2014, 15, 1).replace(tzinfo=UTC)
NOW = datetime(2014, 6, 1, tzinfo=UTC)
BASE = FitSettings(
    components=4, epochs=4, topic_scale=0.1, rarest=1, unclicked_share=1.0, cold_articles=0.0
)
SEARCHED = [
    replace(BASE, topics=topics, cold_promos=cold) for topics in (32, 64, 96) for cold in (1.0, 0.7)
]
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
    """Choose settings by the order on validation weeks, refit, store, load, score."""
    early = log.before(JUDGED_FROM)
    fit = log.exposures.where(log.before(VALIDATED_FROM))
    stop = log.exposures.where(early & ~log.before(VALIDATED_FROM))
    pairs = _validation_pairs(log)
    trials = [best_trial(fit, stop, searched=[each], report=str) for each in SEARCHED]
    best = max(
        trials,
        key=lambda trial: ordered_right(
            click_rates(learned_from(trial, fit, version="trial"), log.exposures), pairs
        ).mean(),
    )
    seen = log.exposures.where(early)
    learned = learned_from(refitted(best, seen), seen, version="headlines")
    with TemporaryDirectory() as folder:
        store = ModelStore(Path(folder))
        kept = store.load(store.save(learned, created_at=NOW))
    return click_rates(kept, log.exposures), best.settings


def _ridge(log: HeadlineLog, options: dict[str, Any]) -> tuple[Scores, float]:
    """Return a ridge regression's scores and its penalty, chosen on the same validation weeks."""
    pairs = _validation_pairs(log)
    before = log.before(VALIDATED_FROM)
    penalty = max(
        PENALTIES,
        key=lambda each: ordered_right(_ridge_scores(log, before, options, each), pairs).mean(),
    )
    return _ridge_scores(log, log.before(JUDGED_FROM), options, penalty), penalty


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


def _validation_pairs(log: HeadlineLog) -> Pairs:
    return significant_pairs(log, log.before(JUDGED_FROM) & ~log.before(VALIDATED_FROM))


if __name__ == "__main__":
    print(run())

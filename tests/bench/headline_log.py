"""The headline tests as training sees them, and how to judge an order of their arms.

Real log `headline_tests.parquet` (Upworthy Research Archive), beside the checkout.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from data.click_log.click_import import ClickLog, import_clicks
from data.click_log.click_mapping import read_mapping
from data.lake.exposures import read_exposures
from data.lake.lake_store import Lake
from training.bootstrap import Estimate, ratio_estimate
from training.encoding import Exposures, encoded
from training.first_choice import chosen_rates
from training.served import served

ROOT = Path(__file__).parents[2]
FILE = ROOT.parent / "shared" / "datasets" / "headline_tests.parquet"
MAPPING = ROOT / "data" / "samples" / "mappings" / "headline_tests.toml"
SINCE, UNTIL = datetime(2013, 1, 1, tzinfo=UTC), datetime(2015, 1, 1, tzinfo=UTC)
SIGNIFICANT_Z = 1.959964

Scores = NDArray[np.float64]
Chosen = NDArray[np.bool_]
Pairs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class HeadlineLog:
    """Exposures [n], an arm's totals each, and the arms' headlines [n]."""

    exposures: Exposures
    titles: NDArray[np.object_]

    @property
    def tests(self) -> NDArray[np.int64]:
        """The number of each arm's test [n]."""
        return self.exposures.article.astype(np.int64)

    @property
    def impressions(self) -> Scores:
        """How often each arm was shown [n]."""
        return self.exposures.clicks + self.exposures.unclicked

    @property
    def rates(self) -> Scores:
        """Each arm's click rate [n]."""
        return self.exposures.clicks / self.impressions

    def before(self, moment: datetime) -> Chosen:
        """Tell which arms were shown before a moment."""
        return self.exposures.times < moment.timestamp() * 1_000_000


def headline_log() -> HeadlineLog:
    """Import the log into a fresh lake and read it as exposures."""
    with TemporaryDirectory() as folder:
        lake = Lake(f"file://{folder}/lake")
        log = ClickLog(path=FILE, mapping=read_mapping(MAPPING))
        import_clicks(log, lake, folder=Path(folder))
        table = read_exposures(lake, since=SINCE, until=UNTIL)
        known = served(lake, table)
    keys = zip(table["promo"].to_pylist(), table["promo_version"].to_pylist(), strict=True)
    titles = np.array([known.promos[key].title for key in keys], dtype=object)
    return HeadlineLog(encoded(table, known), titles)


def significant_pairs(log: HeadlineLog, chosen: Chosen) -> Pairs:
    """Return (better, worse) rows within a test: other headlines, rates apart at 5 % (z test)."""
    pairs = [
        pair
        for rows in _rows_by_test(log, chosen)
        for pair in combinations(rows.tolist(), 2)
        if log.titles[pair[0]] != log.titles[pair[1]]
    ]
    one, two = np.array(pairs, dtype=np.int64).T
    clicks, shown = log.exposures.clicks, log.impressions
    pooled = (clicks[one] + clicks[two]) / (shown[one] + shown[two])
    error = np.sqrt(pooled * (1 - pooled) * (1 / shown[one] + 1 / shown[two]))
    z = (log.rates[one] - log.rates[two]) / np.where(error > 0, error, np.inf)
    ordered = np.where(z[:, None] > 0, np.stack([one, two], 1), np.stack([two, one], 1))
    return np.asarray(ordered[np.abs(z) > SIGNIFICANT_Z])


def ordered_right(scores: Scores, pairs: Pairs) -> Scores:
    """Return 1 for each pair in the right order, 0 in the wrong one, half for a tie."""
    better, worse = scores[pairs[:, 0]], scores[pairs[:, 1]]
    return np.asarray((better > worse) + 0.5 * (better == worse))


def clicks_gained(log: HeadlineLog, scores: Scores, chosen: Chosen) -> Estimate:
    """Return the gain of the first choice over an arm at random, in tests of several headlines."""
    several = np.zeros(len(scores), dtype=np.bool_)
    for rows in _rows_by_test(log, chosen):
        several[rows] = len(set(log.titles[rows])) > 1
    part = log.exposures.where(several)
    evenly, groups = np.ones(len(part)), log.tests[several]
    first, tests = chosen_rates(scores[several], part, evenly, groups=groups)
    chance, _ = chosen_rates(np.zeros(len(part)), part, evenly, groups=groups)
    return ratio_estimate(first, chance, groups=tests, seed=1).shifted(-1.0)


def _rows_by_test(log: HeadlineLog, chosen: Chosen) -> Iterator[NDArray[np.int64]]:
    rows = np.flatnonzero(chosen)
    order = rows[np.argsort(log.tests[rows], kind="stable")]
    yield from np.split(order, np.flatnonzero(np.diff(log.tests[order])) + 1)

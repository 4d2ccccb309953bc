"""The real headline log, imported as totals: every line, every test, the pairs to judge."""

import pytest

from tests.bench.headline_log import FILE, headline_log, ordered_right, significant_pairs
from tests.bench.headlines import JUDGED_FROM

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason=f"{FILE} is not beside the checkout")


def test_imported_totals_hold_every_impression_and_the_pairs_to_judge() -> None:
    log = headline_log()
    judged = ~log.before(JUDGED_FROM)
    pairs = significant_pairs(log, judged)
    assert len(log.exposures) == 4_869
    assert log.exposures.clicks.sum() == 284_426
    assert len(set(log.tests[judged].tolist())) == 259
    assert len(pairs) == 342
    assert ordered_right(log.rates, pairs).mean() == 1
    assert ordered_right(-log.rates, pairs).mean() == 0

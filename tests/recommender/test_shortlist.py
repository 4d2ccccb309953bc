"""A shortlist keeps the best, what quotas need, and a chance for everyone."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.shortlist import place_in_group, shortlist
from recommender.snapshot import RankingSettings
from tests.builders import a_promo
from tests.snapshots import a_snapshot

SMALL = RankingSettings(shortlist=10, per_kind=3, per_source=1, uniform=4)


def chosen(kinds: list[str], scores: np.ndarray[tuple[int], np.dtype[np.float64]]) -> set[int]:
    promos = [a_promo(id=f"p{at}", kind=kind) for at, kind in enumerate(kinds)]
    rng = np.random.default_rng(1)
    table = a_snapshot(promos).promos
    rows = np.arange(len(promos))
    return set(shortlist(table, rows, scores=scores, settings=SMALL, rng=rng).tolist())


def test_keeps_the_best_and_some_uniform_others() -> None:
    scores = np.arange(200.0)
    found = chosen(["story"] * 200, scores)
    assert set(range(190, 200)) <= found
    assert 10 < len(found) <= 14


def test_keeps_the_best_of_a_kind_that_is_everywhere_outscored() -> None:
    kinds = ["guide"] * 5 + ["story"] * 195
    found = chosen(kinds, np.arange(200.0))
    assert {2, 3, 4} <= found


def test_keeps_all_of_a_small_catalogue() -> None:
    assert chosen(["story"] * 14, np.zeros(14)) == set(range(14))


@given(st.lists(st.integers(0, 5), max_size=60))
@settings(max_examples=50, deadline=None)
def test_place_in_group_counts_the_earlier_ones(groups: list[int]) -> None:
    expected = [groups[:at].count(group) for at, group in enumerate(groups)]
    assert place_in_group(np.array(groups, dtype=np.int32)).tolist() == expected

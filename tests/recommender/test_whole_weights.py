"""What weights come to as whole numbers: compiled and plain alike, and exact."""

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import whole_weights
from recommender.lineup import Lineup, line_up
from recommender.sampling import weighed
from recommender.whole_weights import EXACT_SUMS, plain_sums, whole_sums
from tests.builders import a_promo
from tests.snapshots import a_snapshot

KINDS = ("offer", "story", "guide")


@pytest.fixture
def _compiled() -> None:
    if not whole_weights.IS_COMPILED:
        if os.environ.get("CHIRASHI_REQUIRE_ALL"):
            pytest.fail("the weighing was not compiled: a C compiler was to be there")
        pytest.skip("the weighing was not compiled: there was no C compiler")


def a_lineup(count: int, *, without: str | None = None) -> Lineup:
    promos = [
        a_promo(id=f"promo-{at}", kind=KINDS[at % 3], source=f"source-{at % 5}")
        for at in range(count)
    ]
    table = a_snapshot(promos).promos
    lineup = line_up(table, np.arange(count), priority=np.arange(count, 0.0, -1.0))
    kinds = np.array([KINDS[row % 3] for row in lineup.rows])
    return lineup if without is None else lineup.among(kinds != without)


LINEUPS = {
    "none": a_lineup(0),
    "one": a_lineup(1),
    "many": a_lineup(60),
    "a kind got empty": a_lineup(60, without="guide"),
    "the first got empty": a_lineup(60, without="offer"),
    "inexact": a_lineup(EXACT_SUMS + 404),
}


@pytest.mark.usefixtures("_compiled")
@given(name=st.sampled_from(sorted(LINEUPS)), seed=st.integers(0, 1 << 32))
def test_compiled_sums_are_bitwise_the_plain_ones(name: str, seed: int) -> None:
    lineup = LINEUPS[name]
    weights = np.exp2(-np.random.default_rng(seed).exponential(20, size=len(lineup)))
    assert whole_sums(lineup, weights) == plain_sums(lineup, weights)


@pytest.mark.parametrize("way", [whole_sums, plain_sums])
def test_sums_of_many_kinds_are_exact_each(way: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommender.sampling.whole_sums", way)
    lineup = LINEUPS["inexact"]
    table = weighed(lineup, np.random.default_rng(5).uniform(0.5, 1, size=len(lineup)))
    for kind, (start, stop) in enumerate(zip(lineup.starts, lineup.stops, strict=True)):
        wholes = [int(table.weight(at, kind)) for at in range(start, stop)]
        assert table.kind_mass[kind] == sum(wholes) < 2**52
        assert min(wholes) >= 2**39


def test_masses_of_groups_are_those_of_their_candidates() -> None:
    lineup = LINEUPS["a kind got empty"]
    table = weighed(lineup, np.arange(1.0, len(lineup) + 1))
    groups = lineup.candidates["group"]
    for group, kind in enumerate(lineup.group_kind):
        inside = np.flatnonzero(groups == group).tolist()
        assert table.group_mass[group] == sum(table.weight(at, kind) for at in inside)


def test_weights_come_back_as_they_were_but_for_rounding() -> None:
    lineup = LINEUPS["many"]
    weights = np.exp2(-np.arange(60) / 4)
    assert weighed(lineup, weights).weights() == pytest.approx(weights, rel=1e-8)


@pytest.mark.usefixtures("_compiled")
@pytest.mark.parametrize("count", [59, 61])
def test_weights_of_another_lineup_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        whole_sums(LINEUPS["many"], np.ones(count))


@pytest.mark.usefixtures("_compiled")
def test_lineup_that_names_groups_it_lacks_is_refused() -> None:
    lineup = LINEUPS["many"]
    candidates, kinds, _ = lineup.counts
    cut = lineup.block[: len(lineup.block) - 16 * len(lineup.group_kind)]
    with pytest.raises(ValueError, match="do not fit"):
        whole_weights.compiled_sums(cut, candidates, kinds, 0, np.ones(candidates))

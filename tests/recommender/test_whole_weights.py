"""What weights come to as whole numbers: compiled and plain alike, and exact."""

import os
from array import array
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import whole_weights
from recommender.lineup import Lineup, line_up
from recommender.sampling import weighed
from recommender.whole_weights import Weights, plain_sums, whole_sums
from tests.builders import a_promo
from tests.snapshots import a_snapshot

KINDS = ("offer", "story", "guide")
Way = Callable[[Lineup, Weights], bytes]


@pytest.fixture
def _compiled() -> None:
    if not whole_weights.IS_COMPILED:
        if os.environ.get("CHIRASHI_REQUIRE_ALL"):
            pytest.fail("the weighing was not compiled: a C compiler was to be there")
        pytest.skip("the weighing was not compiled: there was no C compiler")


def a_lineup(count: int, *, kinds: tuple[str, ...] = KINDS, without: str = "") -> Lineup:
    promos = [
        a_promo(id=f"promo-{at}", kind=kinds[at % len(kinds)], source=f"source-{at % 5}")
        for at in range(count)
    ]
    table = a_snapshot(promos).promos
    lineup = line_up(table, np.arange(count), priority=np.arange(count, 0.0, -1.0))
    names = np.array([kinds[row % len(kinds)] for row in lineup.rows])
    return lineup.among(names != without) if without else lineup


# A kind of 4,096 or more has no room for 40 bits of each.
LARGE = {f"{count} of a kind": a_lineup(count, kinds=("offer",)) for count in (4095, 4096, 9000)}
LINEUPS = {
    "none": a_lineup(0),
    "one": a_lineup(1),
    "many": a_lineup(60),
    **{f"without {kind}": a_lineup(60, without=kind) for kind in KINDS},
    "many of each kind": a_lineup(4500),
    **LARGE,
}


@pytest.mark.usefixtures("_compiled")
@given(name=st.sampled_from(sorted(LINEUPS)), seed=st.integers(0, 1 << 32))
def test_compiled_sums_are_bitwise_the_plain_ones(name: str, seed: int) -> None:
    lineup = LINEUPS[name]
    weights = np.exp2(-np.random.default_rng(seed).exponential(20, size=len(lineup)))
    assert whole_sums(lineup, weights) == plain_sums(lineup, weights)


@pytest.mark.parametrize("way", [whole_sums, plain_sums])
@pytest.mark.parametrize("name", ["many of each kind", *LARGE])
def test_the_sums_of_each_kind_are_exact_and_as_fine_as_they_can_be(
    way: Way, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recommender.sampling.whole_sums", way)
    lineup = LINEUPS[name]
    table = weighed(lineup, np.random.default_rng(5).uniform(0.99, 1, size=len(lineup)))
    for kind, (start, stop) in enumerate(zip(lineup.starts, lineup.stops, strict=True)):
        wholes = [int(table.weight(at, kind)) for at in range(start, stop)]
        assert table.kind_mass[kind] == sum(wholes) < 2**52
        assert sum(wholes) > 2**50 or min(wholes) > 2**39


def test_masses_of_groups_are_those_of_their_candidates() -> None:
    lineup = LINEUPS["without story"]
    table = weighed(lineup, np.arange(1.0, len(lineup) + 1))
    groups = lineup.candidates["group"]
    for group, kind in enumerate(lineup.group_kind):
        inside = np.flatnonzero(groups == group).tolist()
        assert table.group_mass[group] == sum(table.weight(at, kind) for at in inside)


def test_weights_come_back_as_they_were_but_for_rounding() -> None:
    lineup = LINEUPS["many"]
    weights = np.exp2(-np.arange(60) / 4)
    assert weighed(lineup, weights).weights() == pytest.approx(weights, rel=1e-8)


@pytest.mark.parametrize("kind", [np.int64, np.float32, ">f8"])
def test_weights_are_read_as_the_numbers_that_they_are(kind: str) -> None:
    lineup = LINEUPS["many"]
    assert whole_sums(lineup, np.arange(1, 61).astype(kind)) == plain_sums(
        lineup, np.arange(1.0, 61.0)
    )


@pytest.mark.parametrize("way", [whole_sums, plain_sums])
@pytest.mark.parametrize("count", [59, 61])
def test_weights_of_another_lineup_are_refused(way: Way, count: int) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        way(LINEUPS["many"], np.ones(count))


@pytest.mark.usefixtures("_compiled")
@pytest.mark.parametrize(
    "kinds", [[(1, 4)], [(0, 1), (2, 4)], [(0, 3), (2, 4)], [(0, 5)], [(0, 3)], [(0, 4), (4, 3)]]
)
def test_kinds_that_do_not_share_out_the_candidates_are_refused(
    kinds: list[tuple[int, int]],
) -> None:
    starts, stops = zip(*kinds, strict=True)
    columns = (array("q", each) for each in (range(len(kinds)), starts, stops, [0], [7]))
    block = bytes(4 * 24) + b"".join(columns)
    with pytest.raises(ValueError, match="do not fit"):
        whole_weights.compiled_sums(block, 4, len(kinds), 1, np.ones(4))


@pytest.mark.usefixtures("_compiled")
@pytest.mark.parametrize(
    "counts",
    [(60, 3, 0), (2**61, 0, 2**60), (0, 0, 2**61), (0, 2**62, 0), (-60, 3, 15), (60, -3, 15)],
)
def test_counts_that_a_lineup_does_not_have_are_refused(counts: tuple[int, int, int]) -> None:
    block = b"" if 0 in counts[:2] else LINEUPS["many"].block
    with pytest.raises(ValueError, match="do not fit"):
        whole_weights.compiled_sums(block, *counts, np.empty(0))


@pytest.mark.usefixtures("_compiled")
def test_candidate_of_a_group_that_is_not_there_is_refused() -> None:
    lineup = LINEUPS["many"]
    candidates, kinds, groups = lineup.counts
    cut = lineup.block[: -2 * 8 * groups] + bytes(2 * 8)
    with pytest.raises(ValueError, match="do not fit"):
        whole_weights.compiled_sums(cut, candidates, kinds, 1, np.ones(candidates))

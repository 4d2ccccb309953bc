"""The click models that our theta is judged beside: sums over all outcomes, and planted truths."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.bench.click_models.cascade import Cascade, cascade
from tests.bench.click_models.click_chances import (
    ClickModel,
    ExaminedRates,
    Fitted,
    clicks_by_document,
    clicks_by_rank,
)
from tests.bench.click_models.dynamic_bayes import DynamicBayes, dynamic_bayes
from tests.bench.click_models.our_position import our_curve, our_position
from tests.bench.click_models.ranked_sessions import (
    FILE,
    RankedSessions,
    ranked_sessions,
    splits,
)
from tests.bench.click_models.user_browsing import (
    UserBrowsing,
    position_by_likelihood,
    user_browsing,
)

RATES = np.array([0.6, 0.3, 0.5, 0.2, 0.4])
SATISFIED = np.array([0.7, 0.2, 0.5, 0.1, 0.4])
THETAS = np.array([1.0, 0.6, 0.3])
LESS_BELOW_CLICKS = np.array([[1.0, 1.0, 1.0, 1.0], [0.8, 0.3, 0.8, 0.8], [0.6, 0.2, 0.4, 0.6]])
WORLDS = [
    ExaminedRates(THETAS, RATES),
    Cascade(RATES),
    DynamicBayes(RATES, SATISFIED, 0.8),
    UserBrowsing(LESS_BELOW_CLICKS, RATES),
]
FITS: list[Fitted] = [
    our_position,
    position_by_likelihood,
    clicks_by_rank,
    clicks_by_document,
    cascade,
    dynamic_bayes,
    user_browsing,
]


def every_outcome() -> RankedSessions:
    """Return one list with all that may be clicked of it."""
    clicked = np.array(list(product([False, True], repeat=3)))
    return RankedSessions(np.tile([4, 1, 2], (len(clicked), 1)), clicked, len(RATES))


def outcome_chances(model: ClickModel, sessions: RankedSessions) -> NDArray[np.float64]:
    given = model.given_above(sessions)
    return np.asarray(np.where(sessions.clicked, given, 1 - given).prod(axis=1))


def drawn(world: ClickModel, *, count: int) -> RankedSessions:
    """Return lists in random order, clicked from the top as the world has it."""
    rng = np.random.default_rng(5)
    documents = np.argsort(rng.random((count, len(RATES))), axis=1)[:, :3]
    sessions = RankedSessions(documents, np.zeros(documents.shape, np.bool_), len(RATES))
    for rank in range(3):
        chances = world.given_above(sessions)[:, rank]
        sessions.clicked[:, rank] = rng.random(count) < chances
    return sessions


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: type(world).__name__)
def test_unconditional_chances_are_sums_over_all_outcomes(world: ClickModel) -> None:
    sessions = every_outcome()
    chances = outcome_chances(world, sessions)
    assert chances.sum() == pytest.approx(1)
    summed = chances @ sessions.clicked
    assert world.unconditional(sessions)[0] == pytest.approx(summed, abs=5e-4)


@pytest.mark.parametrize(
    ("world", "fitted"),
    [
        (WORLDS[0], our_position),
        (WORLDS[0], position_by_likelihood),
        (WORLDS[1], cascade),
        (WORLDS[2], dynamic_bayes),
        (WORLDS[3], user_browsing),
    ],
    ids=["ours", "position_by_likelihood", "cascade", "dynamic_bayes", "user_browsing"],
)
def test_a_fit_finds_the_world_it_believes_in(world: ClickModel, fitted: Fitted) -> None:
    seen = drawn(world, count=20_000)
    found = fitted(seen, 0.5).given_above(seen)
    assert found == pytest.approx(world.given_above(seen), abs=0.04)


@pytest.mark.parametrize("fitted", FITS)
def test_a_document_never_seen_has_a_chance_like_any(
    fitted: Callable[[RankedSessions, float], ClickModel],
) -> None:
    seen = drawn(WORLDS[0], count=300)
    wider = RankedSessions(seen.documents, seen.clicked, len(RATES) + 1)
    asked = RankedSessions(np.full((1, 3), len(RATES)), np.zeros((1, 3), np.bool_), wider.count)
    assert 0.1 < fitted(wider, 2.0).given_above(asked)[0, 0] < 0.8


def test_within_a_repeat_each_session_is_judged_once() -> None:
    judged = np.concatenate([judge for _, judge in splits(23, folds=5, repeats=2)])
    assert np.bincount(judged).tolist() == [2] * 23


@pytest.mark.skipif(not FILE.is_file(), reason=f"{FILE} is not beside the checkout")
def test_readers_of_the_real_lists_look_less_and_less_far() -> None:
    sessions = ranked_sessions()
    curve = our_curve(sessions)
    assert sessions.documents.shape == (3_605, 10)
    assert curve.theta[0] == 1
    assert curve.high[3] < curve.low[1]
    assert 0.2 < curve.theta[-1] < 0.45

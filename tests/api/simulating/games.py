"""Builders of games in a tiny world."""

from datetime import UTC, datetime
from typing import Any

from api.simulating.checked_world import CheckedWorld
from api.simulating.contender import Contender, Known
from api.simulating.playing import Game
from api.simulating.true_rates import TrueRates
from data.worlds.trial_plan import TrialPlan
from tests.api.simulating.tiny_worlds import tiny


def a_plan(**changes: Any) -> TrialPlan:
    """Return a plan of two days of sixty views."""
    first_day = datetime(2026, 11, 24, tzinfo=UTC)
    return TrialPlan(**({"days": 2, "views_a_day": 60, "first_day": first_day} | changes))


def a_world(*, seed: int = 7) -> CheckedWorld:
    """Return the tiny world."""
    return CheckedWorld(tiny(seed))


def a_game(
    world: CheckedWorld, contenders: dict[str, Contender], *truths: TrueRates, seed: int = 7
) -> Game:
    """Return a game of these contenders."""
    return Game(world, Known.of(world, seed=seed), contenders, truths)

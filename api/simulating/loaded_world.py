"""Worlds by their import paths: `package.module:factory`, called with a seed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from api.simulating.checked_world import CheckedWorld
from data.worlds.trial_plan import TrialPlan
from data.worlds.world import World
from recommender.errors import InvalidWorld

USUAL = TrialPlan(days=10, views_a_day=6_000, first_day=datetime(2026, 3, 2, tzinfo=UTC))
MEMBERS = (
    *("site", "articles", "promos", "placements", "visits", "eligible", "click_rates"),
    *("expected_click_rates", "examination", "respond", "article", "reader"),
)


def load_world(path: str, *, seed: int) -> World:
    """Return the world that a factory makes of a seed. Raises InvalidWorld."""
    made = _factory(path)(seed)
    missing = [name for name in MEMBERS if not hasattr(made, name)]
    if missing:
        raise InvalidWorld(
            f"what {path} returned is no world: it lacks {', '.join(missing)} "
            "(data.worlds.world.World tells what each must be)"
        )
    if not made.promos or not made.articles or not made.placements:
        raise InvalidWorld(f"the world of {path} needs an article, a promo and a placement")
    if not isinstance(getattr(made, "plan", None), TrialPlan | None):
        raise InvalidWorld(f"the plan of {path} is none: data.worlds.trial_plan.TrialPlan is one")
    return CheckedWorld(made)


def plan_of(world: World, *, days: int | None, views: int | None) -> TrialPlan:
    """Return the world's own plan, or the usual one, with what was asked for instead."""
    own = getattr(world, "plan", None)
    plan: TrialPlan = own if isinstance(own, TrialPlan) else USUAL
    return replace(plan, days=days or plan.days, views_a_day=views or plan.views_a_day)


def _factory(path: str) -> Callable[[int], Any]:
    module, _, name = path.partition(":")
    if not module or not name:
        raise InvalidWorld(f"{path!r} names no world: say package.module:factory")
    try:
        found = getattr(import_module(module), name, None)
    except ImportError as error:
        raise InvalidWorld(
            f"the world {path!r} cannot be imported ({error}): is its folder in PYTHONPATH?"
        ) from error
    if not callable(found):
        raise InvalidWorld(f"{module} has no factory {name!r}: it takes a seed, returns a world")
    made: Callable[[int], Any] = found
    return made

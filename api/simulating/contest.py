"""Plays worlds by their import paths, one process for each world and seed."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context

from api.simulating.earnings import Earned, Earnings
from api.simulating.loaded_world import load_world, plan_of
from api.simulating.playing import played_days
from api.simulating.roster import game_of
from data.worlds.trial_plan import TrialPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Bout:
    """One world with one seed, and who is to play; `days` and `views` a day, None: as planned."""

    path: str
    seed: int
    policies: tuple[str, ...]
    days: int | None = None
    views: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What each policy earned in a bout."""

    bout: Bout
    plan: TrialPlan
    earned: dict[str, Earned]


def play(bout: Bout) -> Played:
    """Play one world with one seed. Raises InvalidWorld."""
    world = load_world(bout.path, seed=bout.seed)
    plan = plan_of(world, days=bout.days, views=bout.views)
    game = game_of(world, bout.policies, seed=bout.seed)
    earnings = {name: Earnings(name, world) for name in game.contenders}
    for book in played_days(game, plan):
        for earned in earnings.values():
            earned.add(book)
    totals = {name: earned.total() for name, earned in earnings.items()}
    return Played(bout=bout, plan=plan, earned=totals)


def contest(bouts: Sequence[Bout], *, processes: int) -> Iterator[Played]:
    """Yield the bouts' results as they end. Raises InvalidWorld."""
    # Worlds with a wrong path are told before any other is played to its end.
    for bout in bouts:
        load_world(bout.path, seed=bout.seed)
    if processes == 1:
        yield from map(play, bouts)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        running = [pool.submit(play, bout) for bout in bouts]
        for done in as_completed(running):
            yield done.result()

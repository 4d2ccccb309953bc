"""Plays worlds by their import paths, one process for each world and seed."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context

from api.simulating.earnings import Earned, Earnings
from api.simulating.loaded_world import load_world, plan_of
from api.simulating.playing import played_days
from api.simulating.roster import KNOWABLE, game_of
from data.worlds.trial_plan import TrialPlan
from recommender.errors import InvalidWorld

Report = Callable[[str], None]


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


def quiet(_note: str) -> None:
    """Report nothing."""


def play(bout: Bout, report: Report = quiet) -> Played:
    """Play one world with one seed, and report each day that is over. Raises InvalidWorld."""
    world = load_world(bout.path, seed=bout.seed)
    plan = plan_of(world, days=bout.days, views=bout.views)
    game = game_of(world, bout.policies, seed=bout.seed)
    earnings = {name: Earnings(name, world) for name in game.contenders}
    for day, book in enumerate(played_days(game, plan), start=1):
        worth = {name: earned.add(book) for name, earned in earnings.items()}
        if not worth[KNOWABLE]:
            raise InvalidWorld(
                f"on day {day} of {bout.path} even who knows the truth earns nothing: give its "
                "promos click rates, and its slots an examination, above 0"
            )
        report(f"{bout.path}, seed {bout.seed}: day {day} of {plan.days}")
    totals = {name: earned.total() for name, earned in earnings.items()}
    return Played(bout=bout, plan=plan, earned=totals)


def contest(bouts: Sequence[Bout], *, processes: int, report: Report = quiet) -> Iterator[Played]:
    """Yield the bouts' results as they end; days are reported by the process that plays them.

    Raises InvalidWorld.
    """
    # Worlds with a wrong path are told before any other is played to its end.
    for bout in bouts:
        load_world(bout.path, seed=bout.seed)
    if processes == 1:
        yield from (play(bout, report) for bout in bouts)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        running = [pool.submit(play, bout, report) for bout in bouts]
        for done in as_completed(running):
            yield done.result()

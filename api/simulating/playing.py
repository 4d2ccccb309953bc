"""Lets contenders answer the same page views in turn, in closed loop.

All see the same visits; readers respond to each of their pages with the same dice, so that two
policies that show the same get the same clicks.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from api.simulating.chance import Chance
from api.simulating.contender import Answer, Contender, Known, Page
from api.simulating.day_book import DayBook
from api.simulating.true_rates import TrueRates
from data.worlds.trial_plan import TrialPlan
from data.worlds.world import Response, Visits, World

CONTROL_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Game:
    """A world, what is known of it, who plays in it, and what those may ask who know its rates."""

    world: World
    known: Known
    contenders: Mapping[str, Contender]
    truths: tuple[TrueRates, ...] = ()


def played_days(game: Game, plan: TrialPlan) -> Iterator[DayBook]:
    """Play day after day and yield what happened on each."""
    control = Chance(game.known)
    for day in range(plan.days):
        rng = np.random.default_rng([game.known.seed, day])
        midnight = plan.first_day + timedelta(days=day)
        visits = game.world.visits(midnight, count=plan.views_a_day, rng=rng)
        for truth in game.truths:
            truth.open_day(visits)
        book = DayBook.empty(game.world, visits, names=game.contenders)
        # A day's first page is not the control's, so that there is something to judge by.
        book.is_control[1:] = rng.random(len(visits) - 1) < CONTROL_SHARE
        for page in _pages(game.world, book, seed=(game.known.seed, day)):
            _play(game, page, control=control if page.is_control else None, book=book)
        for contender in game.contenders.values():
            contender.end_day()
        yield book


def _pages(world: World, book: DayBook, *, seed: tuple[int, int]) -> Iterator[Page]:
    visits, eligible = book.visits, world.eligible(book.visits)
    dice = np.random.default_rng([*seed, 1]).integers(2**62, size=len(visits))
    for row in range(len(visits)):
        yield Page(
            row=row,
            at_ms=int(visits.at_ms[row]),
            article=int(visits.article[row]),
            reader=world.reader(visits, row),
            local_hour=int(visits.local_hour[row]),
            promos=np.flatnonzero(eligible[row]),
            dice=int(dice[row]),
            is_control=bool(book.is_control[row]),
        )


def _play(game: Game, page: Page, *, control: Contender | None, book: DayBook) -> None:
    """Let each contender answer the page, or learn from the control's answer to it."""
    if not len(page.promos):
        return
    visit = book.visits.chosen(slice(page.row, page.row + 1))
    for name, contender in game.contenders.items():
        begun = time.thread_time()
        answer = (control or contender).answer(page)
        answered = time.thread_time()
        responses = _responses(game.world, visit, page, answer)
        responded = time.thread_time()
        contender.learn(page, answer, responses)
        book.seconds[name] += time.thread_time() - responded + answered - begun
        book.note(name, page.row, answer, responses)


def _responses(world: World, visit: Visits, page: Page, answer: Answer) -> Mapping[str, Response]:
    """Return what the reader does of an answer, by the page's own dice."""
    slates = {name: slate[None, :] for name, slate in answer.slates.items()}
    found = world.respond(visit, slates, np.random.default_rng(page.dice))
    return {name: Response(each.viewed[0], each.clicked[0]) for name, each in found.items()}

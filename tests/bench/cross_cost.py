"""What the cross learner costs: an exposure learned, a page scored over 490 promos, a refit.

On the first day of the stationary world, the works taking turns: the plain step beside the compiled
one is what an installation without a C compiler pays.
"""

import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import numpy as np

from api.simulating.chance import Chance
from api.simulating.contender import Known, Page
from api.simulating.crossed_policy import CrossedPolicy, CrossedSettings
from api.simulating.playing import Game, played_days
from data.trial_worlds.stationary import stationary
from data.worlds.trial_plan import TrialPlan
from recommender.crossed.cross_learning import learn, plain_learn
from recommender.crossed.cross_scores import deviations, logits
from training.cross_drift import drift_design, refit_with_drift
from training.cross_refit import RefitSettings

SEED = 901
VIEWS = 2_000
ROUNDS = 7
PAGES = 300


class Listener(CrossedPolicy):
    """Shows random slates, and keeps the pages."""

    def __init__(self, known: Known) -> None:
        super().__init__(known, CrossedSettings(refits=None))
        self.chance, self.pages = Chance(known), list[Page]()

    def answer(self, page: Page) -> Any:
        self.pages.append(page)
        return self.chance.answer(page)


def run() -> dict[str, Any]:
    """Return microseconds of CPU and wall, median of rounds that take turns."""
    world = stationary(SEED)
    known = Known.of(world, seed=SEED)
    listener = Listener(known)
    plan = TrialPlan(days=1, views_a_day=VIEWS, first_day=world.plan.first_day)
    for _ in played_days(Game(world, known, {"random": listener}), plan):
        pass
    works = {
        "learn, compiled": lambda: _learned(listener, learn),
        "learn, plain": lambda: _learned(listener, plain_learn),
        "score 490 promos with optimism": lambda: _scored(listener),
        "whole answer of a page": lambda: _answered(listener),
    }
    found = {name: _Spent() for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            found[name].add(work)
    exposures = len(listener._notes)
    told: dict[str, Any] = {name: spent.figures() for name, spent in found.items()}
    told["refit"] = _refitted(listener) | {"exposures": exposures}
    return told


class _Spent:
    def __init__(self) -> None:
        self.cpu: list[float] = []
        self.wall: list[float] = []

    def add(self, work: Callable[[], int]) -> None:
        cpu, wall = time.process_time(), time.perf_counter()
        count = work()
        self.cpu.append((time.process_time() - cpu) / count * 1e6)
        self.wall.append((time.perf_counter() - wall) / count * 1e6)

    def figures(self) -> dict[str, float]:
        return {
            "cpu_us": median(self.cpu),
            "least_cpu_us": min(self.cpu),
            "most_cpu_us": max(self.cpu),
            "wall_us": median(self.wall),
        }


def _met(listener: Listener) -> Iterator[tuple[Any, Any, bool]]:
    notes = listener._notes
    for exposure in notes._exposures[: 12 * PAGES]:
        yield notes._pages[exposure.page], notes._promos[exposure.promo], exposure.is_clicked


def _learned(listener: Listener, step: Callable[..., None]) -> int:
    count = 0
    for page, promo, is_clicked in _met(listener):
        step(listener._weights, page, promo, theta=0.8, is_clicked=is_clicked)
        count += 1
    return count


def _scored(listener: Listener) -> int:
    for page in listener.pages[-PAGES:]:
        active, promos = listener._active(page), listener._table
        scores = -np.logaddexp(0.0, -logits(listener._weights, active, promos))
        scores += deviations(listener._weights, active, promos)
    return PAGES


def _answered(listener: Listener) -> int:
    for page in listener.pages[-PAGES:]:
        CrossedPolicy.answer(listener, page)
    return PAGES


def _refitted(listener: Listener) -> dict[str, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    weights, settings = listener._weights, RefitSettings()
    refit_with_drift(
        weights, drift_design(listener._notes.log(weights), weights, settings), settings
    )
    return {"cpu_s": time.process_time() - cpu, "wall_s": time.perf_counter() - wall}

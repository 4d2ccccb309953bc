"""How the peers of `chirashi simulate` are tuned: settings play each other on seeds of their own.

Shares of what the knowable truth earns, mean over seeds, in the run and in its last third. Seeds
from 101 on: nobody is judged by them.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from itertools import product

import numpy as np

from api.simulating.contender import Contender, Entrant, Known
from api.simulating.earnings import Earnings
from api.simulating.factorised_policy import FactorisedPolicy, FactorisedSettings
from api.simulating.loaded_world import load_world, plan_of
from api.simulating.oracles import Oracle
from api.simulating.playing import Game, played_days
from api.simulating.roster import KNOWABLE
from api.simulating.thompson_popularity import PopularitySettings, ThompsonPopularity
from api.simulating.true_rates import TrueRates
from api.simulating.vowpal_policy import VowpalPolicy, VowpalSettings

WORLDS = ("stationary", "drifting", "sparse")
SEEDS = range(101, 105)
DAYS, VIEWS = 6, 6_000
OPTIONS = "--loss_function logistic -q AP -q BP -l {} --power_t {}"
Shares = dict[str, tuple[float, float]]


def _vowpal(**changes: object) -> Entrant:
    return lambda known: VowpalPolicy(known, VowpalSettings(**changes))  # type: ignore[arg-type]


def _lightfm(**changes: float) -> Entrant:
    return lambda known: FactorisedPolicy(known, FactorisedSettings(**changes))  # type: ignore[arg-type]


def _popularity(**changes: float) -> Entrant:
    return lambda known: ThompsonPopularity(known, PopularitySettings(**changes))


def entrants() -> dict[str, Entrant]:
    """Return who plays, by what is set."""
    temperatures = (0.02, 0.05, 0.1, 0.15)
    found = {f"vowpal, temperature {each}": _vowpal(temperature=each) for each in temperatures}
    found |= {
        f"vowpal, -l {rate} --power_t {power}": _vowpal(options=OPTIONS.format(rate, power))
        for rate, power in ((0.15, 0.3), (0.6, 0.3), (0.3, 0.2), (0.3, 0.5))
    }
    found |= {
        f"vowpal, optimism {everywhere} and {in_section} by section": _vowpal(
            optimism=everywhere, section_optimism=in_section
        )
        for everywhere, in_section in ((1.0, 0.0), (3.0, 0.0), (0.0, 1.0), (0.0, 3.0))
    }
    ftrl = "--loss_function logistic -q AP -q BP --ftrl --ftrl_alpha 0.05 --ftrl_beta 1"
    found["vowpal, ftrl"] = _vowpal(options=ftrl)
    found |= {f"lightfm, temperature {each}": _lightfm(temperature=each) for each in temperatures}
    found["lightfm, no optimism"] = _lightfm(optimism=0.0)
    for views, strength in product((40.0, 200.0, 500.0), (10.0, 30.0)):
        found[f"popularity, {views:.0f} by section, {strength:.0f} at first"] = _popularity(
            section_views=views, assumed_clicks=0.03 * strength, assumed_views=strength
        )
    return found


def run() -> dict[str, dict[str, str]]:
    """Return by world each setting's shares: of the run, and of its last third."""
    bouts = list(product(WORLDS, SEEDS))
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        played = dict(zip(bouts, pool.map(_shares, *zip(*bouts, strict=True)), strict=True))
    return {
        world: {
            name: "{:.3f} {:.3f}".format(
                *np.mean([played[world, seed][name] for seed in SEEDS], axis=0)
            )
            for name in entrants()
        }
        for world in WORLDS
    }


def _shares(name: str, seed: int) -> Shares:
    """Play one world with one seed and return everybody's shares."""
    world = load_world(f"data.trial_worlds.{name}:{name}", seed=seed)
    known, truth = Known.of(world, seed=seed), TrueRates(world.expected_click_rates, world)
    contenders: dict[str, Contender] = {KNOWABLE: Oracle(known, truth)}
    contenders |= {setting: made(known) for setting, made in entrants().items()}
    earnings = {each: Earnings(each, world) for each in contenders}
    plan = plan_of(world, days=DAYS, views=VIEWS)
    for book in played_days(Game(world, known, contenders, (truth,)), plan):
        for earned in earnings.values():
            earned.add(book)
    days = {each: np.array(earned.total().days) for each, earned in earnings.items()}
    return {each: _of_best(own, days[KNOWABLE]) for each, own in days.items()}


def _of_best(own: np.ndarray, best: np.ndarray) -> tuple[float, float]:
    last = slice(-(DAYS // 3), None)
    return float(own.mean() / best.mean()), float(own[last].mean() / best[last].mean())

"""The temperature at which a placement spends its exploration budget.

Spent is 1 - sum(theta r value) of what is drawn / the same of what is worth most, over some visits.
It is looked for from the hottest down, on a grid: STEPS temperatures double it, so that it is met
within about 4 % of itself and the share within about as much, and placements that are alike share
one. Every temperature meets the same dice; the same visits give the same temperature.

Colder is not always cheaper: weights are whole numbers up to 2^40 within a kind, so that what is
28 temperatures behind is drawn as if it were all the same, once the few before it are shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from recommender.exploring.offer import Offer
from recommender.exploring.rehearsal import Dice, Rehearsal, drawn_worth, rehearsals

STEPS = 16
HOTTEST, COLDEST = STEPS, -6 * STEPS
"""In steps from 1: temperatures from 2 down to 2^-6."""
STRIDE = STEPS // 2
NEAR = 0.1
"""Of the budget: a temperature that spends it so nearly stays, and with it the tables it made."""
NOTHING = 1e-9
Spent = Callable[[int], float]
"""The share that a step of the grid spends."""


class Outcome(StrEnum):
    """How the budget was met."""

    MET = "met"
    COLDEST = "coldest"
    """No draw spends as little: of optimism, which what is best does without."""
    HOTTEST = "hottest"
    """Even the hottest draw spends less: the promos are worth nearly the same."""
    NO_CHOICE = "no_choice"
    """Whatever is drawn is worth the same."""
    NO_VISITS = "no_visits"


@dataclass(frozen=True, slots=True)
class Solved:
    """A temperature, and the share that it is expected to spend (None: nobody knows)."""

    temperature: float
    share: float | None
    outcome: Outcome


def solve(offers: Sequence[Offer], *, budget: float, before: float, dice: Dice) -> Solved:
    """Return the temperature that spends `budget` of what these offers are worth at best.

    `before` is the one in force: it stays where there is nothing to go by.
    """
    made = [
        each
        for seed, offer in enumerate(offers)
        for each in rehearsals(offer, seed=seed, dice=dice)
    ]
    if sum(each.best for each in made) <= 0:
        return Solved(before, None, Outcome.NO_VISITS)
    spent = share_spent(made, temperature=before, dice=dice)
    if abs(spent - budget) <= NEAR * budget:
        return Solved(before, spent, Outcome.MET)

    def spent_at(step: int) -> float:
        return share_spent(made, temperature=temperature_at(step), dice=dice)

    hottest = spent_at(HOTTEST)
    if abs(hottest) <= NOTHING:
        return Solved(before, spent, Outcome.NO_CHOICE)
    if hottest <= budget:
        return Solved(temperature_at(HOTTEST), hottest, Outcome.HOTTEST)
    return _searched(spent_at, budget, hottest=hottest)


def share_spent(made: Sequence[Rehearsal], *, temperature: float, dice: Dice) -> float:
    """Return the share of what is best that draws at a temperature lose."""
    drawn = sum(drawn_worth(each, temperature=temperature, dice=dice) for each in made)
    return 1.0 - drawn / sum(each.best for each in made)


def temperature_at(step: int) -> float:
    """Return the temperature of a step of the grid, 1 at step 0."""
    return float(2.0 ** (step / STEPS))


def _searched(spent_at: Spent, budget: float, *, hottest: float) -> Solved:
    """Return the hottest step that spends no more than the budget, or its neighbour if nearer."""
    shares = {HOTTEST: hottest}
    for step in range(HOTTEST - STRIDE, COLDEST - 1, -STRIDE):
        shares[step] = spent_at(step)
        if shares[step] <= budget:
            return _halved(spent_at, budget, shares, low=step)
    least = min(shares, key=lambda step: shares[step])
    return Solved(temperature_at(least), shares[least], Outcome.COLDEST)


def _halved(spent_at: Spent, budget: float, shares: dict[int, float], *, low: int) -> Solved:
    high = low + STRIDE
    while high - low > 1:
        middle = (low + high) // 2
        shares[middle] = spent_at(middle)
        low, high = (low, middle) if shares[middle] > budget else (middle, high)
    nearest = min((low, high), key=lambda step: abs(shares[step] - budget))
    return Solved(temperature_at(nearest), shares[nearest], Outcome.MET)

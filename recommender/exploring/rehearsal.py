"""A placement filled for a visit as if it were shown, and what that would be worth.

It is drawn as the ranker draws it, under its rules. What comes of a draw is counted, not what was
to be expected slot by slot: what one slot misses stands in another, so that sums vary less.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from recommender.board import OPEN_SLOT, Board
from recommender.exploring.offer import Offer
from recommender.placement_plan import plan_on
from recommender.sampling import softmax_weights, weighed
from recommender.slotters import drawing
from recommender.slotting import fill, reserve, waiting_on

RESERVATIONS = 2
"""Where slots are kept for kinds: so many ways to keep them are tried for each visit."""
SLOTS = 48
"""To be drawn for each visit, about, at each temperature."""
Dice = Callable[[int], Random]
"""Makes a generator of a seed."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """An offer, the kinds its slots are kept for, and the seeds of its draws at any temperature.

    `best` is what it is worth to fill each slot in turn with what is worth most.
    """

    offer: Offer
    reserved: list[int]
    seeds: Sequence[int]
    best: float


def rehearsals(offer: Offer, *, seed: int, dice: Dice) -> list[Rehearsal]:
    """Return the ways in which an offer's slots are kept for kinds, with their draws."""
    slots = len(offer.thetas)
    ways = RESERVATIONS if offer.plan.reserved_kinds else 1
    draws = max(SLOTS // (slots * ways), 2)
    made = []
    for way in range(ways):
        first = (seed * ways + way) * draws
        reserved = reserve(offer.plan, slots, dice(first))
        seeds = range(first, first + draws)
        made.append(Rehearsal(offer, reserved, seeds, best_worth(offer, reserved)))
    return made


def drawn_worth(made: Rehearsal, *, temperature: float, dice: Dice) -> float:
    """Return the mean of sum(theta r value) over the draws."""
    offer = made.offer
    table = weighed(offer.lineup, softmax_weights(offer.scores, temperature=temperature))
    thetas, worth_of = offer.thetas.tolist(), offer.worth_of
    total = 0.0
    for seed in made.seeds:
        out = dict(offer.out)
        slotter = drawing(dice(seed))
        filled = fill(table, offer.plan, reserved=made.reserved, out=out, slotter=slotter)
        total += sum(thetas[slot.position] * worth_of[slot.row] for slot in filled.slots)
    return total / len(made.seeds)


def best_worth(offer: Offer, reserved: list[int]) -> float:
    """Return sum(theta r value) of the slots, each taken in turn by what is worth most."""
    lineup = offer.lineup
    table, plan = weighed(lineup, np.ones(len(lineup))), plan_on(lineup, offer.plan)
    board = Board(table, plan, waiting=waiting_on(plan, reserved), out=dict(offer.out))
    group = lineup.candidates["group"]
    kind_of_group = np.frombuffer(lineup.group_kind, dtype=np.int64)
    total = 0.0
    for position, key in enumerate(reserved):
        is_open = _open(board, key, group=group, kind_of_group=kind_of_group)
        if is_open.any():
            at = int(np.argmax(np.where(is_open, offer.worth, -1.0)))
            total += float(offer.thetas[position] * offer.worth[at])
            kind = int(kind_of_group[group[at]])
            board.take(at, kind, table.weight(at, kind))
    return total


def _open(
    board: Board, key: int, *, group: NDArray[np.uint32], kind_of_group: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which candidates [n] may stand in the next slot, kept for a kind or for none."""
    kind = board.kept_for(key) if key else OPEN_SLOT
    kinds = np.array(board.open_masses()) != 0
    if kind != OPEN_SLOT:
        kinds = np.arange(len(kinds)) == kind
    groups = (np.array(board.group_masses) != 0) & kinds[kind_of_group]
    is_open: NDArray[np.bool_] = groups[group]
    is_open &= np.frombuffer(board.dead, dtype=np.uint8) == 0
    return is_open

"""Fills the slots of many visits at once, under a placement's rules, slot by slot.

For whole days of visits (the log and its judges); recommender.slotting serves one visit by the same
rules: minima reserve slots uniformly beforehand, a maximum never gives way.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from data.worlds.rule_limits import RuleLimits
from data.worlds.world import EMPTY, Floats, Rows
from recommender.domain import Placement, Promo

OPEN = -1


@dataclass(frozen=True, slots=True)
class Slates:
    """One placement's slots of n visits, each [n, slots]; EMPTY is an unfilled slot.

    `propensity` is conditional on reservations and the slots before; `eligible` counts candidates;
    `reserved` is the kind (a row of the promos' kinds, sorted) that a slot was kept for, or OPEN.
    """

    promos: Rows
    propensity: Floats
    eligible: Rows
    reserved: Rows


Choice = Callable[[Floats], tuple[Rows, Floats]]
"""Chooses a column by weights [n, promos] (0: out): columns [n] and their propensities [n]."""


def drawn_by_weight(rng: np.random.Generator) -> Choice:
    """Return the choice by chance; exact where weights are whole numbers below 2^53 in sum."""

    def choose(weights: Floats) -> tuple[Rows, Floats]:
        cumulated = np.cumsum(weights, axis=1)
        total = cumulated[:, -1]
        dice = np.minimum(np.floor(rng.random(len(weights)) * total), total - 1)
        columns = np.minimum((cumulated <= dice[:, None]).sum(axis=1), weights.shape[1] - 1)
        return columns, weights[np.arange(len(weights)), columns] / np.maximum(total, 1)

    return choose


def best_by_weight(weights: Floats) -> tuple[Rows, Floats]:
    """Choose the greatest weight (the first column among equals), with propensity 1."""
    return weights.argmax(axis=1), np.ones(len(weights))


def fill_page(
    placements: Sequence[Placement],
    promos: Sequence[Promo],
    *,
    weights: Floats,
    choose: Choice,
    rng: np.random.Generator,
) -> dict[str, Slates]:
    """Fill the placements in order, no promo twice on a page; `weights` [n, promos], 0 is out."""
    left = weights.copy()
    page: dict[str, Slates] = {}
    for placement in placements:
        slates = _fill(placement, promos, weights=left, choose=choose, rng=rng)
        page[placement.id] = slates
        rows, slots = np.nonzero(slates.promos != EMPTY)
        left[rows, slates.promos[rows, slots]] = 0
    return page


def joined(pages: Sequence[Mapping[str, Slates]]) -> dict[str, Slates]:
    """Return the pages of several batches of visits (at least one) as those of all of them."""
    return {
        placement: Slates(
            *(
                np.concatenate([getattr(page[placement], field.name) for page in pages])
                for field in fields(Slates)
            )
        )
        for placement in pages[0]
    }


def _fill(
    placement: Placement,
    promos: Sequence[Promo],
    *,
    weights: Floats,
    choose: Choice,
    rng: np.random.Generator,
) -> Slates:
    limits = RuleLimits(placement.rules, promos, weights=weights)
    reserved = _reserve(placement, limits, rng, count=len(weights))
    limits.await_kinds(reserved)
    slots = [_next_slot(limits, reserved[:, slot], choose) for slot in range(placement.slots)]
    chosen, propensity, eligible = (
        np.stack(columns, axis=1) for columns in zip(*slots, strict=True)
    )
    return Slates(chosen, propensity, eligible, reserved)


def _next_slot(limits: RuleLimits, reserved: Rows, choose: Choice) -> tuple[Rows, Floats, Rows]:
    weights = limits.candidates(reserved)
    columns, propensity = choose(weights)
    eligible = (weights > 0).sum(axis=1)
    chosen = np.where(eligible > 0, columns, EMPTY)
    limits.take(chosen)
    return chosen, np.where(eligible > 0, propensity, np.nan), eligible


def _reserve(
    placement: Placement, limits: RuleLimits, rng: np.random.Generator, *, count: int
) -> Rows:
    """Draw which slots are kept for which kind [n, slots], uniformly; OPEN for the others."""
    wanted = [
        limits.kinds.index(kind)
        for kind, least in placement.rules.minimum_per_kind.items()
        if kind in limits.kinds
        for _ in range(least)
    ][: placement.slots]
    kept = np.full((count, placement.slots), OPEN, dtype=np.int64)
    kept[:, : len(wanted)] = wanted
    return rng.permuted(kept, axis=1)

"""Worlds to play in tests, each by its import path: over at once, or wrong in one respect."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np

from data.publisher.sample_world import SampleWorld
from data.worlds.world import Floats, Response, Rows, Visits
from tests.data.publisher.small_publisher import a_small_catalogue, a_small_world


def tiny(seed: int) -> SampleWorld:
    """Return a world of a few dozen promos."""
    return a_small_world(seed=seed)


def untold(seed: int) -> SampleWorld:
    """Return a world whose click rates are no numbers."""
    return _Untold(a_small_catalogue(), seed=seed)


def certain(seed: int) -> SampleWorld:
    """Return a world whose click rates are above 1."""
    return _Certain(a_small_catalogue(), seed=seed)


def narrow(seed: int) -> SampleWorld:
    """Return a world that tells the rate of one promo, whatever it is asked."""
    return _Narrow(a_small_catalogue(), seed=seed)


def barren(seed: int) -> SampleWorld:
    """Return a world in which nothing may be shown."""
    return _Barren(a_small_catalogue(), seed=seed)


def patchy(seed: int) -> SampleWorld:
    """Return a world in which every other page may show nothing."""
    return _Patchy(a_small_catalogue(), seed=seed)


def haunted(seed: int) -> SampleWorld:
    """Return a world whose readers click on what they do not view."""
    return _Haunted(a_small_catalogue(), seed=seed)


def worthless(seed: int) -> SampleWorld:
    """Return a world in which nobody ever clicks."""
    return _Worthless(a_small_catalogue(), seed=seed)


def wordy(seed: int) -> SampleWorld:
    """Return a world that tells its click rates in words."""
    return _Wordy(a_small_catalogue(), seed=seed)


def ragged(seed: int) -> SampleWorld:
    """Return a world whose visits have more devices than there are visits."""
    return _Ragged(a_small_catalogue(), seed=seed)


def counting(seed: int) -> SampleWorld:
    """Return a world that counts its readers' clicks."""
    return _Counting(a_small_catalogue(), seed=seed)


def nothing(seed: int) -> str:
    """Return what is no world."""
    return "no world"


class _Untold(SampleWorld):
    def expected_click_rates(self, visits: Visits, promos: Rows) -> Floats:
        return super().expected_click_rates(visits, promos) * np.nan


class _Certain(SampleWorld):
    def click_rates(self, visits: Visits, promos: Rows) -> Floats:
        return 2 + super().click_rates(visits, promos)


class _Worthless(SampleWorld):
    def click_rates(self, visits: Visits, promos: Rows) -> Floats:
        return 0 * super().click_rates(visits, promos)


class _Wordy(SampleWorld):
    def expected_click_rates(self, visits: Visits, promos: Rows) -> Any:
        return super().expected_click_rates(visits, promos).astype(str)


class _Ragged(SampleWorld):
    def visits(self, day: datetime, *, count: int, rng: np.random.Generator) -> Visits:
        found = super().visits(day, count=count, rng=rng)
        return replace(found, device=np.zeros(count + 1, dtype=np.int64))


class _Counting(SampleWorld):
    def respond(
        self, visits: Visits, slates: Mapping[str, Rows], rng: np.random.Generator
    ) -> dict[str, Response]:
        found = super().respond(visits, slates, rng)
        return {name: Response(each.viewed, 1 * each.clicked) for name, each in found.items()}


class _Narrow(SampleWorld):
    def expected_click_rates(self, visits: Visits, promos: Rows) -> Floats:
        return super().expected_click_rates(visits, promos)[:, :1]


class _Barren(SampleWorld):
    def eligible(self, visits: Visits) -> Any:
        return super().eligible(visits) & False


class _Patchy(SampleWorld):
    def eligible(self, visits: Visits) -> Any:
        found = super().eligible(visits)
        found[visits.at_ms % 2 == 0] = False
        return found


class _Haunted(SampleWorld):
    def respond(
        self, visits: Visits, slates: Mapping[str, Rows], rng: np.random.Generator
    ) -> dict[str, Response]:
        found = super().respond(visits, slates, rng)
        return {name: Response(each.viewed, ~each.viewed) for name, each in found.items()}

"""LightFM alone: random at first, then it shows what it learned, fitted as training fits."""

from collections.abc import Mapping

import numpy as np
import pytest

from api.simulating.contender import Answer, Known, Page
from data.worlds.world import EMPTY, Response
from tests.api.simulating.games import a_plan, a_world
from tests.builders import a_reader

pytest.importorskip("lightfm")

from api.simulating.factorised_policy import (
    FIRST_FITS,
    FactorisedPolicy,
    FactorisedSettings,
)
from api.simulating.noted_exposures import NotedExposures

KNOWN = Known.of(a_world(), seed=1)
SETTINGS = FactorisedSettings(temperature=0.2)


def a_page(number: int, *, is_control: bool = False) -> Page:
    return Page(
        row=number,
        at_ms=round(a_plan().first_day.timestamp() * 1000) + 30_000 * number,
        article=number % len(KNOWN.articles),
        reader=a_reader(country="JP", device="mobile" if number % 2 else "desktop"),
        local_hour=9,
        promos=np.arange(len(KNOWN.promos)),
        dice=number,
        is_control=is_control,
    )


def stories_clicked(answer: Answer) -> Mapping[str, Response]:
    """Let the reader view everything and click every story."""
    kinds = np.array([promo.kind for promo in KNOWN.promos])
    return {
        name: Response(slate != EMPTY, (slate != EMPTY) & (kinds[slate] == "story"))
        for name, slate in answer.slates.items()
    }


def test_nothing_is_preferred_before_the_first_model_and_then_what_is_clicked() -> None:
    policy = FactorisedPolicy(KNOWN, SETTINGS)
    assert not policy.scores(a_page(0)).any()
    for number in range(FIRST_FITS[0]):
        answer = policy.answer(a_page(number))
        policy.learn(a_page(number), answer, stories_clicked(answer))
    scores = policy.scores(a_page(1_000))
    is_story = np.array([promo.kind == "story" for promo in KNOWN.promos])
    assert scores[is_story].min() > scores[~is_story].max()


def test_a_log_of_one_class_leaves_it_as_it_was() -> None:
    policy = FactorisedPolicy(KNOWN, SETTINGS)
    for number in range(FIRST_FITS[0]):
        answer = policy.answer(a_page(number))
        nothing = {
            name: Response(slate != EMPTY, np.zeros(len(slate), dtype=bool))
            for name, slate in answer.slates.items()
        }
        policy.learn(a_page(number), answer, nothing)
    assert not policy.scores(a_page(1_000)).any()


def test_exposures_are_those_that_were_viewed_and_the_unclicked_are_sampled() -> None:
    noted = NotedExposures(KNOWN, most_unclicked=50)
    policy = FactorisedPolicy(KNOWN, SETTINGS)
    for number in range(40):
        page = a_page(number, is_control=number == 7)
        answer = policy.answer(page)
        noted.note(page, answer, stories_clicked(answer))
    exposures, share = noted.exposures()
    assert exposures.clicks.sum() == noted.clicks
    unclicked = float((exposures.unclicked * exposures.weights).sum())
    assert unclicked == pytest.approx(40 * 13 - noted.clicks, rel=0.5)
    assert share < 0.5
    assert len(np.unique(exposures.decision[exposures.randomised])) == 1
    assert exposures.position.max() == 11

"""Our cross learner as a policy: what it learns, and that it does so again to the digit."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("scipy")

from api.simulating.contender import Answer, Known, Page
from api.simulating.crossed_parts import WITHOUT
from api.simulating.crossed_policy import FIRST_REFIT, CrossedPolicy, CrossedSettings
from api.simulating.roster import PARTS
from data.worlds.world import EMPTY, Floats, Response
from tests.api.simulating.games import a_plan, a_world
from tests.builders import a_reader

KNOWN = Known.of(a_world(), seed=1)


def a_page(number: int) -> Page:
    return Page(
        row=number,
        at_ms=round(a_plan().first_day.timestamp() * 1000) + 60_000 * number,
        article=number % len(KNOWN.articles),
        reader=a_reader(country="JP", device="mobile" if number % 2 else "desktop"),
        local_hour=number // 60 % 24,
        promos=np.arange(len(KNOWN.promos)),
        dice=number,
        is_control=number % 10 == 0,
    )


def stories_clicked(answer: Answer, number: int) -> Mapping[str, Response]:
    """Let the reader view everything and click the stories of the first half of each slate."""
    kinds = np.array([promo.kind for promo in KNOWN.promos])
    found = {}
    for name, slate in answer.slates.items():
        is_above = np.arange(len(slate)) * 2 < len(slate)
        clicked = (slate != EMPTY) & (kinds[slate] == "story") & (is_above | (number % 4 == 0))
        found[name] = Response(slate != EMPTY, clicked)
    return found


def played(policy: CrossedPolicy, *, pages: int) -> list[Answer]:
    answers = []
    for number in range(pages):
        answer = policy.answer(a_page(number))
        policy.learn(a_page(number), answer, stories_clicked(answer, number))
        answers.append(answer)
    return answers


def preference(policy: CrossedPolicy) -> float:
    """Return by how much the least story stands before the best of the others."""
    scores = policy.scores(a_page(1_000))
    is_story = np.array([promo.kind == "story" for promo in KNOWN.promos])
    return float(scores[is_story].mean() - scores[~is_story].mean())


def propensities(answers: list[Answer]) -> list[Floats]:
    return [one for answer in answers for one in answer.propensities.values()]


@pytest.mark.parametrize("part", ["nothing", *PARTS])
def test_it_prefers_what_is_clicked_whatever_it_plays_without(part: str) -> None:
    policy = CrossedPolicy(KNOWN, replace(WITHOUT[part], optimism=0.0))
    played(policy, pages=FIRST_REFIT // 4)
    assert preference(policy) > 0.5


def test_it_learns_before_the_next_page() -> None:
    policy = CrossedPolicy(KNOWN, CrossedSettings(optimism=0.0))
    before = preference(policy)
    played(policy, pages=3)
    assert preference(policy) > before + 0.05


def test_the_same_pages_give_the_same_slates_and_propensities_to_the_digit() -> None:
    pages = FIRST_REFIT // 12 + 20
    twice = [played(CrossedPolicy(KNOWN, CrossedSettings()), pages=pages) for _ in range(2)]
    for one, other in zip(*map(propensities, twice), strict=True):
        assert one.tobytes() == other.tobytes()


def test_slots_further_down_are_told_to_be_examined_less() -> None:
    policy = CrossedPolicy(KNOWN, CrossedSettings())
    played(policy, pages=FIRST_REFIT // 12 + 10)
    footer = KNOWN.placements[1].id
    thetas = [policy.theta(footer, "mobile", slot) for slot in range(12)]
    assert thetas[0] == 1.0
    assert np.mean(thetas[6:]) < 0.8

"""The mirror predicts what Vowpal Wabbit does, whatever it was taught."""

import numpy as np
import pytest

from api.simulating.contender import Known, Page
from api.simulating.feature_codes import MS_PER_HOUR
from data.worlds.world import EMPTY, Response
from tests.api.simulating.games import a_plan, a_world
from tests.builders import a_reader

pytest.importorskip("vowpalwabbit")

from api.simulating.vowpal_policy import VowpalPolicy, VowpalSettings

WORLD = a_world()
KNOWN = Known.of(WORLD, seed=1)
READERS = (
    a_reader(country="JP", region="13", device="mobile", language="ja"),
    a_reader(country="NO", device="desktop", signed_in=True),
)


def a_page(number: int) -> Page:
    return Page(
        row=number,
        at_ms=round(a_plan().first_day.timestamp() * 1000) + number * MS_PER_HOUR // 4,
        article=number % len(KNOWN.articles),
        reader=READERS[number % 2],
        local_hour=number // 4 % 24,
        promos=np.arange(len(KNOWN.promos)),
        dice=number,
    )


def taught(policy: VowpalPolicy, *, pages: int) -> None:
    """Show pages whose first two slots are viewed, and the first clicked."""
    for number in range(pages):
        page = a_page(number)
        answer = policy.answer(page)
        responses = {
            name: Response(
                viewed=(np.arange(len(slate)) < 2) & (slate != EMPTY),
                clicked=(np.arange(len(slate)) < 1) & (slate != EMPTY),
            )
            for name, slate in answer.slates.items()
        }
        policy.learn(page, answer, responses)


def test_mirrored_logits_are_those_that_vowpal_wabbit_predicts() -> None:
    policy = VowpalPolicy(KNOWN, VowpalSettings())
    taught(policy, pages=120)
    for number in (3, 120, 500):
        page = a_page(number)
        mirrored = policy.logits(page)
        predicted = [policy.predicted(page, promo) for promo in page.promos.tolist()]
        assert mirrored.std() > 0.1
        assert np.allclose(mirrored, predicted, atol=1e-5)


def test_what_was_clicked_is_predicted_higher_on_the_very_next_page() -> None:
    policy = VowpalPolicy(KNOWN, VowpalSettings())
    page = a_page(0)
    answer = policy.answer(page)
    first, second = answer.slates["footer"][:2]
    before = policy.logits(page)
    taught(policy, pages=1)
    after = policy.logits(page)
    assert after[first] - before[first] > after[second] - before[second]


def test_optimism_prefers_what_was_seen_less() -> None:
    policy = VowpalPolicy(KNOWN, VowpalSettings(optimism=1.0, section_optimism=1.0))
    taught(policy, pages=40)
    views = policy._views.sum(axis=0)
    bonus = policy._bonus(a_page(0))
    assert bonus[views.argmin()] > bonus[views.argmax()] > 0

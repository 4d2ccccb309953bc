"""What a scorer's first choice would have earned among what was shown."""

import numpy as np
import pytest

from tests.training.log_builder import a_row, exposure_table, exposures_of
from training.first_choice import choice_groups, chosen_rates

ROWS = [
    a_row(decision="a", promo="story-0", position=0, clicks=0),
    a_row(decision="a", promo="story-1", position=1, clicks=1),
    a_row(decision="b", promo="story-0", position=0, clicks=1),
    a_row(decision="b", promo="story-1", position=1, clicks=0),
    a_row(decision="c", promo="story-0", position=0, clicks=1),
]


def test_the_first_choice_earns_its_clicks_over_theta() -> None:
    exposures = exposures_of(exposure_table(ROWS))
    thetas = np.array([1.0, 0.5, 1.0, 0.5, 1.0])
    groups = choice_groups(exposures)
    second = np.array([0.0, 1.0, 0.0, 1.0, 0.0])
    rates, numbers = chosen_rates(second, exposures, thetas, groups=groups)
    assert rates.tolist() == [2.0, 0.0]
    assert len(numbers) == 2
    tied, _ = chosen_rates(np.zeros(5), exposures, thetas, groups=groups)
    assert tied.tolist() == [1.0, 0.5]


def test_tests_of_one_arm_a_decision_are_compared_within_their_article() -> None:
    rows = [
        a_row(decision="a", promo="story-0", clicks=30, count=100),
        a_row(decision="b", promo="story-1", clicks=10, count=100),
    ]
    exposures = exposures_of(exposure_table(rows))
    groups = choice_groups(exposures)
    rates, _ = chosen_rates(np.array([0.2, 0.1]), exposures, np.ones(2), groups=groups)
    assert rates == pytest.approx([0.3])

"""What a placement is worth at best, and drawn."""

from random import Random

import numpy as np
import pytest

from recommender.domain import Reason
from recommender.exploring.offer import Offer, thetas_of
from recommender.exploring.rehearsal import best_worth, drawn_worth, rehearsals
from recommender.lineup import line_up
from recommender.placement_plan import placement_plan
from tests.builders import a_placement
from tests.recommender.exploring.offers import (
    RULES,
    a_catalogue,
    some_offers,
    worth_in_order,
)
from tests.snapshots import a_model


def test_best_is_what_the_ranker_s_fixed_order_by_worth_shows() -> None:
    for offer in some_offers(10, rules=RULES, slots=6):
        for made in rehearsals(offer, seed=1, dice=Random):
            assert made.best == pytest.approx(worth_in_order(offer, made.reserved))


def two_slots(*, out: dict[int, Reason] | None = None) -> Offer:
    """Return promos worth 4, 2 and 1, drawn by just that, in two slots of which half see one."""
    rows, worth = np.arange(3), np.array([4.0, 2.0, 1.0])
    lineup = line_up(a_catalogue(1 + 3), rows, priority=worth)
    worth = worth[lineup.rows]
    thetas = np.array([1.0, 0.5])
    plan = placement_plan(a_placement(slots=2))
    return Offer(plan, lineup, np.log(worth), worth, thetas, out or {})


def test_best_fills_slots_in_turn_with_what_is_worth_most() -> None:
    assert best_worth(two_slots(), [0, 0]) == 4 + 0.5 * 2


def test_what_may_not_be_shown_is_in_neither() -> None:
    offer = two_slots()
    first = offer.lineup.rows.tolist().index(0)
    barred = two_slots(out={first: Reason.NOT_SHORTLISTED})
    assert best_worth(barred, [0, 0]) == 2 + 0.5 * 1
    (made,) = rehearsals(barred, seed=0, dice=Random)
    assert drawn_worth(made, temperature=1.0, dice=Random) <= 2 + 0.5 * 1


def test_draws_are_worth_what_their_probabilities_say() -> None:
    (made,) = rehearsals(two_slots(), seed=0, dice=Random)
    many = [
        drawn_worth(each, temperature=1.0, dice=Random)
        for seed in range(60)
        for each in rehearsals(two_slots(), seed=seed, dice=Random)
    ]
    first = (16 + 4 + 1) / 7
    second = (4 / 7) * (4 + 1) / 3 + (2 / 7) * (16 + 1) / 5 + (1 / 7) * (16 + 4) / 6
    # 2,880 draws of deviation 1: a standard error of 0.02.
    assert np.mean(many) == pytest.approx(first + second / 2, abs=0.1)
    assert drawn_worth(made, temperature=0.02, dice=Random) == pytest.approx(made.best)


def test_examination_is_that_of_device_and_measure_if_known_else_of_the_placement() -> None:
    model = a_model()
    footer = a_placement(slots=3)
    place = f"{footer.site}/{footer.id}"
    model.examination[place] = np.array([1.0, 0.5], dtype=np.float32)  # type: ignore[index]
    model.examination[f"{place} by view on mobile"] = np.array([1.0, 0.25, 0.125], "f")  # type: ignore[index]
    assert thetas_of(model, footer, device="desktop", slots=3).tolist() == [1.0, 0.5, 0.5]
    assert thetas_of(model, footer, device="mobile", slots=3).tolist() == [1.0, 0.25, 0.125]
    assert thetas_of(None, footer, device=None, slots=2).tolist() == [1.0, 1.0]

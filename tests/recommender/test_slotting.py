"""Slots are drawn under rules with exactly the propensities that brute force gives."""

from collections import Counter
from collections.abc import Iterator
from itertools import permutations
from random import Random

import numpy as np
import pytest

from recommender.domain import Promo, Rules
from recommender.placement_plan import placement_plan
from recommender.sampling import draw_table, softmax_weights
from recommender.slot_draw import FilledSlot
from recommender.slotters import drawing
from recommender.slotting import fill, reserve
from tests.builders import a_placement, a_promo
from tests.recommender.propensity_check import LARGEST_Z, largest_z
from tests.recommender.random_pages import RandomPage, history_of, random_page
from tests.recommender.slate_reference import Page, distribution
from tests.snapshots import a_snapshot


def drawn_slots(seed: int, *, pages: int) -> Iterator[tuple[FilledSlot, dict[int, float]]]:
    """Yield the slots of pages, each with what brute force gives for it."""
    page, rng = random_page(seed), Random(seed)
    for _ in range(pages):
        context, filled = page.draw(rng)
        history = history_of(filled, page.slots)
        for slot in filled.slots:
            yield slot, distribution(context, history[: slot.position])


@pytest.mark.parametrize("seed", range(64))
def test_propensity_is_what_brute_force_gives(seed: int) -> None:
    for slot, expected in drawn_slots(seed, pages=100):
        # Kinds far apart are added up in another order: the last digit may differ.
        assert slot.propensity == pytest.approx(expected[slot.row], rel=1e-15)
        assert slot.is_forced == (len(expected) == 1)


@pytest.mark.parametrize("seed", range(64))
def test_propensity_in_a_slot_kept_for_a_kind_is_exact_to_the_bit(seed: int) -> None:
    for slot, expected in drawn_slots(seed, pages=50):
        if slot.reserved_kind:
            assert slot.propensity == expected[slot.row]


def test_a_kind_far_behind_is_drawn_by_its_weights_where_a_slot_is_kept_for_it() -> None:
    promos = [a_promo(id=f"s{at}", kind="story", source=f"s{at}") for at in range(4)]
    promos += [a_promo(id=f"g{at}", kind="guide", source=f"g{at}") for at in range(2)]
    scores = np.array([0.0, -0.1, -0.2, -0.3, -50.0, -51.0])
    weights = softmax_weights(scores, temperature=0.5)
    table = draw_table(a_snapshot(promos).promos, np.arange(6), weights=weights)
    plan = placement_plan(a_placement(slots=1, rules=Rules(minimum_per_kind={"guide": 1})))
    filled = fill(
        table, plan, reserved=reserve(plan, 1, Random(1)), out={}, slotter=drawing(Random(1))
    )
    chances = {4: 1 / (1 + np.exp(-2.0)), 5: 1 / (1 + np.exp(2.0))}
    assert filled.slots[0].propensity == pytest.approx(chances[filled.slots[0].row])


@pytest.mark.parametrize("seed", range(64))
def test_slot_stays_empty_only_if_nothing_may_fill_it(seed: int) -> None:
    page, rng = random_page(seed), Random(seed)
    for _ in range(50):
        context, filled = page.draw(rng)
        history = history_of(filled, page.slots)
        for empty in filled.unfilled:
            assert distribution(context, history[: empty.position]) == {}


@pytest.mark.parametrize("seed", range(0, 64, 3))
def test_rules_hold(seed: int) -> None:
    page, rng = random_page(seed), Random(seed)
    for _ in range(200):
        _, filled = page.draw(rng)
        assert_rules_hold(page.rules, [page.promos[slot.row] for slot in filled.slots])


def assert_rules_hold(rules: Rules, shown: list[Promo]) -> None:
    """Check every maximum on what is shown."""
    kinds = Counter(promo.kind for promo in shown)
    assert all(kinds[kind] <= most for kind, most in rules.maximum_per_kind.items())
    for counts, most in (
        (Counter(promo.source for promo in shown), rules.maximum_per_source),
        (
            Counter(promo.advertiser for promo in shown if promo.advertiser),
            rules.maximum_per_advertiser,
        ),
        (Counter(promo.title for promo in shown), rules.maximum_same_words),
    ):
        assert most is None or max(counts.values(), default=0) <= most
    assert len({promo.id for promo in shown}) == len(shown)


@pytest.mark.parametrize("seed", range(32, 64, 4))
def test_draws_follow_the_logged_propensities(seed: int) -> None:
    assert largest_z(random_page(seed), draws=3_000, seed=seed) < LARGEST_Z


@pytest.mark.parametrize("seed", [32, 37, 42, 61, 63])
def test_marginals_equal_exact_enumeration(seed: int) -> None:
    page = random_page(seed, promos=5, slots=3)
    draws, rng = 20_000, Random(seed)
    exact = exact_marginals(page)
    drawn: Counter[tuple[int, int]] = Counter()
    for _ in range(draws):
        _, filled = page.draw(rng)
        drawn.update((slot.position, slot.row) for slot in filled.slots)
    for key, probability in exact.items():
        deviation = (draws * probability * (1 - probability)) ** 0.5
        assert abs(drawn[key] - draws * probability) <= LARGEST_Z * deviation + 1e-6


def exact_marginals(page: RandomPage) -> dict[tuple[int, int], float]:
    """Return P(promo at position) by walking every reservation and every slate."""
    wanted = [kind for kind, least in page.rules.minimum_per_kind.items() for _ in range(least)]
    wanted += [None] * (page.slots - len(wanted))  # type: ignore[list-item]
    orders = list(permutations(wanted))
    marginals: Counter[tuple[int, int]] = Counter()
    for reserved in orders:
        context = Page(page.promos, page.weights, page.rules, reserved, page.barred)
        _walk(context, (), 1 / len(orders), into=marginals)
    return dict(marginals)  # type: ignore[arg-type]


def _walk(
    page: Page,
    history: tuple[int | None, ...],
    probability: float,
    *,
    into: Counter[tuple[int, int]],
) -> None:
    if len(history) == len(page.reserved):
        return
    options = distribution(page, history)
    for at, share in options.items():
        into[len(history), at] += probability * share  # type: ignore[assignment]
        _walk(page, (*history, at), probability * share, into=into)
    if not options:
        _walk(page, (*history, None), probability, into=into)

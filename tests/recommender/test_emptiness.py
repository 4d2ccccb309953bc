"""An empty slot says which rule emptied it, at a cost that the rules cannot multiply."""

from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest

from recommender.domain import Promo, Reason
from recommender.placement_plan import plan_on
from recommender.slot_draw import FilledPlacement
from tests.recommender.random_pages import RandomPage, random_page


@pytest.mark.parametrize("seed", range(64))
def test_reason_is_the_commonest_that_the_rules_give(seed: int) -> None:
    page, rng = random_page(seed, slots=40), Random(seed)
    for _ in range(20):
        _, filled = page.draw(rng)
        for empty in filled.unfilled:
            counts = reasons(page, filled, before=empty.position)
            assert counts[empty.reason] == max(counts.values())


def test_only_what_was_drawn_is_looked_at() -> None:
    page = random_page(0b011100, promos=200, slots=100)
    _, filled = page.draw(Random(1))
    shown = {page.table.lineup.column("row").index(slot.row) for slot in filled.slots}
    assert len(filled.unfilled) > len(shown)
    assert plan_on(page.table.lineup, page.plan).found.keys() <= shown


def reasons(page: RandomPage, filled: FilledPlacement, *, before: int) -> Counter[Reason]:
    """Return, from the rules' words alone, how many promos each reason keeps from a slot."""
    rows = [slot.row for slot in filled.slots if slot.position < before]
    shown = [page.promos[row] for row in rows]
    others = [at for at in range(len(page.promos)) if at not in rows]
    counts = Counter(
        Reason.ON_PAGE if at in page.barred else reason_of(page, page.promos[at], shown)
        for at in others
    )
    return counts or Counter([Reason.ON_PAGE])


def reason_of(page: RandomPage, promo: Promo, shown: Sequence[Promo]) -> Reason:
    """Return the first rule that leaves no room for the promo beside what is shown."""
    rules = page.rules
    sources = sum(other.source == promo.source for other in shown)
    if sources >= (rules.maximum_per_source or 99):
        return Reason.SOURCE_LIMIT
    advertisers = sum(other.advertiser == promo.advertiser for other in shown)
    if promo.advertiser and advertisers >= (rules.maximum_per_advertiser or 99):
        return Reason.ADVERTISER_LIMIT
    if sum(other.title == promo.title for other in shown) >= (rules.maximum_same_words or 99):
        return Reason.SAME_WORDS
    return Reason.QUOTA

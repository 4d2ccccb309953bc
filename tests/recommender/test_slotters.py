"""The compiled draw and the plain one are one draw: the same slots from the same numbers."""

import os
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import slotters
from recommender.domain import Reason
from recommender.placement_plan import plan_on
from recommender.slot_draw import FilledPlacement, FilledSlot, draw_slots
from recommender.slotting import fill, reserve
from tests.recommender.random_pages import RandomPage, random_page


@pytest.fixture(autouse=True)
def _compiled() -> None:
    if not slotters.IS_COMPILED:
        if os.environ.get("CHIRASHI_REQUIRE_ALL"):
            pytest.fail("the draw was not compiled: a C compiler was to be there")
        pytest.skip("the draw was not compiled: there was no C compiler")


@given(seed=st.integers(0, 1 << 32), slots=st.integers(1, 30), promos=st.integers(1, 120))
def test_compiled_draw_is_bitwise_the_plain_one(seed: int, slots: int, promos: int) -> None:
    page = random_page(seed, promos=max(promos, 4), slots=slots)
    for turn in range(5):
        assert drawn(page, seed + turn, "plain") == drawn(page, seed + turn, "compiled")


def drawn(
    page: RandomPage, seed: int, way: str
) -> tuple[FilledPlacement, dict[int, Reason], float]:
    """Return what was drawn, what is out afterwards, and the generator's next number."""
    rng = Random(seed)
    reserved = reserve(page.plan, page.slots, rng)
    out = {page.table.lineup.column("row").index(row): Reason.SEEN for row in page.barred}
    draw = draw_slots if way == "plain" else slotters.compiled_drawing
    filled = fill(
        page.table,
        page.plan,
        reserved=reserved,
        out=out,
        slotter=lambda placement: draw(rng.random, placement),
    )
    return filled, out, rng.random()


def test_columns_of_different_lengths_are_refused() -> None:
    columns = random_page(0).table.columns
    with pytest.raises(ValueError, match="differ in length"):
        draw_from(random_page(0), columns=(columns[0][:-1], *columns[1:]))


def test_position_that_is_not_on_the_table_is_refused() -> None:
    page = random_page(0)
    with pytest.raises(IndexError):
        draw_from(page, out={len(page.table): Reason.SEEN})


def test_error_of_the_generator_comes_through() -> None:
    def broken() -> float:
        raise OSError("no randomness left")

    with pytest.raises(OSError, match="no randomness"):
        draw_from(random_page(0), random=broken)


def draw_from(
    page: RandomPage,
    *,
    random: Callable[[], float] = lambda: 0.5,
    columns: tuple[Any, ...] | None = None,
    out: dict[int, Reason] | None = None,
) -> None:
    """Call the compiled draw itself, for one open slot."""
    plan, waiting = plan_on(page.table.lineup, page.plan), [0] * len(page.table.lineup.kinds)
    columns = columns or page.table.columns
    slotters.compiled_draw_slots(random, FilledSlot, columns, plan.limits, waiting, [0], out or {})

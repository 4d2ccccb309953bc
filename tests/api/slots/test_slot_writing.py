"""Slots are signed and written alike, compiled or not; each token says what its slot says."""

import json
import os
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.slots import slot_writing
from api.snapshots.shown_cards import Card
from api.tokens.slot_tokens import DecisionFacts, SigningKeys
from api.tokens.token_reading import read_token
from data.inbox.packed import SLOT, Origin
from recommender.domain import Arm, Rung, TokenMode
from recommender.slot_draw import FilledSlot

KEYS = SigningKeys(["a secret"])
DECISION = DecisionFacts(
    b"\x01\x93" + bytes(14),
    TokenMode.CACHED,
    Arm.LEARNED,
    Rung.LEARNED,
    Origin.BROWSER,
    site=2,
    article=-7,
    reader=bytes(6),
    model=1,
    snapshot=3,
)
PART = KEYS.decision_part(DECISION)
filled_slots = st.builds(
    FilledSlot,
    st.integers(0, 255),
    st.integers(0, 9),
    st.floats(0, 1),
    st.booleans(),
    st.just(10),
    st.just(0),
)
cards_of = st.fixed_dictionaries(
    {
        row: st.tuples(
            st.integers(0, 2**32 - 1), st.binary(max_size=600), st.integers(0, 2**32 - 1)
        )
        for row in range(10)
    }
)


def a_slot(*, position: int = 0, row: int = 0) -> FilledSlot:
    """Return a slot that was filled."""
    return FilledSlot(
        position, row, propensity=0.125, is_forced=True, candidates=9, reserved_kind=0
    )


@pytest.fixture(autouse=True)
def _compiled() -> None:
    if not slot_writing.IS_COMPILED:
        if os.environ.get("CHIRASHI_REQUIRE_ALL"):
            pytest.fail("the writing was not compiled: a C compiler was to be there")
        pytest.skip("the writing was not compiled: there was no C compiler")


@given(
    secret=st.text(max_size=80),
    placement=st.integers(0, 2**16 - 1),
    slots=st.lists(filled_slots, max_size=40),
    cards=cards_of,
)
def test_compiled_writing_is_the_plain_one(
    secret: str, placement: int, slots: list[FilledSlot], cards: Mapping[int, Card]
) -> None:
    key = SigningKeys([secret]).first
    plain = slot_writing.plain_written_slots(key, PART, placement, slots, cards)
    assert slot_writing.compiled_written_slots(key, PART, placement, slots, cards) == plain


@pytest.mark.parametrize("way", ["compiled_written_slots", "plain_written_slots"])
def test_token_reads_as_its_slot(way: str) -> None:
    write = getattr(slot_writing, way)
    slot = a_slot(position=11, row=4)
    text, record = write(KEYS.first, PART, 8, [slot], {4: (77, b',"click_url":"/', 3)})
    (told,) = json.loads(b"[%s]" % text)
    read = read_token(told["token"], KEYS)
    assert told["position"] == 11
    assert told["click_url"] == "/" + told["token"]
    assert (read.placement, read.position, read.promo) == (8, 11, 77)
    assert (read.propensity, read.is_forced, read.article) == (0.125, True, -7)
    (logged,) = np.frombuffer(record, dtype=SLOT)
    assert (logged["placement"], logged["position"], logged["promo"]) == (8, 11, 77)
    assert (logged["propensity"], logged["forced"]) == (0.125, 1)
    assert (logged["promo_version"], logged["candidates"]) == (3, 9)


def test_card_is_made_when_a_slot_first_shows_it() -> None:
    class Made(dict[int, Card]):
        def __missing__(self, row: int) -> Card:
            self[row] = (row, b"{", 1)
            return self[row]

    cards = Made()
    slot_writing.compiled_written_slots(KEYS.first, PART, 1, [a_slot(row=5)], cards)
    assert cards == {5: (5, b"{", 1)}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"part": PART[1:]}, ValueError),
        ({"key": bytes(65)}, ValueError),
        ({"placement": 1 << 16}, OverflowError),
        ({"placement": -1}, OverflowError),
        ({"slots": [a_slot(position=256)]}, OverflowError),
        ({"slots": [a_slot(row=1)]}, KeyError),
        ({"slots": [(0, 0)]}, TypeError),
        ({"slots": [7]}, TypeError),
        ({"cards": {0: (1 << 32, b"", 1)}}, OverflowError),
        ({"cards": {0: (1, "text", 1)}}, TypeError),
        ({"cards": {0: (1, b"", 1 << 32)}}, OverflowError),
        ({"cards": {0: (1, b"")}}, TypeError),
        ({"cards": {0: b""}}, TypeError),
    ],
)
def test_what_fits_no_token_is_refused(changes: dict[str, Any], error: type[Exception]) -> None:
    given: dict[str, Any] = {
        "key": KEYS.first,
        "part": PART,
        "placement": 1,
        "slots": [a_slot()],
        "cards": {0: (1, b"", 1)},
    }
    with pytest.raises(error):
        slot_writing.compiled_written_slots(*(given | changes).values())

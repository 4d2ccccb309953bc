"""Tokens: what goes in comes out, and nothing else comes in."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.tokens.slot_tokens import CHARACTERS, DecisionFacts, SigningKeys, SlotFacts
from api.tokens.token_reading import read_token
from api.tokens.ulids import (
    AT_ONCE,
    DecisionIds,
    decided_at,
    decision_bytes,
    decision_text,
    new_decision_id,
)
from data.inbox.packed import Origin
from data.inbox.reader_class import DEVICES, ReaderClass, packed_class, unpacked_class
from recommender.domain import Arm, Rung, TokenMode
from recommender.errors import Invalid, InvalidToken
from tests.builders import NOON

KEYS = SigningKeys(["a secret of the house"])
MILLISECONDS = int(NOON.timestamp() * 1000)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

classes = st.builds(
    ReaderClass,
    country=st.none() | st.text(LETTERS, min_size=2, max_size=2),
    region=st.none() | st.text(LETTERS + "0123456789", min_size=1, max_size=3),
    device=st.sampled_from(DEVICES),
    language=st.none() | st.text(LETTERS.lower(), min_size=2, max_size=3),
    signed_in=st.booleans(),
    local_hour=st.integers(0, 23),
)
decisions = st.builds(
    DecisionFacts,
    decision=st.integers(0, 2**40).map(new_decision_id),
    mode=st.sampled_from(TokenMode),
    arm=st.sampled_from(Arm),
    rung=st.sampled_from(Rung),
    origin=st.sampled_from(Origin),
    site=st.integers(0, 2**16 - 1),
    article=st.integers(-(2**63), 2**63 - 1),
    reader=classes.map(packed_class),
    model=st.integers(0, 2**16 - 1),
    snapshot=st.integers(0, 2**32 - 1),
)
slots = st.builds(
    SlotFacts,
    placement=st.integers(0, 2**16 - 1),
    position=st.integers(0, 255),
    is_forced=st.booleans(),
    promo=st.integers(0, 2**32 - 1),
    propensity=st.floats(0, 1, exclude_min=True),
)


def a_decision(**changes: object) -> DecisionFacts:
    facts = DecisionFacts(
        decision=new_decision_id(MILLISECONDS),
        mode=TokenMode.PER_VIEW,
        arm=Arm.LEARNED,
        rung=Rung.LEARNED,
        origin=Origin.BROWSER,
        site=1,
        article=-5,
        reader=packed_class(ReaderClass()),
        model=1,
        snapshot=1,
    )
    return facts._replace(**changes)  # type: ignore[arg-type]


A_SLOT = SlotFacts(placement=3, position=1, is_forced=False, promo=9, propensity=0.25)


@given(decisions, st.lists(slots, max_size=4))
def test_a_token_tells_exactly_what_was_signed(
    decision: DecisionFacts, chosen: list[SlotFacts]
) -> None:
    tokens = KEYS.issue(decision, chosen)
    assert len(tokens) == len(chosen)
    for text, slot in zip(tokens, chosen, strict=True):
        assert len(text) == CHARACTERS
        read = read_token(text.decode(), KEYS)
        assert SlotFacts(*(getattr(read, name) for name in SlotFacts._fields)) == slot
        for name in ("mode", "arm", "rung", "origin", "site", "article", "model", "snapshot"):
            assert getattr(read, name) == getattr(decision, name)
        assert packed_class(read.reader) == decision.reader
        assert decision_bytes(read.decision) == decision.decision
        assert read.decided_at == decided_at(decision.decision)


@given(classes)
def test_a_reader_class_survives_its_six_bytes(reader: ReaderClass) -> None:
    packed = packed_class(reader)
    assert len(packed) == 6
    assert unpacked_class(packed) == reader


@pytest.mark.parametrize(
    "reader",
    [
        ReaderClass(country="jp"),
        ReaderClass(country="JPN"),
        ReaderClass(region=" 1"),
        ReaderClass(region="TOKYO"),
        ReaderClass(language="日"),
        ReaderClass(language=""),
        ReaderClass(device="watch"),
    ],
)
def test_refuses_a_class_that_six_bytes_cannot_hold(reader: ReaderClass) -> None:
    if reader == ReaderClass(language=""):
        assert unpacked_class(packed_class(reader)).language is None
        return
    with pytest.raises(Invalid):
        packed_class(reader)


def test_any_flipped_bit_is_refused() -> None:
    (token,) = KEYS.issue(a_decision(), [A_SLOT])
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    text = token.decode()
    for place in range(CHARACTERS):
        for bit in range(6):
            other = digits[digits.index(text[place]) ^ 1 << bit]
            with pytest.raises(InvalidToken):
                read_token(text[:place] + other + text[place + 1 :], KEYS)


@given(st.integers(0, CHARACTERS - 1), st.text(max_size=3))
def test_cut_or_padded_tokens_are_refused(length: int, end: str) -> None:
    text = KEYS.issue(a_decision(), [A_SLOT])[0].decode()
    for other in (text[:length], text[:length] + end, text + end + "="):
        if other != text:
            with pytest.raises(InvalidToken):
                read_token(other, KEYS)


def test_the_other_alphabet_of_base64_is_no_second_spelling() -> None:
    for _ in range(200):
        text = KEYS.issue(a_decision(), [A_SLOT])[0].decode()
        if "-" in text:
            with pytest.raises(InvalidToken):
                read_token(text.replace("-", "+"), KEYS)
            return
    raise AssertionError("two hundred tokens without a dash: the draw of ids is not random")


def test_another_installations_token_is_refused() -> None:
    text = SigningKeys(["their secret"]).issue(a_decision(), [A_SLOT])[0].decode()
    with pytest.raises(InvalidToken):
        read_token(text, KEYS)


def test_a_retired_key_still_verifies_until_it_is_taken_out() -> None:
    text = KEYS.issue(a_decision(), [A_SLOT])[0].decode()
    rotated = SigningKeys(["a newer secret", "a secret of the house"])
    assert read_token(text, rotated).promo == A_SLOT.promo
    assert rotated.issue(a_decision(), [A_SLOT])[0] != text.encode()
    with pytest.raises(InvalidToken):
        read_token(text, SigningKeys(["a newer secret"]))


@pytest.mark.parametrize(("mode", "hours"), [(TokenMode.PER_VIEW, 1), (TokenMode.CACHED, 24)])
def test_expires_by_its_mode(mode: TokenMode, hours: int) -> None:
    text = KEYS.issue(a_decision(mode=mode), [A_SLOT])[0].decode()
    last = int((NOON + timedelta(hours=hours)).timestamp() * 1000)
    assert not read_token(text, KEYS).is_expired(last)
    assert read_token(text, KEYS).is_expired(last + 1)


@given(st.binary(min_size=16, max_size=16))
def test_decision_ids_are_read_back(identity: bytes) -> None:
    text = decision_text(identity)
    assert len(text) == 26
    assert decision_bytes(text) == identity


@pytest.mark.parametrize("text", ["", "I" * 26, "0" * 25, "8" + "0" * 25, "0" * 27, "Z" * 26])
def test_refuses_what_is_no_decision_id(text: str) -> None:
    with pytest.raises(Invalid):
        decision_bytes(text)


def test_decision_ids_sort_by_time_and_differ() -> None:
    earlier, later = new_decision_id(MILLISECONDS), new_decision_id(MILLISECONDS + 1)
    assert decision_text(earlier) < decision_text(later)
    assert new_decision_id(MILLISECONDS) != earlier


@given(st.lists(st.integers(0, 2**48 - 1), min_size=1, max_size=5))
def test_a_decision_id_given_out_comes_with_its_text(times_ms: list[int]) -> None:
    ids = DecisionIds()
    for now_ms in times_ms:
        identity, text = ids.next(now_ms)
        assert text.decode() == decision_text(identity)
        assert identity[:6] == now_ms.to_bytes(6, "big")


def test_no_decision_id_is_given_out_twice() -> None:
    ids = DecisionIds()
    assert len({ids.next(MILLISECONDS) for _ in range(2 * AT_ONCE + 1)}) == 2 * AT_ONCE + 1


def test_keys_want_a_secret() -> None:
    with pytest.raises(Invalid, match="CHIRASHI_SECRETS"):
        SigningKeys([])

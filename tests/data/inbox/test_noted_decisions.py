"""Noted decisions: packed and unpacked alike, bounded, none lost between two threads."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.inbox import noted_decisions
from data.inbox.noted_decisions import NotedDecisions, packed_group, unpacked_group
from data.inbox.online_marks import packed_version, unpacked_version
from data.inbox.packed import (
    DECISION_PART,
    EVENT,
    EVENT_END,
    HEAD,
    HEAD_END,
    NO_VIEW,
    REASONS,
    SLOT,
    SLOT_END,
    SLOT_PART,
    empty_slot,
    view_digest,
)
from recommender.domain import Reason


def a_record(number: int, *, slots: int) -> bytes:
    """Return a decision of article `number` with so many slots."""
    part = DECISION_PART.pack(1, 0, number.to_bytes(16, "big"), 2, number, bytes(6), 3, 4)
    slot = SLOT_PART.pack(5, 6, 0, number, 0.25) + SLOT_END.pack(7, 8)
    return part + HEAD_END.pack(9, slots, 0) + slots * slot


def test_the_structs_and_the_arrays_describe_the_same_bytes() -> None:
    assert DECISION_PART.size + HEAD_END.size == HEAD.itemsize
    assert SLOT_PART.size + SLOT_END.size == SLOT.itemsize
    assert DECISION_PART.size + SLOT_PART.size + EVENT_END.size == EVENT.itemsize


@given(st.lists(st.integers(0, 14), min_size=1, max_size=9))
def test_what_was_noted_is_unpacked(slots: list[int]) -> None:
    noted = NotedDecisions()
    for number, count in enumerate(slots):
        noted.decision(a_record(number, slots=count))
    group = unpacked_group(packed_group(noted.begin()))
    assert group.heads["slots"].tolist() == slots
    assert group.heads["article"].tolist() == list(range(len(slots)))
    owners = [number for number, count in enumerate(slots) for _ in range(count)]
    assert group.slots["promo"].tolist() == owners
    assert set(group.slots["candidates"].tolist()) <= {8}


def test_an_empty_slot_says_why() -> None:
    noted = NotedDecisions()
    noted.decision(a_record(1, slots=0)[:-4] + b"\0\1\0\0" + empty_slot(5, 6, Reason.QUOTA))
    (slot,) = unpacked_group(packed_group(noted.begin())).slots
    assert (slot["placement"], slot["position"], slot["promo"]) == (5, 6, 0)
    assert REASONS[slot["forced"]] is Reason.QUOTA


@pytest.mark.parametrize("cut", [0, 3, 16, 40])
def test_a_group_that_was_cut_is_refused(cut: int) -> None:
    noted = NotedDecisions()
    noted.decision(a_record(1, slots=1))
    with pytest.raises(ValueError, match="add up"):
        unpacked_group(packed_group(noted.begin())[:cut])


def test_past_the_bound_the_oldest_are_lost_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noted_decisions, "MOST", 5)
    noted = NotedDecisions()
    for number in range(8):
        noted.decision(a_record(number, slots=0))
    group = unpacked_group(packed_group(noted.begin()))
    assert group.heads["article"].tolist() == [3, 4, 5, 6, 7]
    assert noted.lost == 3


def test_a_group_stays_until_it_is_on_the_disk() -> None:
    noted = NotedDecisions()
    noted.decision(a_record(1, slots=0))
    group = noted.begin()
    assert noted.begin() == group
    noted.end(group)
    assert noted.begin() is None


def test_nothing_is_lost_between_two_threads() -> None:
    noted, found = NotedDecisions(), []

    def fill() -> None:
        for number in range(20_000):
            noted.decision(a_record(number, slots=0))

    filling = threading.Thread(target=fill)
    filling.start()
    while filling.is_alive() or noted.begin():
        group = noted.begin()
        if group is not None:
            found += unpacked_group(packed_group(group)).heads["article"].tolist()
            noted.end(group)
    assert found == list(range(20_000))


def test_a_view_id_has_a_digest_of_its_own() -> None:
    assert view_digest(None) == NO_VIEW
    assert len({view_digest(text) for text in ("a", "b", "", "\ud800")}) == 4
    assert NO_VIEW not in {view_digest(""), view_digest("a")}


def test_what_was_known_online_is_told_of_each_decision() -> None:
    noted, known = NotedDecisions(), packed_version("00ff00ff00ff00ff+7")
    noted.decision(a_record(1, slots=2), mark=known)
    noted.decision(a_record(2, slots=0))
    told = unpacked_group(packed_group(noted.begin()))
    assert [unpacked_version(bytes(mark)) for mark in told.marks] == ["00ff00ff00ff00ff+7", None]


def test_a_group_of_before_there_was_a_learner_is_read() -> None:
    head = a_record(1, slots=0)
    body = noted_decisions.LENGTHS_BEFORE.pack(len(head), 0, 0, 0) + head
    assert unpacked_group(body).marks.tolist() == [[0] * 12]


def test_a_group_whose_marks_are_not_its_decisions_is_refused() -> None:
    head = a_record(1, slots=0)
    body = noted_decisions.LENGTHS.pack(len(head), 0, 0, 0, 24) + head + bytes(24)
    with pytest.raises(ValueError, match="other decisions"):
        unpacked_group(body)


@pytest.mark.parametrize("part", [2, 3])
@pytest.mark.parametrize("content", [b"5", b"[5]", b"[[1, 2, 3]]", b"{}", b"[" * 100_000, b"no"])
def test_a_group_with_other_names_or_candidates_is_refused(part: int, content: bytes) -> None:
    parts = [b"", b"", b"", b"", b""]
    parts[part] = content
    body = noted_decisions.LENGTHS.pack(*map(len, parts)) + b"".join(parts)
    with pytest.raises(ValueError):
        unpacked_group(body)

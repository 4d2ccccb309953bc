"""Events read and packed: every field, every fault with its place, whatever is sent."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import parse

from api.events.event_reading import EventReader, TokenMemory
from api.events.invalid_traffic import Telling, TrafficJudge
from api.events.repeat_limits import RepeatLimits
from api.events.teller import Teller
from api.snapshots.snapshot_watch import SnapshotWatch
from api.tokens.slot_tokens import SigningKeys
from data.inbox.packed import EVENT, EVENTS, NO_VIEW, WAYS, Way, view_digest
from data.snapshot_store import SnapshotStore
from tests.api.served_home import SECRET
from tests.api.told_events import a_slot_token, an_event, events_of
from tests.builders import NOON

NOW_MS = int(NOON.timestamp() * 1000)
TOKEN = a_slot_token(at_ms=NOW_MS, position=3)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
ODD_EVENTS = st.fixed_dictionaries(
    {},
    optional={
        "token": JSON_VALUES | st.just(TOKEN) | st.text(max_size=100),
        "event": JSON_VALUES | st.sampled_from(["click", "view", "Click", "clicks"]),
        "view_id": JSON_VALUES | st.just("v") | st.text(min_size=190, max_size=210),
        "at": JSON_VALUES | st.sampled_from(["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]),
        "more": JSON_VALUES,
    },
)


def a_reader(*, limit: str = "1000 per hour") -> EventReader:
    watch = SnapshotWatch(SnapshotStore(Path("nowhere")))
    judge = TrafficJudge(watch, RepeatLimits(shown=parse(limit), acted=parse(limit)))
    telling = Telling(Teller(address="192.0.2.1"), Way.SCRIPT, NOW_MS)
    return EventReader(TokenMemory(SigningKeys([SECRET])), judge, telling)


def read(*events: Any) -> tuple[Any, list[Any]]:
    """Return the packed events as an array, and the verdicts from JSON."""
    reader = a_reader()
    reader.read(events)
    records = np.frombuffer(b"".join(reader.records), dtype=EVENT)
    return records, json.loads(b"[" + b",".join(reader.verdicts) + b"]")


def test_an_event_is_packed_as_it_was_told() -> None:
    told = {
        "token": TOKEN,
        "event": "dismissal",
        "view_id": "é",
        "at": "2026-11-02T12:00:00.5+09:00",
    }
    (record,), (verdict,) = read(told)
    assert verdict == {"status": "accepted"}
    assert EVENTS[record["event"]] == "dismissal"
    assert WAYS[record["way"]] is Way.SCRIPT
    assert (record["invalid"], record["position"], record["promo"], record["site"]) == (0, 3, 1, 1)
    assert record["at_ms"] == NOW_MS - 9 * 3_600_000 + 500
    assert record["received_ms"] == NOW_MS
    assert record["view"].tobytes() == view_digest("é") != NO_VIEW


def test_what_is_left_out_is_none_or_now() -> None:
    for told in ({}, {"view_id": None, "at": None}):
        (record,), _ = read({"token": TOKEN, "event": "view", **told})
        assert record["view"].tobytes() == NO_VIEW
        assert record["at_ms"] == NOW_MS


@pytest.mark.parametrize(
    ("at", "ms"),
    [("0001-01-01T00:00:00Z", -62_135_596_800_000), ("9999-12-31T23:59:59Z", 253_402_300_799_000)],
)
def test_the_first_and_the_last_year_are_taken(at: str, ms: int) -> None:
    (record,), (verdict,) = read({"token": TOKEN, "event": "view", "at": at})
    assert (verdict["status"], record["at_ms"]) == ("accepted", ms)


@pytest.mark.parametrize(
    ("odd", "pointer"),
    [
        ({"event": "purchase"}, "/1/event"),
        ({"event": "Click"}, "/1/event"),
        ({"event": ["click"]}, "/1/event"),
        ({"event": None}, "/1/event"),
        ({"token": "x"}, "/1/token"),
        ({"token": ["x"]}, "/1/token"),
        ({"token": a_slot_token(secret="another-installation")}, "/1/token"),
        ({"token": TOKEN[:-1]}, "/1/token"),
        ({"token": TOKEN[:-1] + ("A" if TOKEN[-1] != "A" else "B")}, "/1/token"),
        ({"view_id": ""}, "/1/view_id"),
        ({"view_id": "x" * 201}, "/1/view_id"),
        ({"view_id": 7}, "/1/view_id"),
        ({"view_id": {}}, "/1/view_id"),
        ({"at": "yesterday"}, "/1/at"),
        ({"at": 1_795_521_600_000}, "/1/at"),
    ],
)
def test_a_malformed_event_is_pointed_at_and_keeps_out_no_other(
    odd: dict[str, Any], pointer: str
) -> None:
    good = {"token": TOKEN, "event": "click"}
    records, (first, second, third) = read(good, good | odd, good)
    assert len(records) == 2
    assert first == third == {"status": "accepted"}
    assert (second["status"], second["pointer"]) == ("malformed", pointer)
    assert second["detail"]


@pytest.mark.parametrize("odd", [None, 1, "click", [], [{}], True])
def test_what_is_no_object_is_no_event(odd: Any) -> None:
    records, (verdict,) = read(odd)
    assert len(records) == 0
    assert (verdict["status"], verdict["pointer"]) == ("malformed", "/0")


def test_half_a_surrogate_pair_in_a_view_id_is_a_text_like_another() -> None:
    (record,), (verdict,) = read(an_event(token=TOKEN, view_id="\ud800"))
    assert verdict["status"] == "accepted"
    assert record["view"].any()


def test_repeats_of_a_token_are_one_verification_and_bounded_counts() -> None:
    reader = a_reader(limit="3 per hour")
    reader.read([{"token": TOKEN, "event": "click", "view_id": f"v{at}"} for at in range(2_000)])
    told = events_of(b"".join(reader.records))
    assert told[:3] == [("click", None, "script")] * 3
    assert told[3:] == [("click", "too_many", "script")] * 1_997
    assert set(reader.verdicts) == {b'{"status":"accepted"}'}


def test_the_sites_of_tokens_are_told_before_anything_is_judged() -> None:
    tokens = TokenMemory(SigningKeys([SECRET]))
    events = [
        {"token": TOKEN},
        {"token": a_slot_token(site=9)},
        {"token": "x"},
        {},
        7,
        {"token": 1},
    ]
    assert tokens.sites(events) == {1, 9}


@given(st.lists(ODD_EVENTS | JSON_VALUES, max_size=5))
def test_whatever_is_sent_each_event_gets_its_verdict(events: list[Any]) -> None:
    records, verdicts = read(*events)
    assert len(verdicts) == len(events)
    assert len(records) == sum(verdict == {"status": "accepted"} for verdict in verdicts)
    for at, verdict in enumerate(verdicts):
        if verdict["status"] == "malformed":
            assert verdict["pointer"].split("/")[1] == str(at)

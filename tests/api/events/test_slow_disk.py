"""The door of events over a disk that refuses or never answers: nothing is acknowledged."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from limits import parse
from starlette.types import Message

from api.edge.raw_exchange import Reply
from api.events.event_counts import EventCounts
from api.events.events_door import EventsDoor, Keep
from api.events.invalid_traffic import TrafficJudge
from api.events.repeat_limits import RepeatLimits
from api.observing.counts import Counts
from api.snapshots.snapshot_watch import SnapshotWatch
from api.tokens.slot_tokens import SigningKeys
from data.snapshot_store import SnapshotStore
from recommender.errors import Unavailable
from tests.api.served_home import SECRET
from tests.api.told_events import a_slot_token, an_event

LIMIT = parse("10 per hour")


def a_door(keep: Keep, counts: Counts) -> EventsDoor:
    watch = SnapshotWatch(SnapshotStore(Path("nowhere")))

    async def has_no_key(_authorization: str, _site: str) -> bool:
        return False

    return EventsDoor(
        watch=watch,
        keys=SigningKeys([SECRET]),
        judge=TrafficJudge(watch, RepeatLimits(shown=LIMIT, acted=LIMIT)),
        keep=keep,
        has_site_key=has_no_key,
        proxies=(),
        counts=EventCounts(counts.events),
        now_ms=lambda: 1_795_521_600_000,
        patience_seconds=0.01,
    )


def told(door: EventsDoor, events: list[Any]) -> Reply:
    async def receive() -> Message:
        return {"type": "http.request", "body": json.dumps(events).encode()}

    scope = {"type": "http", "method": "POST", "path": "/v1/events", "headers": []}
    return asyncio.run(door.reply(scope, receive))


async def refuse(_records: bytes) -> None:
    raise Unavailable("/srv/a.inbox is full: make room")


async def never(_records: bytes) -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("keep", [refuse, never])
def test_nothing_is_acknowledged_that_is_not_durable(keep: Keep) -> None:
    counts = Counts()
    events = [an_event(token=a_slot_token(at_ms=1_795_521_600_000)), {}]
    reply = told(a_door(keep, counts), events)
    assert reply.status == 503
    assert json.loads(reply.body)["detail"].endswith("send them again in a while")
    assert (b"retry-after", b"1") in reply.headers
    assert counts.events == {("unavailable", "click", ""): 1}


def test_what_holds_no_event_needs_no_disk() -> None:
    reply = told(a_door(refuse, Counts()), [{}, None])
    assert (reply.status, len(json.loads(reply.body))) == (202, 2)

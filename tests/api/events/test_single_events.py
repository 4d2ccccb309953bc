"""Single events: kept when the disk takes them, never waited for when it does not."""

import asyncio
import logging
from pathlib import Path

import pytest
from limits import parse

from api.events.event_counts import EventCounts
from api.events.invalid_traffic import TrafficJudge
from api.events.repeat_limits import RepeatLimits
from api.events.single_events import SingleEvents
from api.events.teller import Teller
from api.observing.counts import Counts
from api.snapshots.snapshot_watch import SnapshotWatch
from api.tokens.slot_tokens import SigningKeys
from api.tokens.token_reading import SlotToken, read_token
from data.inbox.packed import EventKind, Way
from data.snapshot_store import SnapshotStore
from recommender.errors import Unavailable
from tests.api.served_home import SECRET
from tests.api.told_events import a_slot_token, events_of

LIMIT = parse("10 per hour")


class Disk:
    """Keeps what it is given, or fails as it is told to."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.kept = b""

    async def keep(self, records: bytes) -> None:
        if self.failure is not None:
            raise self.failure
        self.kept += records


async def never(records: bytes) -> None:
    await asyncio.Event().wait()


def a_desk(keep: object, counts: Counts) -> SingleEvents:
    judge = TrafficJudge(
        SnapshotWatch(SnapshotStore(Path("nowhere"))), RepeatLimits(shown=LIMIT, acted=LIMIT)
    )
    return SingleEvents(
        judge=judge,
        keep=keep,  # type: ignore[arg-type]
        counts=EventCounts(counts.events),
        now_ms=lambda: 1_795_521_600_000,
        patience_seconds=0.01,
    )


def a_slot() -> SlotToken:
    return read_token(a_slot_token(at_ms=1_795_521_600_000), SigningKeys([SECRET]))


def note(desk: SingleEvents, *, view_id: str | None = None) -> None:
    slot, teller = a_slot(), Teller(address="192.0.2.1")
    asyncio.run(desk.note(slot, EventKind.CLICK, way=Way.REDIRECT, teller=teller, view_id=view_id))


def test_an_event_is_kept_and_counted() -> None:
    disk, counts = Disk(), Counts()
    note(a_desk(disk.keep, counts))
    assert events_of(disk.kept) == [("click", None, "redirect")]
    assert counts.events == {("accepted", "click", ""): 1}


def test_a_disk_that_never_answers_is_waited_for_no_longer_than_is_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    counts = Counts()
    note(a_desk(never, counts))
    assert counts.events == {("unavailable", "click", ""): 1}
    assert "the disk takes too long" in caplog.text


def test_a_disk_that_refuses_is_told_of_once_in_a_while(
    caplog: pytest.LogCaptureFixture,
) -> None:
    counts = Counts()
    desk = a_desk(Disk(Unavailable("the disk is full")).keep, counts)
    for _ in range(20):
        note(desk)
    assert counts.events == {("unavailable", "click", ""): 20}
    assert caplog.text.count("the disk is full") == 1


def test_no_failure_of_ours_reaches_the_reader(caplog: pytest.LogCaptureFixture) -> None:
    note(a_desk(Disk(RuntimeError("a bug")).keep, Counts()))
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


@pytest.mark.parametrize("view_id", ["", "x" * 201, None])
def test_a_view_id_that_can_be_none_is_passed_over(view_id: str | None) -> None:
    disk = Disk()
    note(a_desk(disk.keep, Counts()), view_id=view_id)
    assert disk.kept.endswith(bytes(16))
    note(a_desk(disk.keep, Counts()), view_id="v")
    assert not disk.kept.endswith(bytes(16))

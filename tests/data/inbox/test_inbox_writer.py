"""What a worker was told is on the disk when it is acknowledged, and stays if the disk refuses."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np
import pytest

from data.inbox.inbox_reading import Inbox, inboxes, is_readable
from data.inbox.inbox_writer import InboxWriter
from data.inbox.noted_decisions import Group, packed_group, unpacked_group
from data.inbox.packed import HEAD, SLOT
from recommender.errors import Unavailable
from tests.api.patience import wait_for

A_DECISION = bytes(HEAD.itemsize - 4) + b"\0\2\0\0" + bytes(2 * SLOT.itemsize)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[InboxWriter]:
    """Return a writer to a folder that is not there yet."""
    made = InboxWriter(tmp_path / "inboxes")
    made.start()
    yield made
    made.close()


def bodies(inbox: Inbox, table: str) -> list[bytes]:
    """Return all that lies in an inbox's table."""
    return [row.body for row in inbox.rows(table, through=2**62, limit=1000)]


def test_what_is_acknowledged_can_be_read_by_another(writer: InboxWriter, tmp_path: Path) -> None:
    asyncio.run(writer.tell(b"one event"))
    (inbox,) = inboxes(tmp_path / "inboxes")
    assert bodies(inbox, "events") == [b"one event"]
    assert is_readable(inbox)


def test_those_who_come_together_share_a_commit(writer: InboxWriter, tmp_path: Path) -> None:
    async def tell_all() -> None:
        await asyncio.gather(*(writer.tell(b"%03d" % number) for number in range(100)))

    asyncio.run(tell_all())
    (inbox,) = inboxes(tmp_path / "inboxes")
    found = bodies(inbox, "events")
    assert b"".join(found) == b"".join(b"%03d" % number for number in range(100))
    assert len(found) < 100


def test_decisions_go_with_the_next_commit(writer: InboxWriter, tmp_path: Path) -> None:
    writer.noted.article(7, site="daily", article="a/1")
    writer.noted.decision(A_DECISION)
    asyncio.run(writer.tell(b"an event"))
    (inbox,) = inboxes(tmp_path / "inboxes")
    (group,) = [unpacked_group(body) for body in bodies(inbox, "decisions")]
    assert (len(group.heads), len(group.slots)) == (1, 2)
    assert group.articles == [(7, "daily", "a/1")]


def test_closing_commits_what_was_noted(tmp_path: Path) -> None:
    writer = InboxWriter(tmp_path)
    writer.start()
    for _ in range(3):
        writer.noted.decision(A_DECISION)
    writer.close()
    (inbox,) = inboxes(tmp_path)
    assert sum(len(unpacked_group(body).heads) for body in bodies(inbox, "decisions")) == 3


def test_an_inbox_is_held_as_long_as_its_worker_lives(tmp_path: Path) -> None:
    writer = InboxWriter(tmp_path)
    writer.start()
    asyncio.run(writer.tell(b"an event"))
    (inbox,) = inboxes(tmp_path)
    assert inbox.has_worker()
    writer.close()
    assert not inbox.has_worker()
    inbox.remove()
    assert list(tmp_path.iterdir()) == []


def test_numbers_are_never_given_again(writer: InboxWriter, tmp_path: Path) -> None:
    for _ in range(2):
        asyncio.run(writer.tell(b"an event"))
    (inbox,) = inboxes(tmp_path / "inboxes")
    inbox.delete_through("events", 2)
    assert inbox.numbers("events") is None
    asyncio.run(writer.tell(b"an event"))
    assert inbox.numbers("events") == (3, 3)


def test_a_disk_that_refuses_acknowledges_nothing_and_forgets_no_decision(tmp_path: Path) -> None:
    (tmp_path / "inboxes").write_text("in the way")
    writer = InboxWriter(tmp_path / "inboxes")
    writer.start()
    writer.noted.decision(A_DECISION)
    with pytest.raises(Unavailable, match="cannot be kept now"):
        asyncio.run(writer.tell(b"an event"))
    (tmp_path / "inboxes").unlink()
    writer.close()
    (inbox,) = inboxes(tmp_path / "inboxes")
    assert inbox.numbers("events") is None
    assert len(bodies(inbox, "decisions")) == 1


def test_a_deleted_inbox_is_not_written_to_and_its_loss_is_told(
    writer: InboxWriter, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asyncio.run(writer.tell(b"before"))
    asyncio.run(writer.tell(b"and more"))
    rmtree(tmp_path / "inboxes")
    wait_for(lambda: "deleted" in caplog.text, "the loss to be told")
    asyncio.run(writer.tell(b"after"))
    (inbox,) = inboxes(tmp_path / "inboxes")
    assert bodies(inbox, "events") == [b"after"]
    (told,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "its 2 groups of events and decisions is lost" in told.getMessage()


def test_what_was_committed_to_a_deleted_inbox_is_not_acknowledged(
    writer: InboxWriter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(writer.tell(b"before"))
    commit = InboxWriter._commit

    def just_after_a_look(self: InboxWriter, events: bytes, decisions: bytes) -> None:
        rmtree(tmp_path / "inboxes")
        commit(self, events, decisions)

    monkeypatch.setattr(InboxWriter, "_commit", just_after_a_look)
    with pytest.raises(Unavailable, match="deleted meanwhile"):
        asyncio.run(writer.tell(b"lost"))


def test_what_nobody_foresaw_refuses_its_events_and_those_after_are_kept(
    writer: InboxWriter,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("nobody foresaw this")

    with monkeypatch.context() as broken_once:
        broken_once.setattr(InboxWriter, "_commit", broken)
        with pytest.raises(Unavailable, match="nobody foresaw this"):
            asyncio.run(writer.tell(b"refused"))
    monkeypatch.setattr("data.inbox.inbox_writer.REST_SECONDS", 0.0)
    writer._rests_until = 0.0
    asyncio.run(writer.tell(b"kept"))
    (inbox,) = inboxes(tmp_path / "inboxes")
    assert bodies(inbox, "events") == [b"kept"]
    assert "Traceback" in caplog.text


def test_a_decision_that_cannot_be_written_down_keeps_back_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = InboxWriter(tmp_path)

    def meanwhile(group: Group | None) -> bytes:
        monkeypatch.undo()
        writer.noted.decision(A_DECISION)
        return packed_group(group)

    monkeypatch.setattr("data.inbox.inbox_writer.packed_group", meanwhile)
    unwritable: Any = object()
    writer.noted.candidates("a decision", promos=unwritable, weights=np.ones(1))
    writer.noted.decision(A_DECISION)
    writer.start()
    asyncio.run(writer.tell(b"an event"))
    writer.close()
    (inbox,) = inboxes(tmp_path)
    assert bodies(inbox, "events") == [b"an event"]
    assert len(bodies(inbox, "decisions")) == 1
    assert writer.noted.lost == 1


def test_an_inbox_that_is_gone_is_not_made_anew_by_reading(tmp_path: Path) -> None:
    writer = InboxWriter(tmp_path)
    writer.start()
    asyncio.run(writer.tell(b"an event"))
    writer.close()
    (inbox,) = inboxes(tmp_path)
    inbox.remove()
    with pytest.raises(Unavailable, match="is gone"):
        inbox.numbers("events")
    assert list(tmp_path.iterdir()) == []

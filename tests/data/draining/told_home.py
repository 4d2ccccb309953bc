"""A home with inboxes that a test fills as workers do, and a drain of it."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from data.draining.catalogue_names import CatalogueNames
from data.draining.drain_state import DrainState, read_drain_state
from data.draining.drainer import Drainer
from data.draining.recent_decisions import RecentDecisions
from data.draining.taught import Nobody, Taught
from data.inbox.inbox_file import InboxPlace, connected, new_inbox
from data.inbox.noted_decisions import Group, packed_group
from data.inbox.packed import (
    DECISION_PART,
    EVENT_END,
    EVENTS,
    FLAGS,
    HEAD_END,
    INVALID,
    SLOT_END,
    SLOT_PART,
    WAYS,
    EventKind,
    InvalidReason,
    Origin,
    Way,
    view_digest,
)
from data.inbox.reader_class import ReaderClass, packed_class
from data.lake.lake_scan import LakeScan
from data.lake.lake_schemas import schema_of
from data.lake.lake_store import Lake
from data.operational.catalogue import Catalogue, open_catalogue
from data.operational.database import open_database
from recommender.domain import Arm, Rung, TokenMode
from recommender.keys import key_of
from tests.builders import NOON, a_placement, a_promo, a_site, a_source, an_article
from tests.lake_rows import a_decision_id

TABLES = ("decisions", "slots", "unfilled", "events", "candidates", "promos", "articles")
ARTICLE = an_article()
READER = ReaderClass(country="JP", region="13", device="mobile", language="en", local_hour=21)


def ms_of(moment: datetime) -> int:
    """Return milliseconds since 1970."""
    return round((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)


@dataclass(frozen=True, kw_only=True)
class Page:
    """One decision with its slots: promos by position, of one placement."""

    number: int
    at: datetime = NOON
    promos: tuple[int, ...] = (1, 2, 3)
    placement: int = 1
    mode: TokenMode = TokenMode.PER_VIEW
    arm: Arm = Arm.LEARNED
    origin: Origin = Origin.BROWSER
    article: int = key_of(ARTICLE.site, ARTICLE.id)
    article_version: int = 1
    model: int = 1

    @property
    def part(self) -> bytes:
        """What its tokens begin with."""
        identity = ms_of(self.at).to_bytes(6, "big") + self.number.to_bytes(10, "big")
        flags = FLAGS[self.mode, self.arm, Rung.LEARNED, self.origin]
        place = (1, self.article, packed_class(READER), self.model, 7)
        return DECISION_PART.pack(5, flags, identity, *place)

    @property
    def decision(self) -> str:
        """Its id as the lake tells it."""
        return a_decision_id(self.number, at=self.at)

    def slot_part(self, position: int) -> bytes:
        """What the token of a slot has behind it."""
        promo = self.promos[position]
        return SLOT_PART.pack(self.placement, position, 0, promo, self.propensity(position))

    def propensity(self, position: int) -> float:
        """Return with which probability the slot's promo was drawn: one of its own each."""
        return (self.number * 31 % 97 + position + 1) / 128

    def record(self) -> bytes:
        """Return the head and its slots as a worker notes them."""
        slots = [self.slot_part(at) + SLOT_END.pack(1, 9) for at in range(len(self.promos))]
        head = self.part + HEAD_END.pack(self.article_version, len(slots), 0)
        return head + b"".join(slots)

    def event(self, position: int, kind: EventKind, **changes: Any) -> bytes:
        """Return an event of one of its slots: a second later, by the script."""
        at = changes.get("at", self.at + timedelta(seconds=1))
        invalid: InvalidReason | None = changes.get("invalid")
        code = 0 if invalid is None else 1 + INVALID.index(invalid)
        end = EVENT_END.pack(
            EVENTS.index(kind),
            code,
            WAYS.index(changes.get("way", Way.SCRIPT)),
            changes.get("at_ms", ms_of(at)),
            ms_of(changes.get("received", at)),
            view_digest(changes.get("view")),
        )
        return self.part + self.slot_part(position) + end


@dataclass
class Teller:
    """A worker of which only the inbox is true; it lives while it is open."""

    place: InboxPlace
    connection: sqlite3.Connection = field(init=False)

    def __post_init__(self) -> None:
        """Make the inbox, held by its lock."""
        self.place.folder.mkdir(parents=True, exist_ok=True)
        self._lock = self.place.lock
        self._lock.acquire(timeout=0)
        made = self.place.file.exists()
        self.connection = connected(self.place) if made else new_inbox(self.place)

    def note(
        self,
        *pages: Page,
        articles: Sequence[tuple[int, str, str]] = (),
        candidates: Sequence[dict[str, Any]] = (),
    ) -> None:
        """Commit one group of decisions."""
        group = Group([page.record() for page in pages], list(articles), list(candidates))
        self._insert("decisions", packed_group(group))

    def tell(self, *events: bytes) -> None:
        """Commit one group of events."""
        self._insert("events", b"".join(events))

    def _insert(self, table: str, body: bytes) -> None:
        self.connection.execute(f"INSERT INTO {table} (body) VALUES (?)", (body,))

    def end(self) -> None:
        """End as a worker does."""
        self.connection.close()
        self._lock.release()


def a_catalogue(folder: Path, *, now: Callable[[], datetime] | None = None) -> Catalogue:
    """Return a catalogue with one site, two placements, three promos and an article."""
    url = f"sqlite:///{folder / 'chirashi.db'}"
    catalogue = open_catalogue(url)
    if now is not None:
        catalogue = Catalogue(open_database(url), now=now)
    catalogue.sites.put(a_site())
    catalogue.sources.put(a_source(id="blog"))
    catalogue.placements.put(a_placement())
    catalogue.placements.put(a_placement(id="in-article", slots=1))
    catalogue.promos.put_many([a_promo(id=f"story-{at}") for at in (1, 2, 3)])
    catalogue.articles.put(ARTICLE)
    return catalogue


class ToldHome:
    """A catalogue of three promos and an article, inboxes, a lake, a drain to be restarted."""

    def __init__(self, folder: Path, *, catalogue: Catalogue | None = None) -> None:
        self.folder = folder
        self.catalogue = catalogue or a_catalogue(folder)
        self.now = NOON + timedelta(minutes=1)
        self.lake = Lake(f"file://{folder / 'lake'}")
        self.inboxes = folder / "inboxes"
        self.drainer = self.started()

    def started(
        self, lake: Lake | None = None, *, recent: RecentDecisions | None = None
    ) -> Drainer:
        """Return the drain of a keeper that starts."""
        self.names = CatalogueNames(self.catalogue, models=lambda: ["2026-11-01T02-00"])
        self.drainer = Drainer(
            self.inboxes,
            lake=lake or self.lake,
            names=self.names,
            state_folder=self.folder / "snapshots",
            now=lambda: self.now,
            taught=self.taught(),
            recent=recent,
        )
        return self.drainer

    def taught(self) -> Taught:
        """Return who learns from the drain that starts."""
        return Nobody()

    def teller(self, name: str = "a1") -> Teller:
        """Open an inbox, a new one or one that was ended."""
        return Teller(InboxPlace(self.inboxes, name))

    def drain_all(self) -> None:
        """Drain what waits: events are drained in the round after they were seen."""
        assert self.drainer.drain(), self.state().problems
        assert self.drainer.drain(), self.state().problems

    def state(self) -> DrainState:
        """Return what the drain told last."""
        state = read_drain_state(self.folder / "snapshots")
        assert state is not None
        return state

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return a table's rows in a fixed order."""
        names = schema_of(table).names
        batches = LakeScan(self.lake).batches(table, names)
        found: list[dict[str, Any]] = [row for batch in batches for row in batch.to_pylist()]
        return sorted(found, key=lambda row: json.dumps(row, default=str, sort_keys=True))

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """Return all rows of all tables, but for when they were drained."""
        found = {table: self.rows(table) for table in TABLES}
        for event in found["events"]:
            del event["drained_at"]
        return found

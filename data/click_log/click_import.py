"""Imports a foreign click log into the lake, batch by batch; run again, it goes on or does nothing.

A batch is written under the file's content hash and its lines, and only then noted as written: an
import that was interrupted anywhere and run again gives the lake of one that was not.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from data.click_log import lake_tables
from data.click_log.accepted_lines import Judged, judge
from data.click_log.click_mapping import ClickMapping
from data.click_log.import_state import Came, ImportState, open_state, slot_names
from data.click_log.item_features import read_items, with_items
from data.click_log.log_formats import reader_of
from data.click_log.log_lines import (
    LINES_PER_BATCH,
    LogLines,
    Place,
    Rejected,
    Wanted,
)
from data.click_log.rejected_lines import RejectedLines
from data.lake.lake_store import Lake
from data.sole_work import alone
from recommender.errors import Conflict, Invalid

BUSY = "this log is being imported already: wait until that ends"
WRITTEN = ("articles", "promos", "events", "slots", "decisions")
Tell = Callable[[Came], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickLog:
    """A log to import: its file, its mapping, and the items file if promos have one."""

    path: Path
    mapping: ClickMapping
    items: Path | None = None
    lines_per_batch: int = LINES_PER_BATCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did: the sums, and the file that holds the rejected lines."""

    came: Came
    rejected: Path
    was_done: bool


def import_clicks(
    log: ClickLog, lake: Lake, *, folder: Path, tell: Tell = lambda _: None
) -> Imported:
    """Import a log; `folder` keeps the state and the rejected lines, `tell` hears each batch.

    Raises Invalid, InvalidMapping, Unavailable; Busy if it is being imported; Conflict if it was
    imported with another mapping.
    """
    work = _Work.of(log, lake, folder)
    lock_file = folder / f"{work.name}.lock"
    with (
        alone(lock_file, patience_seconds=0, busy=BUSY),
        open_state(work.state_path) as state,
    ):
        if state.came().line and not lake.stems("decisions", prefix=work.name):
            state.forget()
        was_done = bool(state.came().finished)
        if not was_done:
            work.run(state, tell)
        return Imported(came=state.came(), rejected=work.rejected, was_done=was_done)


def forget_clicks(path: Path, lake: Lake) -> None:
    """Take a log out of the lake again, whatever mapping it was imported with."""
    for table_name in reversed(WRITTEN):
        lake.remove(table_name, prefix=_prefix(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    log: ClickLog
    lake: Lake
    folder: Path
    name: str
    content_hash: str
    items: pa.Table | None

    @classmethod
    def of(cls, log: ClickLog, lake: Lake, folder: Path) -> "_Work":
        reader_of(log.path)
        items = read_items(log.items, log.mapping) if log.items else None
        prefix = _prefix(log.path)
        name = f"{prefix}{_mapping_hash(log)}-"
        for stem in lake.stems("decisions", prefix=prefix):
            if not stem.startswith(name):
                raise Conflict(
                    f"{log.path} was imported before, with another mapping: to replace what was"
                    " imported, say --replace"
                )
        content_hash = prefix.split("-")[1]
        return cls(
            log=log, lake=lake, folder=folder, name=name, content_hash=content_hash, items=items
        )

    @property
    def rejected(self) -> Path:
        """The file of the rejected lines."""
        return self.folder / f"{self.name}rejected.ndjson"

    @property
    def state_path(self) -> Path:
        """The file of this log's state in this lake."""
        of_lake = hashlib.blake2b(self.lake.url.encode(), digest_size=4).hexdigest()
        return self.folder / f"{self.name}{of_lake}.db"

    def run(self, state: ImportState, tell: Tell) -> None:
        """Import what is not yet imported."""
        came = state.came()
        wanted = Wanted(
            columns=self.log.mapping.columns(),
            start=Place(came.line, came.offset),
            lines_per_batch=self.log.lines_per_batch,
        )
        with RejectedLines(self.rejected, size=came.rejected_bytes) as rejected:
            for lines in reader_of(self.log.path)(self.log.path, wanted):
                state.begin()
                came = self._batch(lines, state, came, rejected=rejected)
                state.keep(came)
                tell(came)
        if not came.line:
            raise Invalid(f"{self.log.path} holds no lines")
        state.begin()
        state.keep(replace(came, finished=1))

    def _batch(
        self, lines: LogLines, state: ImportState, came: Came, *, rejected: RejectedLines
    ) -> Came:
        judged = self._identified(judge(self.log.mapping, lines), lines, state)
        accepted = judged.accepted
        if len(accepted):
            self._write(
                accepted, state, stem=f"{self.name}{came.line + 1:010d}-{lines.end.line:010d}"
            )
        return Came(
            line=lines.end.line,
            offset=lines.end.offset,
            accepted=came.accepted + len(accepted),
            rejected=came.rejected + len(judged.rejected),
            impressions=came.impressions + int(np.sum(accepted["impressions"].to_numpy())),
            clicks=came.clicks + int(np.sum(accepted["clicks"].to_numpy())),
            rejected_bytes=rejected.write(judged.rejected),
        )

    def _identified(self, judged: Judged, lines: LogLines, state: ImportState) -> Judged:
        """Give each line its decision's id; a slot that was told before is rejected."""
        accepted = judged.accepted
        if "decision" not in self.log.mapping.log:
            ids = lake_tables.ids_of_lines(accepted, self.content_hash)
            return Judged(accepted=accepted.append_column("id", ids), rejected=judged.rejected)
        accepted = accepted.append_column("id", lake_tables.ids_of_decisions(accepted))
        first = state.first_of(slot_names(accepted))
        again = accepted.filter(pa.array(~first))["line"].to_pylist()
        row_of = {int(number): row for row, number in enumerate(lines.numbers)}
        told = [
            Rejected(
                line,
                "the decision's placement and position stood in an earlier line",
                lines.original(row_of[line]),
            )
            for line in again
        ]
        rejected = sorted([*judged.rejected, *told], key=lambda one: one.line)
        return Judged(accepted=accepted.filter(pa.array(first)), rejected=rejected)

    def _write(self, accepted: pa.Table, state: ImportState, *, stem: str) -> None:
        if self.items is not None:
            accepted = with_items(accepted, self.items)
        articles, promos = lake_tables.articles_of(accepted), lake_tables.promos_of(accepted)
        zone = self.log.mapping.log["time"].zone
        decisions = lake_tables.decisions_of(accepted, articles, zone=zone)
        if "decision" in self.log.mapping.log:
            first = state.first_of(decisions["decision"].to_pylist())
            decisions = decisions.filter(pa.array(first))
        tables = (
            articles.rows,
            promos.rows,
            lake_tables.events_of(accepted),
            lake_tables.slots_of(accepted, promos.versions),
            decisions,
        )
        for table_name, table in zip(WRITTEN, tables, strict=True):
            self.lake.append(table_name, table, name=stem)


def _prefix(path: Path) -> str:
    with path.open("rb") as stream:
        return f"import-{hashlib.file_digest(stream, 'sha256').hexdigest()[:20]}-"


def _mapping_hash(log: ClickLog) -> str:
    stated = repr(log.mapping).encode()
    if log.items:
        stated += log.items.read_bytes()
    return hashlib.blake2b(stated, digest_size=4).hexdigest()

"""What the tables of the reports have in common: their rows, their order, and what notes say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from data.reports.intervals import FEW
from data.reports.report_table import Cell, Row

FEW_DECISIONS = 20


@dataclass(frozen=True, slots=True)
class Body:
    """Rows, their total and notes."""

    rows: tuple[Row, ...] = ()
    total: Row | None = None
    notes: tuple[str, ...] = ()


def rows_of(
    keys: Sequence[Sequence[Cell]], measures: Sequence[Sequence[Cell]], notes: Sequence[str | None]
) -> tuple[Row, ...]:
    """Return rows of columns of keys and measures."""
    columns = zip(*keys, *measures, strict=True)
    return tuple(Row(cells, note) for cells, note in zip(columns, notes, strict=True))


def ordered(rows: pa.Table, by: str) -> pa.Table:
    """Return rows in the order that a reader looks for them: days by time, most clicked first."""
    if by == "day":
        return rows.sort_by("day")
    if by == "position":
        places = rows.append_column("at", rows["value"].cast(pa.int64()))
        return places.sort_by([(name, "ascending") for name in ("site", "placement", "at")])
    names = [name for name in ("site", "placement", "value", "arm") if name in rows.column_names]
    first = [("clicks", "descending"), ("impressions", "descending")]
    return rows.sort_by([*first, *((name, "ascending") for name in names)])


def small_sample(row: Mapping[str, Any]) -> str | None:
    """Return in words why a row's rates may be far off, if they may."""
    impressions, clicks = row["impressions"], row["clicks"]
    if not impressions:
        return "Nothing was shown."
    if not clicks:
        return f"No click yet in {impressions:,} impressions: the interval shows what may still be."
    if clicks < FEW:
        word = "click" if clicks == 1 else "clicks"
        return f"Only {clicks} {word}: one more or less changes the rate much."
    # The squares of their sizes tell how many decisions of one size these are worth.
    worth = impressions**2 / row["impressions_x_impressions"]
    if worth < FEW_DECISIONS:
        return f"Most of it comes of about {round(worth)} draws of promos, however many readers."
    return None


def about_small_samples(notes: Sequence[str | None]) -> tuple[str, ...]:
    """Return one sentence on how many rows are too small, if any is."""
    small = sum(note is not None for note in notes)
    if not small:
        return ()
    rows = "The row has" if len(notes) == 1 else f"{small:,} of {len(notes):,} rows have"
    return (f"{rows} too little to go by: see the width of the intervals, and wait.",)

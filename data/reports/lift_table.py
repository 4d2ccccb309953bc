"""Lift: what the learned ranking gained over the baseline, and over the control."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.reports.figures import (
    estimates,
    grouped,
    in_micros,
    ratio_sums,
    value_per_thousand,
    whole,
)
from data.reports.intervals import FEW, Interval, RatioSums, rate_interval, ratio_interval
from data.reports.key_cells import key_cells
from data.reports.performance_table import GROUPS, OF_TOTAL
from data.reports.read_sums import SumsReader
from data.reports.report_body import Body, ordered, rows_of
from data.reports.report_table import Cell, Row

LEARNED = "learned"
OTHERS = ("baseline", "control")
COUNTS = ("decisions", "impressions", "clicks")


@dataclass(frozen=True, slots=True)
class _Side:
    """One arm's sums, a row each, and its rates."""

    rows: pa.Table
    rates: Interval


def lift(reader: SumsReader, by: str) -> Body:
    """Return the report's rows and notes. Raises Unavailable."""
    kept_by = "total" if by in {"total", *OF_TOTAL} else by
    moments = reader.moments(tuple(dict.fromkeys((kept_by, "total"))), apart=("arm", by))
    whole_sums = ratio_sums(grouped(_of(moments, "total"), ()), "impressions", "clicks")
    sums = _of(moments, kept_by)
    rows: list[Row] = []
    notes: list[str] = []
    for other in OTHERS:
        sides = _sides(sums, other, by=by, whole_sums=whole_sums)
        if sides is None:
            notes.append(_nothing_of(sums, other))
        else:
            rows += _rows(reader, sides, other, by=by)
    if len(rows) and all(row.note for row in rows):
        notes.append("No difference in clicks is certain yet: it needs more of them.")
    if len(rows):
        notes += _about_value(sums.filter(pc.is_in(sums["arm"], pa.array([LEARNED, *OTHERS]))))
    return Body(tuple(rows), None, tuple(notes) if len(moments) else ())


def _of(moments: pa.Table, by: str) -> pa.Table:
    return moments.filter(pc.equal(moments["by"], by))


def _nothing_of(sums: pa.Table, other: str) -> str:
    arms = set(sums["arm"].to_pylist())
    missing = other if LEARNED in arms else LEARNED
    return f"Against the {other} nothing can be told: the arm {missing} showed nothing."


def _sides(
    sums: pa.Table, other: str, *, by: str, whole_sums: RatioSums
) -> tuple[_Side, _Side] | None:
    """Return both arms' sums of the rows that both have; None if they have none."""
    keys = () if by == "total" else GROUPS.get(by, ("value",))
    tables = [_keyed(sums, arm, keys) for arm in (LEARNED, other)]
    common = set(tables[0]["key"].to_pylist()) & set(tables[1]["key"].to_pylist())
    if not common:
        return None
    first = tables[0].filter(pc.is_in(tables[0]["key"], pa.array(sorted(common))))
    first = ordered(first, by)
    place = {key: row for row, key in enumerate(tables[1]["key"].to_pylist())}
    second = tables[1].take(pa.array([place[key] for key in first["key"].to_pylist()]))
    sides = [
        _Side(rows, rate_interval(ratio_sums(rows, "impressions", "clicks"), whole=whole_sums))
        for rows in (first, second)
    ]
    return sides[0], sides[1]


def _keyed(sums: pa.Table, arm: str, keys: Sequence[str]) -> pa.Table:
    rows = grouped(sums.filter(pc.equal(sums["arm"], arm)), keys)
    values = [rows[name].to_pylist() for name in keys]
    names = [repr([column[row] for column in values]) for row in range(len(rows))]
    return rows.append_column("key", pa.array(names, pa.string()))


def _rows(
    reader: SumsReader, sides: tuple[_Side, _Side], other: str, *, by: str
) -> tuple[Row, ...]:
    learned, compared = sides
    measures: list[list[Cell]] = []
    for side in sides:
        measures += [whole(side.rows, name) for name in COUNTS]
        measures.append(estimates(side.rates))
    ratio = ratio_interval(learned.rates, compared.rates)
    measures += [estimates(ratio), *_values(sides)]
    keys = [] if by == "total" else key_cells(reader.lake, by, learned.rows)
    keys.append([other] * len(learned.rows))
    clicks = [side.rows["clicks"].to_pylist() for side in sides]
    notes = [
        _note(other, *row)
        for row in zip(*clicks, ratio.low.tolist(), ratio.high.tolist(), strict=True)
    ]
    return rows_of(keys, measures, notes)


def _values(sides: tuple[_Side, _Side]) -> list[list[Cell]]:
    """Return both arms' value of 1,000 impressions and its ratio; None where none is known."""
    values = [value_per_thousand(side.rows, of="impressions") for side in sides]
    priced = np.logical_and(*(side.rows["priced"].to_numpy() > 0 for side in sides))
    columns = [*map(in_micros, values), estimates(ratio_interval(*values))]
    return [
        [cell if is_known else None for cell, is_known in zip(cells, priced.tolist(), strict=True)]
        for cells in columns
    ]


def _about_value(sums: pa.Table) -> tuple[str, ...]:
    """Return in words what the value leaves out, if it does."""
    shown, priced = (pc.sum(sums[name]).as_py() or 0 for name in ("impressions", "priced"))
    if not priced:
        return ("No promo that was shown had a value of its own: value cannot be compared.",)
    if priced == shown:
        return ()
    share = 100 * (1 - priced / shown)
    return (
        f"{share:.0f} % of the impressions were of promos without a value of their own: their"
        " clicks are in no value.",
    )


def _note(other: str, learned: int, compared: int, low: float, high: float) -> str | None:
    for arm, clicks in ((LEARNED, learned), (other, compared)):
        if not clicks:
            return f"No click yet under the arm {arm}: only bounds can be told."
        if clicks < FEW:
            word = "click" if clicks == 1 else "clicks"
            return f"Only {clicks} {word} under the arm {arm}: the lift may be far off."
    if low <= 1 <= high:
        return "Not certain: the interval holds 1, so it may be chance."
    return None

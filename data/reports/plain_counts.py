"""Counts that need no interval: slots filled and not, events valid and not. Read live or kept."""

from collections.abc import Iterable
from typing import Any

import ibis
import pyarrow as pa

from data.lake.engine import fetch
from data.lake.lake_schemas import TEXT
from data.lake.lake_store import Lake
from data.lake.report_schemas import COUNTED
from data.reports.day_span import DaySpan

KEYS = COUNTED.names[:-1]
PREVIEW = "preview"


def fill_counts(lake: Lake, span: DaySpan) -> pa.Table:
    """Return the slots asked for (COUNTED; what: filled, unfilled) by decisions that count."""
    decisions = span.decisions(lake)
    valid = decisions.filter(decisions.invalid.isnull(), decisions.origin != PREVIEW)
    days = valid.select("decision", "day", "site")
    filled = span.slots(lake).inner_join(days, "decision")
    unfilled = span.slots(lake, "unfilled").inner_join(days, "decision")
    keys = ["day", "site", "placement"]
    return _completed(
        ("filled", filled.group_by(keys).aggregate(number=filled.count())),
        ("unfilled", unfilled.group_by(*keys, "reason").aggregate(number=unfilled.count())),
    )


def event_counts(lake: Lake, span: DaySpan) -> pa.Table:
    """Return the events (COUNTED; what: event), with the reason of those that do not count."""
    days = span.decisions(lake).select("decision", "day", "site", "origin", "invalid")
    events = span.events(lake)
    keys = ["decision", "placement", "event", "way"]
    # Most of a slot's rows are alike but for their time: few are left to be joined.
    alike = events.group_by(*keys, told_invalid="invalid").aggregate(number=events["count"].sum())
    found = alike.inner_join(days, "decision")
    reason = ibis.coalesce(found.told_invalid, found.invalid)
    found = found.mutate(reason=(found.origin == PREVIEW).ifelse(PREVIEW, reason))
    groups = ["day", "site", "placement", "event", "way", "reason"]
    return _completed(("event", found.group_by(groups).aggregate(number=found.number.sum())))


def added(tables: Iterable[pa.Table]) -> pa.Table:
    """Return tables of counts as one, each group once."""
    found = pa.concat_tables([COUNTED.empty_table(), *tables])
    summed = found.group_by(KEYS).aggregate([("number", "sum")])
    return summed.rename_columns([*KEYS, "number"]).select(COUNTED.names).cast(COUNTED)


def _completed(*found: tuple[str, Any]) -> pa.Table:
    tables = []
    for what, expression in found:
        rows = fetch(expression)
        columns = {name: rows[name] for name in rows.column_names}
        nothing = {name: pa.nulls(len(rows), TEXT) for name in KEYS}
        told = nothing | columns | {"what": pa.array([what] * len(rows), TEXT)}
        tables.append(pa.table({name: told[name] for name in COUNTED.names}).cast(COUNTED))
    return pa.concat_tables(tables)

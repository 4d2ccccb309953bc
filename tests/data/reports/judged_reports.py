"""Whether a report tells what a recount of the raw lake counted, and fifty questions to ask it."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import pytest

from data.reports.report_ask import BYS, ReportAsk
from data.reports.report_table import Estimate, ReportTable
from tests.data.reports.messy_lake import SITES
from tests.data.reports.recounted import Recount, days_of

FIGURES = ("decisions", "page_views", "impressions", "views", "clicks", "revenue")
RATES = ("ctr", "viewable_rate", "vctr", "ecpm")


def questions(recount: Recount, *, count: int, seed: int) -> Iterator[ReportAsk]:
    """Yield asks of random days and sites, of each report and dimension in turn."""
    dice, days = Random(seed), days_of(recount)
    kinds = [(name, by) for name in JUDGES for by in BYS[name]]
    for number in range(count):
        name, by = kinds[number % len(kinds)]
        since, until = sorted(dice.choices(days, k=2))
        site = dice.choice([None, *SITES])
        yield ReportAsk(name=name, by=by, since=since, until=until, site=site)


def judge(table: ReportTable, recount: Recount, ask: ReportAsk) -> None:
    """Fail unless each figure of the report is the one counted."""
    JUDGES[ask.name](table, recount, ask)


def named(table: ReportTable) -> dict[Any, dict[str, Any]]:
    """Return the rows by their key, their cells by their column's name."""
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, row.cells, strict=True)) for row in table.rows]
    return {_key(table.by, row): row for row in rows}


def _key(by: str, row: dict[str, Any]) -> Any:
    if by in {"placement", "article"}:
        return (row[by], row["site"])
    if by == "position":
        return (row[by], row["placement"], row["site"])
    return date.fromisoformat(row[by]) if by == "day" else row[by]


def value(cell: Any) -> Any:
    return cell.value if isinstance(cell, Estimate) else cell


def _judge_performance(table: ReportTable, recount: Recount, ask: ReportAsk) -> None:
    told = named(table)
    counted = recount.performance(ask.dimension, ask.since, ask.until, ask.site)
    assert told.keys() == counted.keys(), ask
    for key, row in told.items():
        for name in (*FIGURES, *RATES):
            assert value(row[name]) == pytest.approx(counted[key][name]), (ask, key, name)


def _judge_unfilled(table: ReportTable, recount: Recount, ask: ReportAsk) -> None:
    counted = recount.fills(ask.dimension, ask.since, ask.until, ask.site)
    if ask.dimension == "reason":
        filled = counted.pop(None, [0, 0])[0]
        told = {key: row["unfilled"] for key, row in named(table).items()}
        assert told == {key: each[1] for key, each in counted.items()}
        empty = sum(told.values())
        if table.total:
            assert table.total.cells[2:5] == (filled + empty, filled, empty)
        return
    told_rows = {key: [row["filled"], row["unfilled"]] for key, row in named(table).items()}
    assert told_rows == counted, ask


def _judge_invalid(table: ReportTable, recount: Recount, ask: ReportAsk) -> None:
    counted = recount.events(ask.dimension, ask.since, ask.until, ask.site)
    told = {
        key: [row["events"], row["invalid"]]
        for key, row in named(table).items()
        if key != "preview"
    }
    if ask.dimension == "reason":
        events = sum(each[0] for each in counted.values())
        counted.pop(None, None)
        counted = {key: [events, each[1]] for key, each in counted.items()}
    assert told == counted, ask


def _judge_lift(table: ReportTable, recount: Recount, ask: ReportAsk) -> None:
    counted = recount.lift(ask.dimension, ask.since, ask.until, ask.site)
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, row.cells, strict=True)) for row in table.rows]
    keyed = {(_lift_key(table.by, row), row["compared_with"]): row for row in rows}
    assert keyed.keys() == counted.keys(), ask
    for key, row in keyed.items():
        told = {name: value(cell) for name, cell in row.items()}
        learned, other = counted[key]
        for name in ("decisions", "impressions", "clicks", "ctr"):
            assert told[name] == pytest.approx(learned[name]), (ask, key, name)
            assert told[f"other_{name}"] == pytest.approx(other[name]), (ask, key, name)
        assert told["lift"] == pytest.approx(_ratio(learned["ctr"], other["ctr"])), (ask, key)
        values = (learned["value"], other["value"])
        if None in values:
            assert (told["value"], told["other_value"], told["value_lift"]) == (None, None, None)
        else:
            assert (told["value"], told["other_value"]) == tuple(map(round, values)), (ask, key)
            assert told["value_lift"] == pytest.approx(_ratio(*values)), (ask, key)


def _lift_key(by: str, row: dict[str, Any]) -> Any:
    return None if by == "total" else _key(by, row)


def _ratio(one: float, other: float) -> float | None:
    return one / other if other else None


def _judge_trending(table: ReportTable, recount: Recount, ask: ReportAsk) -> None:
    counted = recount.trending(ask.dimension, ask.since, ask.until, ask.site)
    told = named(table)
    assert told.keys() == counted.keys(), ask
    for key, row in told.items():
        figures = counted[key]
        assert (row["impressions"], row["clicks"]) == (figures["impressions"], figures["clicks"])
        assert row["expected_clicks"] == pytest.approx(figures["expected_clicks"], abs=0.51)
        trend = _ratio(figures["weighed_clicks"], figures["weighed_expected"])
        assert value(row["trend"]) == pytest.approx(trend), (ask, key)


def _judge_exploration(table: ReportTable, _: Recount, ask: ReportAsk) -> None:
    """Nobody reckoned anything of this lake."""
    assert table.rows == (), ask


JUDGES = {
    "performance": _judge_performance,
    "lift": _judge_lift,
    "trending": _judge_trending,
    "unfilled": _judge_unfilled,
    "exploration": _judge_exploration,
    "invalid": _judge_invalid,
}

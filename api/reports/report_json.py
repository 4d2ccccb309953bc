"""A report as JSON, for programs and between the report process and its worker."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from data.reports.report_ask import ReportAsk
from data.reports.report_table import Cell, Column, Definition, Estimate, ReportTable, Row, Unit


def json_of_table(table: ReportTable) -> dict[str, Any]:
    """Return a report as JSON: each row an object by the names of the columns."""
    return {
        "report": table.name,
        "by": table.by,
        "title": table.title,
        "from": table.since.isoformat(),
        "to": table.until.isoformat(),
        "site": table.site,
        "time_zones": list(table.time_zones),
        "as_of": table.as_of.isoformat(),
        "keys": [column.name for column in table.columns[: table.keys]],
        "columns": [
            {"name": column.name, "title": column.title, "unit": column.unit.value}
            for column in table.columns
        ],
        "rows": [_row(row, table) for row in table.rows],
        "total": None if table.total is None else _row(table.total, table),
        "notes": list(table.notes),
        "definitions": [{"term": each.term, "meaning": each.meaning} for each in table.definitions],
    }


def table_of_json(told: Mapping[str, Any]) -> ReportTable:
    """Return the report that `json_of_table` wrote."""
    columns = tuple(
        Column(each["name"], each["title"], Unit(each["unit"])) for each in told["columns"]
    )
    total = told["total"]
    return ReportTable(
        name=told["report"],
        by=told["by"],
        title=told["title"],
        since=date.fromisoformat(told["from"]),
        until=date.fromisoformat(told["to"]),
        site=told["site"],
        time_zones=tuple(told["time_zones"]),
        as_of=datetime.fromisoformat(told["as_of"]),
        keys=len(told["keys"]),
        columns=columns,
        rows=tuple(_read_row(row, columns) for row in told["rows"]),
        total=None if total is None else _read_row(total, columns),
        notes=tuple(told["notes"]),
        definitions=tuple(
            Definition(each["term"], each["meaning"]) for each in told["definitions"]
        ),
    )


def json_of_ask(ask: ReportAsk) -> dict[str, Any]:
    """Return an ask as it crosses to the process."""
    days = {"since": ask.since.isoformat(), "until": ask.until.isoformat()}
    return {"name": ask.name, "by": ask.by, "site": ask.site} | days


def ask_of_json(told: dict[str, Any]) -> ReportAsk:
    """Return the ask that `json_of_ask` wrote."""
    since, until = date.fromisoformat(told["since"]), date.fromisoformat(told["until"])
    return ReportAsk(name=told["name"], by=told["by"], site=told["site"], since=since, until=until)


def _row(row: Row, table: ReportTable) -> dict[str, Any]:
    names = (column.name for column in table.columns)
    cells = {name: _cell(cell) for name, cell in zip(names, row.cells, strict=True)}
    return cells | {"note": row.note}


def _cell(cell: Cell) -> Any:
    if isinstance(cell, Estimate):
        return {"value": cell.value, "low": cell.low, "high": cell.high}
    return cell


def _read_row(told: Mapping[str, Any], columns: tuple[Column, ...]) -> Row:
    cells = tuple(_read_cell(told[column.name]) for column in columns)
    return Row(cells, told["note"])


def _read_cell(told: Any) -> Cell:
    if isinstance(told, dict):
        return Estimate(told["value"], told["low"], told["high"])
    cell: Cell = told
    return cell

"""Builders of foreign click logs: the same lines as CSV, NDJSON or Parquet."""

import csv
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from data.click_log.click_import import ClickLog, Imported, import_clicks
from data.click_log.click_mapping import ClickMapping, parse_mapping
from data.lake.engine import fetch
from data.lake.exposures import read_exposures
from data.lake.lake_schemas import SCHEMAS
from data.lake.lake_store import Lake

Line = dict[str, Any]
ENDINGS = (".csv", ".ndjson", ".parquet")
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
SINGLE: dict[str, Any] = {
    "log": {
        "time": "shown_at",
        "site": {"constant": "daily"},
        "article": "page",
        "placement": {"constant": "footer"},
        "position": "slot",
        "promo": "card",
        "propensity": "chance",
        "clicked": "clicked",
        "device": "device",
    }
}
TOTALS: dict[str, Any] = {
    "log": {
        "time": {"column": "week", "format": "iso_week"},
        "site": {"constant": "daily"},
        "article": "test",
        "placement": {"constant": "front"},
        "promo": {"line": "arm-"},
        "impressions": "shown",
        "clicks": "clicked",
    },
    "promo": {"title": "words"},
}


def a_mapping(document: dict[str, Any] = SINGLE, **changes: Any) -> ClickMapping:
    """Return a mapping with some fields of [log] changed."""
    return parse_mapping({**document, "log": document["log"] | changes})


def a_line(number: int = 0, **changes: Any) -> Line:
    """Return a line of one exposure."""
    line = {"shown_at": f"2026-11-02T12:00:{number % 60:02d}Z", "page": "a-1", "slot": 0}
    line |= {"card": f"story-{number % 7}", "chance": 0.25, "clicked": number % 5 == 0}
    return line | {"device": "mobile"} | changes


def a_total(number: int = 0, **changes: Any) -> Line:
    """Return a line of sums."""
    line = {"week": 202645, "test": f"test-{number // 2}", "words": f"Words of {number}"}
    return line | {"shown": 1_000 + number, "clicked": number} | changes


def write_log(path: Path, lines: Sequence[Line]) -> Path:
    """Write lines in the format of the file's ending."""
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as stream:
            rows = csv.DictWriter(stream, fieldnames=list(lines[0]))
            rows.writeheader()
            rows.writerows(lines)
    elif path.suffix == ".ndjson":
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    else:
        parquet.write_table(pa.Table.from_pylist(list(lines)), path)
    return path


def imported(path: Path, lake: Lake, mapping: ClickMapping, **changes: Any) -> Imported:
    """Import a log; the state lies beside it."""
    log = ClickLog(path=path, mapping=mapping, **changes)
    return import_clicks(log, lake, folder=path.parent / "imports")


def contents(lake: Lake) -> dict[str, list[Line]]:
    """Return every row of every table of the lake, in one order."""
    return {name: sorted(fetch(lake.read(name)).to_pylist(), key=repr) for name in SCHEMAS}


def rejections(found: Imported) -> list[Line]:
    """Return the rejected lines that an import kept."""
    return [json.loads(line) for line in found.rejected.read_text().splitlines()]


def exposures(lake: Lake) -> list[Line]:
    """Return the exposures that the lake holds of the logs' year."""
    rows: list[Line] = read_exposures(lake, since=SINCE, until=SINCE + YEAR).to_pylist()
    return rows

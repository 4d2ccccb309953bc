"""What exploring gave up is told apart for learned ranking, baseline and control."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from data.lake.exploration_rows import ExplorationRow
from data.lake.lake_store import Lake
from data.reports.report_ask import ReportAsk
from data.reports.report_table import ReportTable
from data.reports.reporting import report
from data.reports.student import t_point

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 4, tzinfo=UTC)
ZONES = {"daily": "Asia/Tokyo"}


def reckoned(*pages: tuple[float, float], **changes: Any) -> ExplorationRow:
    """Return the row of pages, each of what it showed and what was best."""
    shown, best = np.array(pages).T
    defaults: dict[str, Any] = {
        "made_at": NOON,
        "site": "daily",
        "placement": "footer",
        "arm": "learned",
        "temperature": 0.2,
        "pages": len(pages),
        "weight": 1.0,
        "shown": float(shown.sum()),
        "best": float(best.sum()),
        "shown_x_shown": float(shown @ shown),
        "best_x_best": float(best @ best),
        "shown_x_best": float(shown @ best),
    }
    return ExplorationRow(**(defaults | changes))


def asked(folder: Path, *rows: ExplorationRow, **changes: Any) -> ReportTable:
    lake = Lake(folder.as_uri())
    if rows:
        lake.append("exploration", pa.Table.from_pylist([asdict(row) for row in rows]))
    ask = ReportAsk(**({"name": "exploration", "since": DAY, "until": DAY} | changes))
    return report(lake, ask, now=NOW, zones=ZONES)


def test_share_is_that_of_all_pages_each_as_heavy_as_it_stands_for(tmp_path: Path) -> None:
    table = asked(
        tmp_path,
        reckoned((9, 10), (10, 10), weight=3.0),
        reckoned((8, 10), made_at=NOON.replace(hour=13)),
        reckoned((4, 10), arm="control", temperature=None),
    )
    learned, control = table.rows
    placement, site, arm, pages, given_up = learned.cells
    assert (placement, site, arm, pages) == ("footer", "daily", "learned", 3)
    # (3 x 19 + 8) of (3 x 20 + 10) was shown.
    assert given_up.value == pytest.approx(5 / 70)
    kept, units = 65 / 70, np.array([30, 30, 10])
    off = np.array([27, 30, 8]) - kept * units
    clusters = 70**2 / (units @ units)
    half = t_point(np.array(clusters - 1)) * sqrt(clusters / (clusters - 1) * (off @ off) / 70**2)
    assert given_up.high == pytest.approx(5 / 70 + half)
    assert given_up.low == pytest.approx(max(5 / 70 - half, 0))
    assert control.cells[2:4] == ("control", 1)
    assert control.cells[4].value == pytest.approx(0.6)
    assert control.note == "Only 1 pages were looked at: the share may be far off."


def test_days_are_those_of_the_site_and_arms_stand_in_one_order(tmp_path: Path) -> None:
    late = NOON.replace(hour=16)
    rows = [
        reckoned((5, 10), made_at=late),
        reckoned((4, 10), arm="control"),
        reckoned((7, 10), arm="baseline"),
        reckoned((9, 10)),
        reckoned((9, 10), site="other", made_at=late),
    ]
    table = asked(tmp_path, *rows, by="day", until=date(2026, 11, 3))
    assert [row.cells[:2] for row in table.rows] == [
        ("2026-11-02", "learned"),
        ("2026-11-02", "baseline"),
        ("2026-11-02", "control"),
        ("2026-11-03", "learned"),
    ]
    assert table.rows[0].cells[3].value == pytest.approx(0.1)
    of_daily = asked(tmp_path, by="site", site="daily")
    assert {row.cells[0] for row in of_daily.rows} == {"daily"}


def test_nothing_looked_at_is_told(tmp_path: Path) -> None:
    table = asked(tmp_path)
    assert table.rows == ()
    (note,) = table.notes
    assert note.startswith("Nothing was looked at")

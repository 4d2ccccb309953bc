"""Reports and training count what readers saw by one rule."""

from datetime import UTC, date, datetime
from pathlib import Path

from data.lake.exposures import read_exposures
from data.reports.report_ask import ReportAsk
from data.reports.reporting import report
from tests.data.reports.messy_lake import ZONES, a_messy_lake

SINCE, UNTIL = date(2026, 10, 1), date(2026, 11, 15)


def test_what_training_learns_from_is_what_reports_tell(tmp_path: Path) -> None:
    lake = a_messy_lake(tmp_path, seed=11)
    ask = ReportAsk(name="performance", since=SINCE, until=UNTIL)
    table = report(lake, ask, now=datetime(2026, 11, 20, tzinfo=UTC), zones=ZONES)
    assert table.total is not None
    names = [column.name for column in table.columns]
    cells = dict(zip(names, table.total.cells, strict=True))
    window = {
        "since": datetime(2026, 10, 1, tzinfo=UTC),
        "until": datetime(2026, 11, 15, tzinfo=UTC),
    }
    rows = read_exposures(lake, **window)  # type: ignore[arg-type]
    assert sum(rows["clicks"].to_pylist()) == cells["clicks"]
    # Where views are measured, training counts those; a click is seen though no view was told.
    assert cells["views"] <= sum(rows["count"].to_pylist()) <= cells["impressions"]

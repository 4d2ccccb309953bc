"""How long does a report over 100 million exposures take, and the sums it reads?

`python -m tests.bench.report_speed 10_000_000` makes a smaller lake; a folder as a second argument
is used again if it holds one. A month of viewed slots, its promos and articles. Then, each in a
process of its own: the daily sums, a day at a time; every report of the month, cold (the first a
process makes) and warm; the same late on the last day: read live, and with the sums that the
keeper makes of a busy day while it lasts (`open_day`). The peer is
what one would write without daily sums: one DuckDB query over the raw rows for clicks and
impressions by kind with their clustered variance, its tables joined as they lie, over a quarter of
the days (all of them take memory that other work on the machine needs).
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from data.lake.lake_store import Lake
from data.reports.daily_sums import DailySums
from data.reports.report_ask import BYS, ReportAsk
from data.reports.reporting import report
from tests.bench.lake_maker import ARTICLES, DAYS, PROMOS, START, make_lake

EXPOSURES = 100_000_000
ZONES = {"daily": "Asia/Tokyo"}
END = START + timedelta(days=DAYS)
LATER = END + timedelta(days=20)
EVENING = END - timedelta(minutes=10)
SINCE, UNTIL = (START - timedelta(days=1)).date(), END.date()
KINDS = ("offer", "story", "guide", "event", "house")
SECTIONS = ("world", "food", "sport", "business", "opinion", "travel")
PEER_DAYS = 7
PEER_MEMORY = "4GB"
SHOWN = (("performance", "kind"), ("performance", "promo"), ("performance", "article"))
OPEN = (*SHOWN, ("lift", "total"), ("trending", "promo"))
PEER = """
WITH told AS (
  SELECT decision, placement, position, sum(count) FILTER (event = 'impression') AS m,
         coalesce(sum(count) FILTER (event = 'click'), 0) AS c
  FROM read_parquet({events}) WHERE invalid IS NULL GROUP BY ALL),
clusters AS (
  SELECT decision, kind, sum(m) AS m, sum(c) AS c
  FROM told JOIN read_parquet({slots}) USING (decision, placement, position)
  JOIN read_parquet('{folder}/promos/*/*.parquet') p ON p.id = promo
  JOIN (SELECT decision FROM read_parquet({decisions})
        WHERE invalid IS NULL AND origin <> 'preview') USING (decision) GROUP BY ALL)
SELECT kind, count(*), sum(m), sum(c), sum(m * m), sum(c * c), sum(m * c) FROM clusters GROUP BY ALL
"""


def run(*, exposures: int = EXPOSURES, folder: Path | None = None) -> dict[str, Any]:
    """Return the seconds and the most memory of each step."""
    if folder is not None:
        return _timed(folder, exposures)
    with tempfile.TemporaryDirectory(prefix="chirashi-reports-") as made:
        return _timed(Path(made), exposures)


def _timed(folder: Path, exposures: int) -> dict[str, Any]:
    url = folder.as_uri()
    lake = Lake(url)
    if len(lake.days("decisions")) < DAYS:
        make_lake(url, exposures=exposures)
    if not lake.days("promos"):
        _append_served(lake)
    figures: dict[str, Any] = {"exposures": exposures, "lake_gb": _size_gb(folder, "*")}
    figures["daily_sums"] = _apart(_keep, url, LATER)
    figures["sums_mb"] = 1000 * (_size_gb(folder, "report_*"))
    figures["reports"] = {
        f"{name} by {bys[0]}": _apart(_ask, url, name, bys[0], LATER) for name, bys in BYS.items()
    }
    for name, by in SHOWN:
        figures["reports"][f"{name} by {by}"] = _apart(_ask, url, name, by, LATER)
    figures["open_day"] = _open_day(url)
    figures["peer_without_sums"] = _apart(_peer, str(folder))
    return figures


def _open_day(url: str) -> dict[str, Any]:
    """Return the same late in the evening: 27 days kept, the last one not over."""
    Lake(url).remove_named("report_sums", _names_of_last_day(url))
    live = {f"{name} by {by}": _apart(_ask, url, name, by, EVENING) for name, by in OPEN}
    summed = _apart(_keep, url, EVENING)
    kept = {f"{name} by {by}": _apart(_ask, url, name, by, EVENING) for name, by in OPEN}
    return {"live": live, "summed": summed, "kept": kept}


def _names_of_last_day(url: str) -> set[str]:
    last = sorted(Lake(url).files("report_sums"))[-1]
    return {last.rpartition("/")[2].removesuffix(".parquet")}


def _append_served(lake: Lake) -> None:
    at = START
    promos = [
        {
            "id": promo,
            "version": 1,
            "valid_from": at,
            "kind": KINDS[number % len(KINDS)],
            "title": f"Title of {promo}",
            "source": f"source-{number % 50}",
            "url": "https://example.org/",
            "value_micros": 150_000 if number % len(KINDS) == 0 else None,
        }
        for number, promo in enumerate(PROMOS)
    ]
    articles = [
        {
            "site": "daily",
            "id": article,
            "version": 1,
            "valid_from": at,
            "title": f"Article {number}",
            "category": SECTIONS[number % len(SECTIONS)],
        }
        for number, article in enumerate(ARTICLES)
    ]
    lake.append("promos", pa.Table.from_pylist(promos), name="served")
    lake.append("articles", pa.Table.from_pylist(articles), name="served")


def _size_gb(folder: Path, tables: str) -> float:
    return sum(path.stat().st_size for path in folder.glob(f"{tables}/*/*.parquet")) / 1e9


def _apart(work: Callable[..., dict[str, float]], *given: Any) -> dict[str, float]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        found = pool.submit(work, *given).result()
    told = " ".join(str(each) for each in given[1:3])
    print(f"{work.__name__} {told}: {found}", flush=True)
    return found


def _keep(url: str, now: datetime) -> dict[str, float]:
    sums = DailySums(Lake(url), zones=lambda: ZONES, keep_days=90)
    started, days = time.perf_counter(), 0
    while sums.step(now) is not None:
        days += 1
    wall = time.perf_counter() - started
    return _used() | {"days": days, "wall_s": wall, "wall_s_a_day": wall / max(days, 1)}


def _ask(url: str, name: str, by: str, now: datetime) -> dict[str, float]:
    lake = Lake(url)
    ask = ReportAsk(name=name, by=by, since=SINCE, until=UNTIL)
    walls, rows = [], 0
    for _ in range(3):
        started = time.perf_counter()
        rows = len(report(lake, ask, now=now, zones=ZONES).rows)
        walls.append(time.perf_counter() - started)
    return _used() | {"rows": rows, "cold_s": walls[0], "warm_s": min(walls[1:])}


def _peer(folder: str) -> dict[str, float]:
    spill = str(Path(folder) / "spill")
    settings: dict[str, Any] = {"temp_directory": spill, "memory_limit": PEER_MEMORY}
    connection = duckdb.connect(config=settings)
    connection.execute("SET enable_progress_bar = false")
    lake = Lake(Path(folder).as_uri())
    until = START.date() + timedelta(days=PEER_DAYS - 1)
    files = {name: lake.files(name, until=until) for name in ("events", "slots", "decisions")}
    started = time.perf_counter()
    rows = connection.execute(PEER.format(folder=folder, **files)).fetchall()
    wall = time.perf_counter() - started
    return _used() | {"rows": len(rows), "days": PEER_DAYS, "cold_s": wall}


def _used() -> dict[str, float]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"processor_s": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024}


if __name__ == "__main__":
    asked = int(sys.argv[1]) if sys.argv[1:] else EXPOSURES
    where = Path(sys.argv[2]).absolute() if sys.argv[2:] else None
    for key, value in run(exposures=asked, folder=where).items():
        print(f"{key:20} {value}")

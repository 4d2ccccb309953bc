"""The engine is chosen by name, and says what it lacks."""

import importlib.util
from datetime import timedelta
from pathlib import Path

import pytest

from data.lake.engine import Embedded, connect, fetch
from data.lake.exposures import read_exposures
from data.lake.lake_store import Lake
from recommender.errors import Invalid, Unavailable
from tests.bench.lake_maker import DAYS, START, make_lake

HAS_SPARK = importlib.util.find_spec("pyspark") is not None


@pytest.mark.parametrize("name", ["", "sqlite", "duckdb ", "spark"])
def test_refuses_an_unknown_engine(name: str) -> None:
    with pytest.raises(Invalid, match="CHIRASHI_ENGINE"):
        connect(name)


@pytest.mark.skipif(HAS_SPARK, reason="Spark is installed")
@pytest.mark.parametrize("master", ["spark://host:7077", "local[2]", "yarn", "k8s://https://host"])
def test_says_which_extra_spark_needs(master: str) -> None:
    with pytest.raises(Unavailable, match=r"chirashi\[spark\]"):
        connect(master)


@pytest.mark.filterwarnings("ignore")  # Spark 4.0 warns of its own use of pandas 3.
@pytest.mark.skipif(not HAS_SPARK, reason="Spark (extra `spark`) is not installed")
@pytest.mark.parametrize("share", [1.0, 0.25])
def test_spark_reads_the_same_exposures(tmp_path: Path, share: float) -> None:
    make_lake(tmp_path.as_uri(), exposures=5_000)
    window = {"since": START, "until": START + timedelta(days=DAYS)}
    ours, theirs = (
        read_exposures(Lake(tmp_path.as_uri(), engine=name), unclicked_share=share, **window)
        for name in ("duckdb", "local[2]")
    )
    assert len(ours) > 1_000
    assert ours.equals(theirs)


@pytest.mark.parametrize("exposures", [3_000, 40_000])
def test_a_sample_stands_for_the_whole(tmp_path: Path, exposures: int) -> None:
    lake = make_lake(tmp_path.as_uri(), exposures=exposures)
    window = {"since": START, "until": START + timedelta(days=DAYS)}
    whole = read_exposures(lake, **window)
    some = read_exposures(lake, unclicked_share=0.1, **window)
    assert sum(some["clicks"].to_pylist()) == sum(whole["clicks"].to_pylist())
    views = fetch(lake.read("events").filter(lambda row: row.event == "view").count())
    assert sum(whole["count"].to_pylist()) == views.as_py()
    weighted = sum(
        n * w for n, w in zip(*(some[c].to_pylist() for c in ("count", "weight")), strict=True)
    )
    # Each unclicked row stands for itself with variance 9: five standard deviations.
    assert abs(weighted - len(whole)) < 5 * 3 * len(whole) ** 0.5


def test_downloads_no_extension() -> None:
    connection = Embedded().connection
    for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
        asked = connection.raw_sql(f"SELECT current_setting('{setting}')").fetchone()
        assert asked == (False,)

"""The engine is chosen by name, and says what it lacks."""

import importlib.util

import pytest

from data.engine import connect
from recommender.errors import Invalid, Unavailable


@pytest.mark.parametrize("name", ["", "sqlite", "duckdb ", "spark"])
def test_refuses_an_unknown_engine(name: str) -> None:
    with pytest.raises(Invalid, match="CHIRASHI_ENGINE"):
        connect(name)


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is not None, reason="Spark is installed")
@pytest.mark.parametrize("master", ["spark://host:7077", "local[2]", "yarn", "k8s://https://host"])
def test_says_which_extra_spark_needs(master: str) -> None:
    with pytest.raises(Unavailable, match=r"chirashi\[spark\]"):
        connect(master)


def test_downloads_no_extension() -> None:
    connection = connect().connection
    for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
        asked = connection.raw_sql(f"SELECT current_setting('{setting}')").fetchone()
        assert asked == (False,)

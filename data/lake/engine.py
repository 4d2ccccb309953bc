"""The engine that reads the lake through Ibis: DuckDB embedded, Spark by its master's URL."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import duckdb
import ibis
import pyarrow as pa
from fsspec.implementations.arrow import ArrowFSWrapper

from data.lake.lake_files import LakeFiles
from recommender.errors import Invalid, SpoiltFile, Unavailable

SPARK_MASTER = re.compile(r"(spark|k8s)://.+|local(\[.+\])?|yarn")
GONE = re.compile(r"No files found|No such file")
"""What was merged is deleted half an hour later: who began before that may still miss it."""
SPOILT = re.compile(r"""['"][^'"]+\.parquet['"]""")
# The day is how files are found, not a column: it is told by their times.
PARQUET = {"union_by_name": True, "hive_partitioning": False}
DUCKDB_SETTINGS = {
    # Nothing is downloaded at run time.
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # Rows may come in any order, so that a scan needs no more memory than it works on.
    "preserve_insertion_order": "false",
    # Enough to sample 100 million exposures; what a report needs beyond it is spilled.
    "memory_limit": "1500MB",
    # Without it, what memory does not hold would be spilled beside wherever the command was run.
    # `tempfile` would write there to see whether it can, which a full disk does not let it.
    "temp_directory": str(Path(os.environ.get("TMPDIR") or "/tmp") / "chirashi-duckdb"),  # noqa: S108
}


class Engine(Protocol):
    """Reads the Parquet files of one lake."""

    def read(self, files: LakeFiles, paths: Sequence[str]) -> Any:
        """Return an Ibis table over files (at least one), columns united by name.

        Raises Unavailable naming the file if one is cut short or missing.
        """


class Embedded:
    """DuckDB in this process."""

    def __init__(self) -> None:
        self.connection = ibis.duckdb.connect(**DUCKDB_SETTINGS)
        for setting in ("TimeZone = 'UTC'", "enable_progress_bar = false"):
            self.connection.raw_sql(f"SET {setting}")

    def read(self, files: LakeFiles, paths: Sequence[str]) -> Any:
        """Return an Ibis table over files."""
        with _reading():
            return self.connection.read_parquet(
                seen_by(self.connection.con, files, paths), **PARQUET
            )


class StoredFiles(ArrowFSWrapper):  # type: ignore[misc]
    """A pyarrow file system under a scheme that DuckDB has no extension to download for."""

    protocol = "lake"

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return path.removeprefix(f"{cls.protocol}://")

    def modified(self, path: str) -> datetime:
        """When a file was written; a constant where the store does not tell, for none changes."""
        return super().modified(path) or datetime(1970, 1, 1, tzinfo=UTC)


def seen_by(
    connection: duckdb.DuckDBPyConnection, files: LakeFiles, paths: Sequence[str]
) -> list[str]:
    """Return a lake's paths as a connection of DuckDB's reads them, its store registered there."""
    if files.is_folder:
        return list(paths)
    if StoredFiles.protocol not in connection.list_filesystems():
        connection.register_filesystem(StoredFiles(files.system))
    return [f"{StoredFiles.protocol}://{path}" for path in paths]


def connect(name: str = "duckdb") -> Engine:
    """Return an engine by the value of `CHIRASHI_ENGINE`: `duckdb` or a Spark master.

    Raises Invalid if it is neither, Unavailable if Spark is asked for and not installed.
    """
    if name == "duckdb":
        return Embedded()
    if SPARK_MASTER.fullmatch(name):
        from data.lake.spark_engine import Spark

        return Spark(name)
    raise Invalid(
        f"CHIRASHI_ENGINE must be duckdb or a Spark master as spark://host:7077, not {name!r}"
    )


def fetch(expression: Any) -> pa.Table:
    """Run an Ibis expression. Raises Unavailable if a file of the lake is damaged."""
    with _reading():
        return expression.to_pyarrow()


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise _unavailable(error) from error


def _unavailable(error: duckdb.Error) -> Unavailable:
    spoilt = SPOILT.search(str(error).partition("\n")[0])
    if spoilt is None or GONE.search(str(error)) is not None:
        return Unavailable(_message(error), told=_told(error))
    return SpoiltFile(_message(error), path=spoilt.group()[1:-1], told=_told(error))


def _told(error: duckdb.Error) -> str:
    """Say to whoever asked whether to ask again, without the names of files."""
    if GONE.search(str(error)) is not None:
        return "the lake was changed while it was read: ask again"
    return "the lake cannot be read: the server's log names the file, as `chirashi doctor` does"


def _message(error: duckdb.Error) -> str:
    """Say what is wrong with the lake in a sentence, and what to do if a file is spoilt."""
    first = str(error).partition("\n")[0].strip()
    spoilt = SPOILT.search(first)
    if GONE.search(first) is not None:
        return f"the lake was changed while it was read, ask again: {first}"
    if spoilt is None:
        return f"the lake cannot be read: {first}"
    return (
        f"the lake cannot be read: {first}. Restore that file from a backup, or move it out of the "
        "lake to go on without its rows"
    )

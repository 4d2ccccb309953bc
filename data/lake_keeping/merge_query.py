# ruff: noqa: S608 - queries are put together from names of ours, and what files tell is quoted
"""What a merged file holds: each row once, sorted, clicks without impression judged; in SQL.

Of equal rows the first stays by an order over all columns, so that it does not matter which of them
met in which merge. A click that came from the page's script, or with a view id, is invalid if no
valid impression or view of the same slot and view id came before it or in the half hour after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa

from data.lake.lake_schemas import schema_of
from data.lake.lateness import JUDGED_AFTER
from data.lake.row_keys import JUDGED_LATER, KEYS, SLOT

FIRST = {
    # What was made out again from a token gives way to what was logged.
    "decisions": ("policy IS NOT DISTINCT FROM 'recovered'",),
    "slots": ("eligible IS NULL",),
    "events": ("received_at", "happened_at"),
}
SORTED = {"candidates": ("decision",), "promos": ("id",), "articles": ("site", "id")}
CLICK = "event = 'click' AND invalid IS NULL AND (way = 'script' OR view_id IS NOT NULL)"
WINDOW = f"INTERVAL {JUDGED_AFTER // timedelta(seconds=1)} SECOND"
BATCH_ROWS = 122_880


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows to be merged: of files, from a decision on up to before another (None: to the end)."""

    table: str
    paths: Sequence[str]
    since: str
    until: str | None


class MergeQuery:
    """The query of one part on a connection of its own. Raises duckdb.Error."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, part: Part) -> None:
        self._connection = connection
        self._part = part
        self._schema = schema_of(part.table)
        self._define_rows()
        self.is_doubled = self._find_doubles()
        self.judged = 0

    def judge(self, shown_in: Sequence[str], *, through: datetime) -> None:
        """Judge the clicks received up to a time, by the impressions in other files too."""
        self._run(
            f"CREATE TEMP TABLE clicks AS SELECT DISTINCT {_slot()}, coalesce(view_id, '') AS view,"
            f" received_at FROM rows WHERE {CLICK} AND received_at <= $1",
            [through],
        )
        if not self._count("clicks"):
            return
        self._run(
            f"CREATE TEMP TABLE shown AS SELECT DISTINCT clicks.* FROM {_scan(shown_in)} AS told"
            f" JOIN clicks USING ({_slot()}) WHERE told.event IN ('impression', 'view')"
            " AND told.invalid IS NULL AND coalesce(told.view_id, '') = clicks.view"
            f" AND told.received_at <= clicks.received_at + {WINDOW}"
        )
        self._run("CREATE TEMP TABLE unshown AS SELECT * FROM clicks EXCEPT SELECT * FROM shown")
        self.judged = self._count("unshown")

    def batches(self) -> pa.RecordBatchReader:
        """Return the merged rows in batches, in the table's columns."""
        names = ", ".join(self._schema.names)
        order = ", ".join(SORTED.get(self._part.table, SLOT[: len(KEYS[self._part.table])]))
        source = self._once() if self.is_doubled else "SELECT * FROM rows"
        query = f"SELECT {names} FROM ({self._with_verdicts(source)}) ORDER BY {order}"
        return self._connection.sql(query).to_arrow_reader(BATCH_ROWS)

    def _define_rows(self) -> None:
        scan = _scan(self._part.paths)
        there = {row[0] for row in self._run(f"DESCRIBE FROM {scan}")}
        self._connection.register("shape", self._schema.empty_table())
        kinds = self._run("DESCRIBE FROM shape")
        columns = ", ".join(
            name if name in there else f"NULL::{kind} AS {name}" for name, kind, *_ in kinds
        )
        self._run(f"CREATE TEMP VIEW rows AS SELECT {columns} FROM {scan} WHERE {self._within()}")

    def _within(self) -> str:
        since, until = self._part.since, self._part.until
        bounds = [f"decision >= {_text(since)}"] if since else []
        bounds += [f"decision < {_text(until)}"] if until is not None else []
        return " AND ".join(bounds) or "true"

    def _find_doubles(self) -> bool:
        """Note the keys that more than one row bears: mostly there are none, and less to do."""
        self._run(
            f"CREATE TEMP TABLE doubles AS SELECT {self._key()} AS key FROM rows"
            " GROUP BY key HAVING count(*) > 1"
        )
        return self._count("doubles") > 0

    def _key(self) -> str:
        return f"hash({_key_of(self._part.table)})"

    def _once(self) -> str:
        table = self._part.table
        order = ", ".join((*FIRST.get(table, ()), *self._schema.names))
        return (
            f"SELECT * FROM rows WHERE {self._key()} NOT IN (FROM doubles) UNION ALL"
            f" SELECT * FROM rows WHERE {self._key()} IN (FROM doubles) QUALIFY"
            f" row_number() OVER (PARTITION BY {_key_of(table)} ORDER BY {order}) = 1"
        )

    def _with_verdicts(self, source: str) -> str:
        if not self.judged:
            return source
        return (
            "SELECT told.* REPLACE (CASE WHEN unshown.view IS NOT NULL"
            f" THEN {_text(JUDGED_LATER)} ELSE invalid END AS invalid)"
            f" FROM ({source}) AS told LEFT JOIN unshown ON {CLICK}"
            " AND told.received_at = unshown.received_at AND coalesce(view_id, '') = unshown.view"
            f" AND {' AND '.join(f'told.{name} = unshown.{name}' for name in SLOT)}"
        )

    def _count(self, name: str) -> int:
        return int(self._run(f"SELECT count(*) FROM {name}")[0][0])

    def _run(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement, values).fetchall()


def _key_of(table: str) -> str:
    """Return the key's columns; a reason that was found later is none."""
    judged = f"nullif(invalid, {_text(JUDGED_LATER)})"
    return ", ".join(judged if name == "invalid" else name for name in KEYS[table])


def _slot() -> str:
    return ", ".join(SLOT)


def _scan(paths: Sequence[str]) -> str:
    listed = ", ".join(_text(path) for path in paths)
    return f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"


def _text(content: str) -> str:
    return "'" + content.replace("'", "''") + "'"

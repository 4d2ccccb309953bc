"""What exploring spent, into the lake."""

from dataclasses import asdict
from uuid import uuid4

import pyarrow as pa

from data.lake.exploration_rows import ExplorationRow
from data.lake.lake_store import Lake
from data.storage_settings import StorageSettings


class ExplorationLog:
    """Writes rows to the lake: one file a day of each keeper's process, each time anew."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._name = uuid4().hex
        self._rows: list[ExplorationRow] = []

    def write(self, rows: list[ExplorationRow]) -> None:
        """Add rows of one moment. Raises Unavailable; then they are written with the next ones."""
        if rows:
            day = rows[0].made_at.date()
            self._rows = [row for row in self._rows if row.made_at.date() == day] + rows
            table = pa.Table.from_pylist([asdict(row) for row in self._rows])
            self._lake.append("exploration", table, name=self._name)


def exploration_log(storage: StorageSettings) -> ExplorationLog:
    """Open the log of an installation's lake. Raises Invalid."""
    return ExplorationLog(Lake(storage.lake_url, engine=storage.engine))

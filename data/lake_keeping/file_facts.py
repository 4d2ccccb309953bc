"""What a lake file tells of itself in its footer, read once: files never change."""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from data.lake.decision_ids import LENGTH, times_ms_of
from data.lake.drained_names import drained_name
from data.lake.lake_files import LakeFiles, day_of, stem_of
from data.lake.lake_schemas import schema_of

MOMENTS = {"events": "received_at", "decisions": "decided_at"}
"""Where a table's rows tell when they came; others tell it by their decisions' ids."""
Stamp = tuple[int | None, int | None]
"""Size and time of writing."""
_MERGED = re.compile(r"m([123])-[0-9a-f]+")
_UNNAMED = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows that lie together, from a lowest decision on."""

    lowest: str
    rows: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """A file: its name within the table, how often merged, its rows' range, its bytes unpacked."""

    path: str
    name: str
    day: date
    level: int
    rows: int
    size: int
    newest_ms: int
    lowest: str
    highest: str
    groups: tuple[RowGroup, ...]


def level_of(stem: str) -> int | None:
    """Return how often a file was merged, by its name; None if it is not the keeper's to merge.

    Imports and samples stay as they are: they are replaced by their names.
    """
    if merged := _MERGED.fullmatch(stem):
        return int(merged[1])
    return 0 if drained_name(stem) or _UNNAMED.fullmatch(stem) else None


class Footers:
    """The facts of the files that may be merged; `damaged` names those that cannot be read."""

    def __init__(self, files: LakeFiles) -> None:
        self._files = files
        self._known: dict[str, dict[str, FileFacts | None]] = {}
        self._damaged: dict[str, Stamp] = {}

    @property
    def damaged(self) -> Set[str]:
        """The full paths of damaged files."""
        return self._damaged.keys()

    def of(self, table: str, paths: Sequence[str]) -> list[FileFacts]:
        """Return the facts of files, but of damaged ones and of those that went away."""
        self._forget_mended(table, paths)
        before, known = self._known.get(table, {}), {}
        for path in paths:
            if path not in self._damaged:
                known[path] = before[path] if path in before else self._read(table, path)
        self._known[table] = known
        return [facts for facts in known.values() if facts is not None]

    def check(self, paths: Iterable[str]) -> bool:
        """Read files to their last page; return whether any of them proves to be damaged."""
        found = [path for path in paths if not self._is_whole(path)]
        self._damaged |= {path: self._stamp(path) for path in found}
        return bool(found)

    def _forget_mended(self, table: str, paths: Sequence[str]) -> None:
        """Look again at damaged files that were replaced, and no more at those taken out."""
        folder, there = f"{self._files.root}/{table}/", set(paths)
        for path, stamp in list(self._damaged.items()):
            if path.startswith(folder) and (path not in there or self._stamp(path) != stamp):
                del self._damaged[path]

    def _stamp(self, path: str) -> Stamp:
        told = self._files.system.get_file_info(path)
        return told.size, told.mtime_ns

    def _read(self, table: str, path: str) -> FileFacts | None:
        level = level_of(stem_of(path))
        if level is None:
            return None
        try:
            with self._files.system.open_input_file(path) as stream:
                told = parquet.ParquetFile(stream)
                unknown = set(told.schema_arrow.names) - set(schema_of(table).names)
                # A later version wrote it: its columns would be lost.
                return None if unknown else _facts(table, path, level, told.metadata)
        except FileNotFoundError:
            return None
        except (pa.ArrowException, OSError):
            self._damaged[path] = self._stamp(path)
            return None

    def _is_whole(self, path: str) -> bool:
        try:
            with self._files.system.open_input_file(path) as stream:
                for _ in parquet.ParquetFile(stream).iter_batches():
                    continue
        except FileNotFoundError:
            return True
        except (pa.ArrowException, OSError):
            return False
        return True


def _facts(table: str, path: str, level: int, told: parquet.FileMetaData) -> FileFacts:
    groups = [told.row_group(at) for at in range(told.num_row_groups)]
    ranges = [_range(group, "decision") for group in groups]
    highest = max((high for _, high in ranges), default="")
    return FileFacts(
        path=path,
        name="/".join(path.rsplit("/", 2)[1:]),
        day=day_of(path),
        level=level,
        rows=told.num_rows,
        size=sum(group.total_byte_size for group in groups),
        newest_ms=_newest_ms(table, groups, highest),
        lowest=min((low for low, _ in ranges), default=""),
        highest=highest,
        groups=tuple(
            RowGroup(low, group.num_rows, group.total_byte_size)
            for (low, _), group in zip(ranges, groups, strict=True)
        ),
    )


def _newest_ms(table: str, groups: list[Any], highest: str) -> int:
    if table in MOMENTS:
        found = [_range(group, MOMENTS[table])[1] for group in groups]
        moments = [moment for moment in found if isinstance(moment, datetime)]
        return max(
            (int(moment.astimezone(UTC).timestamp() * 1000) for moment in moments), default=0
        )
    if len(highest) != LENGTH:
        return 0
    return int(times_ms_of(np.array([highest.encode()]))[0])


def _range(group: Any, column: str) -> tuple[Any, Any]:
    """Return the lowest and highest value of a row group's column; empty texts if untold."""
    for at in range(group.num_columns):
        told = group.column(at)
        if told.path_in_schema == column and told.is_stats_set and told.statistics.has_min_max:
            return told.statistics.min, told.statistics.max
    return "", ""

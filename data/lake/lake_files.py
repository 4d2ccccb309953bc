"""The lake's files: a folder or an object store, known by URL, written whole or not at all."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import fsspec
import pyarrow as pa
from pyarrow import fs, parquet

from data.durable_files import replace_durably
from recommender.errors import Invalid, Unavailable

PARTITION = "date="


@dataclass(frozen=True, slots=True, kw_only=True)
class LakeFiles:
    """The file system behind a URL and the path of the lake in it."""

    url: str
    system: fs.FileSystem
    root: str

    @property
    def is_folder(self) -> bool:
        """Whether the lake lies on this machine's own disk."""
        return isinstance(self.system, fs.LocalFileSystem)

    def paths(self, table_name: str, *, since: date | None, until: date | None) -> list[str]:
        """Return the table's files of the days from `since` to `until` (both included), sorted."""
        selector = fs.FileSelector(
            f"{self.root}/{table_name}", recursive=True, allow_not_found=True
        )
        try:
            found = self.system.get_file_info(selector)
        except OSError as error:
            raise Unavailable(f"the lake {self.url} cannot be listed: {error}") from error
        return sorted(
            info.path
            for info in found
            if info.is_file and info.base_name.endswith(".parquet") and info.base_name[0] != "."
            if _is_within(info.path, since=since, until=until)
        )

    def write(self, path: str, table: pa.Table) -> None:
        """Write one file so that it is there whole or not at all, replacing one of that path.

        Raises Unavailable if the disk or the store refuses.
        """
        content = _encoded(table)
        full = f"{self.root}/{path}"
        try:
            if self.is_folder:
                Path(full).parent.mkdir(parents=True, exist_ok=True)
                replace_durably(Path(full), memoryview(content))
            else:
                self._put(full, content)
        except OSError as error:
            message = (
                f"the lake {self.url} cannot be written ({error}): see that it has room and may"
            )
            raise Unavailable(f"{message} be written, or set CHIRASHI_LAKE_URL") from error

    def delete(self, path: str) -> None:
        """Delete a file by its full path. Raises Unavailable."""
        try:
            self.system.delete_file(path)
        except OSError as error:
            raise Unavailable(f"{path} cannot be deleted: {error}") from error

    def _put(self, path: str, content: pa.Buffer) -> None:
        # An object appears when its stream is closed, complete.
        self.system.create_dir(path.rpartition("/")[0], recursive=True)
        with self.system.open_output_stream(path) as stream:
            stream.write(content)


def open_files(url: str) -> LakeFiles:
    """Return the files of a `file://`, `s3://`, `gs://`… URL; others as far as fsspec knows them.

    Raises Invalid if nothing installed knows the URL's scheme.
    """
    if not urlsplit(url).scheme:
        raise Invalid(f"the lake's URL must have a scheme, as file:///var/lake has, not {url!r}")
    try:
        system, root = _file_system(url)
    except (ValueError, ImportError, OSError) as error:
        raise Invalid(f"the lake's URL {url!r} cannot be used: {error}") from error
    return LakeFiles(url=url, system=system, root=root.rstrip("/"))


def _file_system(url: str) -> tuple[fs.FileSystem, str]:
    if urlsplit(url).scheme in {"file", "s3", "gs", "gcs", "hdfs", "abfs", "abfss"}:
        system, root = fs.FileSystem.from_uri(url)
        return system, str(root)
    known, root = fsspec.core.url_to_fs(url)
    return fs.PyFileSystem(fs.FSSpecHandler(known)), str(root)


def day_of(path: str) -> date:
    """Return the day of the partition that a file lies in. Raises Invalid if it lies in none."""
    for part in path.split("/"):
        if part.startswith(PARTITION):
            return date.fromisoformat(part.removeprefix(PARTITION))
    raise Invalid(f"{path} lies in no {PARTITION}… folder")


def _is_within(path: str, *, since: date | None, until: date | None) -> bool:
    day = day_of(path)
    return (since is None or since <= day) and (until is None or day <= until)


def _encoded(table: pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd", row_group_size=122_880)
    return sink.getvalue()

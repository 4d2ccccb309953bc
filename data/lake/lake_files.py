"""The lake's files: a folder or an object store, known by URL, written whole or not at all."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import fsspec
import pyarrow as pa
from pyarrow import fs, parquet

from data.durable_files import make_folder, replace_durably
from data.lake import hidden_files
from data.lake.hidden_files import HiddenFiles
from recommender.errors import Invalid, Unavailable

PARTITION = "date="
LISTINGS = 20
"""How often a table is listed until nothing changes meanwhile."""


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
        """Return the table's files of the days from `since` to `until` (both included), sorted.

        Each row lies in one of them, even while the keeper merges files. Raises Unavailable.
        """
        folder = f"{self.root}/{table_name}"
        hidden = self.hidden(table_name)
        for _ in range(LISTINGS):
            found = self._listed(folder)
            before, hidden = hidden, self.hidden(table_name)
            if before == hidden:
                passed_over = {f"{folder}/{name}" for name in hidden.names}
                return sorted(
                    path
                    for path in found
                    if path not in passed_over and _is_within(path, since=since, until=until)
                )
        raise Unavailable(f"the files of {folder} change faster than they can be listed: ask again")

    def strays(self, table_name: str) -> list[str]:
        """Return the table's files that nobody reads: they lie in no day's folder.

        Raises Unavailable.
        """
        return sorted(path for path in self._listed(f"{self.root}/{table_name}") if not _day(path))

    def hidden(self, table_name: str) -> HiddenFiles:
        """Return what readers of a table pass over. Raises Unavailable."""
        place = f"{self.root}/{table_name}/{hidden_files.FILE}"
        content = self.content(place)
        return HiddenFiles() if content is None else hidden_files.from_bytes(content, place=place)

    def content(self, path: str) -> bytes | None:
        """Return a small file by its full path, None if there is none. Raises Unavailable."""
        try:
            with self.system.open_input_stream(path) as stream:
                content: bytes = stream.read()
                return content
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unavailable(f"{path} cannot be read: {error}") from error

    def _listed(self, folder: str) -> list[str]:
        selector = fs.FileSelector(folder, recursive=True, allow_not_found=True)
        try:
            found = self.system.get_file_info(selector)
        except FileNotFoundError:
            # A day's folder was forgotten while it was listed.
            found = self.system.get_file_info(selector)
        except OSError as error:
            raise Unavailable(f"the lake {self.url} cannot be listed: {error}") from error
        return [
            info.path
            for info in found
            if info.is_file and info.base_name.endswith(".parquet") and info.base_name[0] != "."
        ]

    def write(self, path: str, table: pa.Table) -> None:
        """Write one file so that it is there whole or not at all, replacing one of that path.

        Raises Unavailable if the disk or the store refuses.
        """
        self.write_content(path, memoryview(_encoded(table)))

    def write_content(self, path: str, content: bytes | memoryview) -> None:
        """Write one file's bytes likewise. Raises Unavailable."""
        full = f"{self.root}/{path}"
        with self.writing():
            if self.is_folder:
                make_folder(Path(full).parent)
                replace_durably(Path(full), content)
            else:
                self._put(full, content)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Raise Unavailable, saying what to do, if the disk or the store refuses."""
        try:
            yield
        except OSError as error:
            message = (
                f"the lake {self.url} cannot be written ({error}): see that it has room and may"
            )
            raise Unavailable(f"{message} be written, or set CHIRASHI_LAKE_URL") from error

    def sizes(self, paths: Sequence[str]) -> list[int]:
        """Return the bytes of files by their full paths, -1 if one is gone; of a store's none.

        Raises Unavailable. A store would be asked once for each file.
        """
        if not self.is_folder:
            return [0] * len(paths)
        try:
            found = self.system.get_file_info(list(paths))
        except OSError as error:
            raise Unavailable(f"the lake {self.url} cannot be listed: {error}") from error
        return [info.size if info.is_file else -1 for info in found]

    def delete(self, path: str) -> None:
        """Delete a file by its full path. Raises Unavailable."""
        try:
            self.system.delete_file(path)
        except OSError as error:
            raise Unavailable(f"{path} cannot be deleted: {error}") from error

    def delete_if_there(self, path: str) -> None:
        """Delete a file by its full path unless it is gone already. Raises Unavailable."""
        try:
            self.system.delete_file(path)
        except FileNotFoundError:
            return
        except OSError as error:
            if self.system.get_file_info(path).type == fs.FileType.NotFound:
                return
            raise Unavailable(f"{path} cannot be deleted: {error}") from error

    def _put(self, path: str, content: bytes | memoryview) -> None:
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
    if found := _day(path):
        return found
    raise Invalid(f"{path} lies in no {PARTITION}… folder")


def stem_of(path: str) -> str:
    """Return a file's name without folder and ending."""
    return path.rpartition("/")[2].removesuffix(".parquet")


def _day(path: str) -> date | None:
    for part in path.split("/"):
        if part.startswith(PARTITION):
            try:
                return date.fromisoformat(part.removeprefix(PARTITION))
            except ValueError:
                return None
    return None


def _is_within(path: str, *, since: date | None, until: date | None) -> bool:
    day = _day(path)
    if day is None:
        return False
    return (since is None or since <= day) and (until is None or day <= until)


def _encoded(table: pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd", row_group_size=122_880)
    return sink.getvalue()

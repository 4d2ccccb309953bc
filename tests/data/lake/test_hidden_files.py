"""Readers meet each row once, whatever the keeper is doing to the files."""

from pathlib import Path

import pytest

from data.lake.engine import fetch
from data.lake.hidden_files import FILE, HiddenFiles, as_bytes, from_bytes
from data.lake.lake_files import LISTINGS, LakeFiles, open_files
from data.lake.lake_store import Lake
from recommender.errors import Unavailable
from tests.lake_rows import NOON, a_decision_row, as_table


def written(lake: Lake, name: str) -> str:
    """Write one row to a file; return its name within the table."""
    (path,) = lake.append("decisions", as_table(a_decision_row()), name=name)
    return path.removeprefix("decisions/")


def put(url: str, hidden: HiddenFiles) -> None:
    open_files(url).write_content(f"decisions/{FILE}", as_bytes(hidden))


def rows(lake: Lake) -> int:
    return len(fetch(lake.read("decisions")))


def test_a_file_is_not_seen_until_the_switch_that_hides_the_old_ones(tmp_path: Path) -> None:
    url = tmp_path.as_uri()
    lake = Lake(url)
    old = [written(lake, "a"), written(lake, "b")]
    hidden = HiddenFiles().writing(["date=2026-11-02/new.parquet"])
    put(url, hidden)
    assert written(lake, "new") == "date=2026-11-02/new.parquet"
    assert rows(lake) == 2
    put(url, hidden.switched(old, now=NOON))
    assert rows(lake) == 1
    assert lake.stems("decisions", prefix="") == {"new"}


def test_the_object_tells_what_was_hidden() -> None:
    hidden = HiddenFiles().writing(["x"]).switched(["a", "b"], now=NOON).writing(["y"])
    read = from_bytes(as_bytes(hidden), place="here")
    assert read == hidden
    assert read.names == {"a", "b", "y"}
    assert read.without_written().without(read.retired[0]).names == frozenset()
    assert read.change == 3


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 2}', b'{"format": 1}'])
def test_a_spoilt_object_is_named(tmp_path: Path, content: bytes) -> None:
    open_files(tmp_path.as_uri()).write_content(f"decisions/{FILE}", content)
    with pytest.raises(Unavailable, match=rf"decisions/{FILE}.*restore it"):
        Lake(tmp_path.as_uri()).read("decisions")


def test_a_listing_is_made_again_if_something_was_hidden_meanwhile(tmp_path: Path) -> None:
    changes = ChangingFiles(tmp_path, times=3)
    assert changes.paths("decisions") == []
    assert changes.asked > 3


def test_a_table_that_never_rests_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="ask again"):
        ChangingFiles(tmp_path, times=2 * LISTINGS).paths("decisions")


class ChangingFiles:
    """A lake whose hidden files change each time that they are asked for."""

    def __init__(self, folder: Path, *, times: int) -> None:
        self.files = open_files(folder.as_uri())
        self.times, self.asked = times, 0

    def hidden(self, _table: str) -> HiddenFiles:
        self.asked += 1
        return HiddenFiles(change=min(self.asked, self.times))

    def paths(self, table: str) -> list[str]:
        seen = type("Seen", (LakeFiles,), {"hidden": lambda _files, name: self.hidden(name)})
        files = seen(url=self.files.url, system=self.files.system, root=self.files.root)
        return list(files.paths(table, since=None, until=None))

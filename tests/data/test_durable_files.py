"""Files are on the disk, whole, or as they were before."""

import os
from pathlib import Path

import pytest

from data.durable_files import make_folder, replace_durably


def test_file_and_folder_are_on_the_disk_in_this_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    sync = os.fsync

    def note(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    replace_durably(tmp_path / "live.json", b"second")
    assert synced == [(tmp_path / "live.json").stat().st_ino, tmp_path.stat().st_ino]


def test_a_disk_that_refuses_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "live.json"
    replace_durably(path, b"first")

    def refuse(descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="no space"):
        replace_durably(path, b"second")
    assert path.read_bytes() == b"first"


def test_a_folder_that_is_made_is_on_the_disk_with_those_above_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda found: synced.append(os.fstat(found).st_ino))
    make_folder(tmp_path / "lake" / "date=2026-11-02")
    assert set(synced) == {(tmp_path / "lake").stat().st_ino, tmp_path.stat().st_ino}
    synced.clear()
    make_folder(tmp_path / "lake" / "date=2026-11-02")
    assert synced == []

"""Work of one process at a time: a second is told so, and so is whoever may not write."""

from pathlib import Path

import pytest

from data.sole_work import alone, changing, is_held
from recommender.errors import Busy, Unavailable


def test_a_second_one_is_told_and_the_next_one_let_in(tmp_path: Path) -> None:
    lock_file = tmp_path / "new" / "lock"
    with alone(lock_file, patience_seconds=0, busy="it runs"):
        with (
            pytest.raises(Busy, match="it runs"),
            alone(lock_file, patience_seconds=0, busy="it runs"),
        ):
            pass
    with alone(lock_file, patience_seconds=0, busy="it runs"):
        pass


def test_what_fails_inside_is_no_failure_of_the_lock_and_frees_it(tmp_path: Path) -> None:
    for _ in range(2):
        with (
            pytest.raises(FileNotFoundError),
            alone(tmp_path / "lock", patience_seconds=0, busy=""),
        ):
            (tmp_path / "nothing").read_bytes()


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(Unavailable, match="set CHIRASHI_HOME to another folder"),
        alone(tmp_path / "file" / "lock", patience_seconds=0, busy=""),
    ):
        pass


def test_who_only_looks_sees_whether_a_lock_is_held_and_makes_none(tmp_path: Path) -> None:
    lock_file = tmp_path / "lock"
    assert not is_held(lock_file)
    assert not lock_file.exists()
    with alone(lock_file, patience_seconds=0, busy=""):
        assert is_held(lock_file)
    assert not is_held(lock_file)


def test_a_folder_is_changed_by_one_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.sole_work.LOCK_SECONDS", 0.01)
    folder = tmp_path / "new" / "folder"
    with (
        changing(folder),
        pytest.raises(Busy, match="another process is changing"),
        changing(folder),
    ):
        pass
    with changing(folder):
        (folder / "file").touch()


def test_a_disk_that_refuses_a_change_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="that the disk has room"), changing(tmp_path):
        (tmp_path / "nothing").read_bytes()

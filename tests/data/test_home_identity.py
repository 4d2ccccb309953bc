"""Each home has an id of its own, whatever its machine and folder are called."""

from pathlib import Path

import pytest

from data.home_identity import home_identity
from recommender.errors import Unavailable


def test_it_is_made_once_and_differs_from_that_of_others(tmp_path: Path) -> None:
    one = home_identity(tmp_path / "one" / "snapshots")
    assert home_identity(tmp_path / "one" / "snapshots") == one
    assert home_identity(tmp_path / "two") != one


def test_one_that_was_spoilt_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "home_id").write_bytes(b"\xff\xff")
    assert home_identity(tmp_path) == home_identity(tmp_path)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable, match="cannot be written"):
        home_identity(tmp_path / "file" / "snapshots")

"""Of homes that share a lake one keeps it, however their machines and folders are called."""

from pathlib import Path

from data.lake.lake_files import open_files
from data.lake_keeping.keeping_lease import GIVEN_UP_AFTER, KeepingLease
from tests.lake_rows import NOON


def test_two_homes_of_one_name_are_two(tmp_path: Path) -> None:
    files = open_files(tmp_path.as_uri())
    one = KeepingLease(files, "1f", where="chirashi:/data")
    other = KeepingLease(files, "2e", where="chirashi:/data")
    assert not one.is_ours(NOON)
    assert one.is_ours(NOON)
    assert not other.is_ours(NOON)
    assert not other.is_ours(NOON)
    assert other.other == "chirashi:/data (1f)"


def test_looking_takes_nothing(tmp_path: Path) -> None:
    files = open_files(tmp_path.as_uri())
    one, other = KeepingLease(files, "1f"), KeepingLease(files, "2e")
    assert not one.is_held(NOON)
    one.is_ours(NOON)
    assert one.is_held(NOON)
    assert not other.is_held(NOON)
    assert not one.is_held(NOON + GIVEN_UP_AFTER)


def test_a_lease_of_an_older_version_is_waited_out(tmp_path: Path) -> None:
    files = open_files(tmp_path.as_uri())
    told = f'{{"keeper": "here:/data", "seen": "{NOON.isoformat()}"}}'
    files.write_content("_keeper.json", told.encode())
    lease = KeepingLease(files, "1f")
    assert not lease.is_ours(NOON)
    assert lease.other == "here:/data"
    lease.is_ours(NOON + GIVEN_UP_AFTER)
    assert lease.is_ours(NOON + GIVEN_UP_AFTER)

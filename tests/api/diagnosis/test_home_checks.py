"""The doctor tells a disk that forgets, one that is far away, and one that is nearly full."""

from pathlib import Path

import pytest

from api.diagnosis.finding import Verdict
from api.diagnosis.home_checks import (
    disk_of_kind,
    files_allowed,
    filesystem_of,
    owned,
    room_left,
)
from tests.api.diagnosis.examined import findings_of, verdict_of

MOUNTS = """sysfs /sys sysfs rw 0 0
/dev/sda1 / ext4 rw 0 0
tmpfs {home} tmpfs rw 0 0
nas:/x {home}/far\\040away nfs4 rw 0 0
"""


def mounts(folder: Path, home: Path) -> Path:
    file = folder / "mounts"
    file.write_text(MOUNTS.format(home=home))
    return file


def test_the_kind_of_disk_is_that_of_the_nearest_mount(tmp_path: Path) -> None:
    home = tmp_path / "home"
    table = mounts(tmp_path, home)
    assert filesystem_of(home / "lake", mounts=table) == "tmpfs"
    assert filesystem_of(home / "far away" / "x", mounts=table) == "nfs4"
    assert filesystem_of(tmp_path / "homely", mounts=table) == "ext4"
    assert filesystem_of(home, mounts=tmp_path / "none") is None


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [("ext4", "ok"), ("tmpfs", "warn"), ("nfs4", "bad"), ("overlay", "warn"), (None, "ok")],
)
def test_each_kind_of_disk_has_its_verdict(tmp_path: Path, kind: str | None, verdict: str) -> None:
    assert disk_of_kind(kind, home=tmp_path).verdict == verdict


@pytest.mark.parametrize(("free_gib", "verdict"), [(0.1, "bad"), (1.0, "warn"), (50.0, "ok")])
def test_little_room_is_told(free_gib: float, verdict: str) -> None:
    assert room_left(int(free_gib * 2**30), total=2**37).verdict == verdict


def test_few_open_files_are_told() -> None:
    found = files_allowed(1024)
    assert found.verdict is Verdict.WARN
    assert "ulimit -n" in str(found.advice)
    assert [files_allowed(limit).verdict for limit in (65_536, -1)] == ["ok", "ok"]


def test_a_home_of_another_user_is_told(tmp_path: Path) -> None:
    assert owned(tmp_path, by=1, me=2).verdict == "warn"
    assert verdict_of(tmp_path, "home") == "ok"
    assert findings_of(tmp_path / "none", "disk") == []

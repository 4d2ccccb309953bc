"""What was counted is never forgotten and never counted twice, whoever dies at whatever moment."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.observing.count_content import Told, packed, unpacked
from api.observing.count_file import ENDING, CountFile, read_count_file
from api.observing.count_totals import TOTAL, totals
from api.observing.counts import Counts
from tests.api.running_server import ROOT

LIVES_ON = """
import sys, time
from pathlib import Path
from api.observing.count_content import Told, packed
from api.observing.count_file import CountFile
from api.observing.counts import Counts
counts, file = Counts(), CountFile(Path(sys.argv[1]))
while True:
    counts.events["accepted", "click", ""] += 1
    file.write(packed(Told(counts)))
    print(counts.events["accepted", "click", ""], flush=True)
    time.sleep(0.001)
"""


def some_counts(clicks: int) -> Counts:
    counts = Counts()
    counts.events["accepted", "click", ""] += clicks
    counts.requests.took("/v1/events", 202, 0.004)
    return counts


def clicks_in(folder: Path) -> int:
    return totals(folder).counts.events["accepted", "click", ""]


def a_file(folder: Path, clicks: int) -> CountFile:
    file = CountFile(folder)
    file.write(packed(Told(some_counts(clicks), {"snapshot": clicks})))
    return file


def test_the_living_are_added_up_with_their_facts(tmp_path: Path) -> None:
    files = [a_file(tmp_path, clicks) for clicks in (2, 3)]
    found = totals(tmp_path)
    assert found.counts.events == {("accepted", "click", ""): 5}
    assert sum(found.counts.requests.rows["/v1/events", 202][:-1]) == 2
    assert sorted(facts["snapshot"] for facts in found.living) == [2, 3]
    for file in files:
        file.close()


def test_the_dead_are_buried_and_what_they_counted_stays(tmp_path: Path) -> None:
    for clicks in (2, 3):
        a_file(tmp_path, clicks).close()
    assert [clicks_in(tmp_path) for _ in range(3)] == [5, 5, 5]
    assert list(tmp_path.glob(f"*{ENDING}")) == []
    a_file(tmp_path, 10).close()
    assert clicks_in(tmp_path) == 15
    assert totals(tmp_path).living == ()


def test_a_burial_that_was_interrupted_counts_nothing_twice(tmp_path: Path) -> None:
    a_file(tmp_path, 2).close()
    saved = {path.name: path.read_bytes() for path in tmp_path.glob(f"*{ENDING}")}
    assert clicks_in(tmp_path) == 2
    for name, content in saved.items():
        (tmp_path / name).write_bytes(content)
    assert [clicks_in(tmp_path) for _ in range(2)] == [2, 2]


def test_a_telling_cut_short_leaves_the_one_before(tmp_path: Path) -> None:
    file = a_file(tmp_path, 2)
    file.write(packed(Told(some_counts(3))))
    whole = file.path.read_bytes()
    assert unpacked(read_count_file(file.path)) == Told(some_counts(3))
    for cut in (8, 20, 40):
        # The second telling lies at the beginning; only so much of it was written over.
        file.path.write_bytes(whole[:cut] + bytes(16) + whole[cut + 16 :])
        assert unpacked(read_count_file(file.path)) == Told(some_counts(2), {"snapshot": 2})
    file.close()


def test_a_process_killed_at_any_moment_takes_nothing_back(tmp_path: Path) -> None:
    seen = 0
    for _ in range(5):
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", LIVES_ON, str(tmp_path)]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            before = seen
            for _ in range(3):
                written = int(process.stdout.readline())
                found = clicks_in(tmp_path)
                assert found >= max(seen, before + written)
                seen = found
            process.send_signal(signal.SIGKILL)
        assert clicks_in(tmp_path) >= seen
        seen = clicks_in(tmp_path)
    assert list(tmp_path.glob(f"*{ENDING}")) == []


@pytest.mark.parametrize("spoilt", [b"", b"nothing of ours", bytes(200_000)])
def test_files_that_nobody_can_read_count_nothing(tmp_path: Path, spoilt: bytes) -> None:
    (tmp_path / f"x{ENDING}").write_bytes(spoilt)
    (tmp_path / TOTAL).write_bytes(spoilt)
    file = a_file(tmp_path, 2)
    assert clicks_in(tmp_path) == 2
    file.close()


def test_a_home_that_was_moved_away_is_counted_anew(tmp_path: Path) -> None:
    a_file(tmp_path / "counts", 2).close()
    shutil.rmtree(tmp_path / "counts")
    a_file(tmp_path / "counts", 3).close()
    assert clicks_in(tmp_path / "counts") == 3


labels = st.tuples(st.text(max_size=9), st.text(max_size=9), st.text(max_size=9))


@given(st.dictionaries(labels, st.integers(0, 2**60), max_size=20))
def test_what_is_packed_is_unpacked(events: dict[tuple[str, ...], int]) -> None:
    told = Told(Counts(), {"snapshot": 3})
    told.counts.events.update(events)
    assert unpacked(packed(told)) == told

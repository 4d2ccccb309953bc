"""No event is acknowledged before a sync of the inbox's log; when syncs fail, none is."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from data.inbox.inbox_reading import inboxes

HERE = Path(__file__).parent
COUNT = 12


@pytest.fixture(scope="module")
def witnessed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Path]:
    """Return what a teller and the witness of its syncs said, and the folder of its inboxes."""
    folder = tmp_path_factory.mktemp("witnessed")
    library = compiled(folder)
    environment = {
        **os.environ,
        "LD_PRELOAD": str(library),
        "WITNESS": str(folder / "said"),
        "REFUSAL": str(folder / "refusal"),
        "PYTHONPATH": str(HERE.parents[2]),
    }
    command = [sys.executable, "-m", "tests.data.inbox.witnessed_teller"]
    arguments = [str(folder / "inboxes"), str(COUNT)]
    subprocess.run([*command, *arguments], env=environment, check=True, timeout=120)
    return (folder / "said").read_text().splitlines(), folder / "inboxes"


def compiled(folder: Path) -> Path:
    """Return the witness as a library."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        if os.environ.get("CHIRASHI_REQUIRE_ALL"):
            pytest.fail("a C compiler on Linux was to be there")
        pytest.skip("no C compiler, or not Linux")
    library = folder / "sync_witness.so"
    source = str(HERE / "sync_witness.c")
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", str(library), source, "-ldl"], check=True, timeout=60
    )
    return library


def test_each_acknowledgement_follows_a_sync_of_its_own(
    witnessed: tuple[list[str], Path],
) -> None:
    synced = False
    acknowledged = 0
    for line in witnessed[0]:
        if line.startswith("synced") and line.endswith(".inbox-wal"):
            synced = True
        elif line.startswith("acknowledged"):
            assert synced, line
            synced, acknowledged = False, acknowledged + 1
    assert acknowledged == COUNT // 2


def test_nothing_is_acknowledged_while_syncs_fail(witnessed: tuple[list[str], Path]) -> None:
    refused = [line for line in witnessed[0] if line.startswith("refused event")]
    told = [line.split()[-1] for line in witnessed[0] if line.startswith("acknowledged")]
    assert len(refused) == COUNT // 2
    middle = {str(number) for number in range(COUNT // 4, 3 * COUNT // 4)}
    assert not middle & set(told)


def test_what_was_acknowledged_is_there(witnessed: tuple[list[str], Path]) -> None:
    kept = {
        int(row.body)
        for inbox in inboxes(witnessed[1])
        for row in inbox.rows("events", through=2**62, limit=100)
    }
    told = {int(line.split()[-1]) for line in witnessed[0] if line.startswith("acknowledged")}
    assert told <= kept

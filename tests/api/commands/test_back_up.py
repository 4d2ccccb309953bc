"""`chirashi backup` of a home that serves under load, and `chirashi restore` into an empty one."""

import subprocess
from copy import copy
from pathlib import Path

from api.tokens.slot_tokens import SigningKeys
from data.inbox.inbox_reading import inboxes
from data.lake.lake_store import Lake
from tests.api.patience import wait_for
from tests.api.running_server import ROOT, a_running_server, command_of, environment_of
from tests.api.served_home import SECRET, a_learned_home
from tests.bench.event_ledger import FAULTS, EventLedger, compared
from tests.bench.reader_load import ReaderLoad


def run(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a command on a home."""
    return subprocess.run(
        command_of(*arguments),
        env=environment_of(home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_restored_home_has_all_that_was_acknowledged_before_once(tmp_path: Path) -> None:
    home, again, folder = (tmp_path / name for name in ("home", "again", "backup"))
    home.mkdir()
    a_learned_home(home).catalogue.close()
    ledger = EventLedger(SigningKeys([SECRET]))
    with a_running_server(home, workers=2, drain_seconds="1") as server:
        load = ReaderLoad(lambda: [server.port], ledger, readers=2, seed=7)
        load.start()
        try:
            wait_for(lambda: len(ledger.acknowledged) > 100, "a hundred events")
            before = copy(ledger.acknowledged)
            done = run(home, "backup", str(folder))
        finally:
            load.stop()
    assert done.returncode == 0, done.stderr
    assert "keep it where only you can read it" in done.stdout
    assert run(again, "restore", str(folder)).returncode == 0
    with a_running_server(again, workers=1, drain_seconds="1") as server:
        wait_for(lambda: server.is_filled(), "pages")
        wait_for(lambda: has_drained(again), "what came along in the inboxes")
    ledger.acknowledged = before
    figures = compared(ledger, Lake((again / "lake").as_uri()))
    assert {name: figures[name] for name in FAULTS} == dict.fromkeys(FAULTS, 0), figures
    assert figures["events_in_the_lake"] >= len(before) > 100


def has_drained(home: Path) -> bool:
    """Whether every inbox but the running worker's is drained and gone."""
    return sum(not inbox.has_worker() for inbox in inboxes(home / "inboxes")) == 0


def test_a_folder_that_is_no_backup_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = run(tmp_path / "home", "restore", str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"chirashi: {tmp_path} is no backup, or one that was not finished: it has no backup.json\n"
    )

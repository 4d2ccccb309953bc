"""Workers and keeper killed at random moments under load: nothing lost, doubled or mislearned."""

from pathlib import Path

from tests.bench.event_ledger import FAULTS
from tests.bench.kill_test import killed_under_load


def test_six_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    figures = killed_under_load(tmp_path, kills=6, readers=2, seed=7)
    assert {name: figures[name] for name in FAULTS} == dict.fromkeys(FAULTS, 0), figures
    assert figures["killed"] == {"worker": 2, "keeper": 2, "both": 2}
    assert figures["events_acknowledged"] > 100
    assert figures["events_in_the_lake"] >= figures["events_acknowledged"]
    assert figures["inboxes_left"] == 0
    assert figures["steps_learned"] > 100
    assert figures["learned_otherwise"] == 0
    assert figures["problems"] == []

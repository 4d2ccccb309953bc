"""`chirashi simulate --world`: a table of who stands where, and the figures in a folder."""

import json
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from api.command_line import app
from recommender.errors import Invalid

TINY = "tests.api.simulating.tiny_worlds:tiny"
SMALL = ("--days", "2", "--views", "60", "--seeds", "2", "--processes", "1")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["simulate", *arguments])


def test_policies_play_and_their_figures_are_told_and_kept(tmp_path: Path) -> None:
    told = run("--world", TINY, *SMALL, "--policies", "random", "--out", str(tmp_path))
    assert told.exit_code == 0
    assert "knowable" in told.stdout
    assert "seed 2: day 2 of 2" in told.stderr
    kept = json.loads((tmp_path / "standings.json").read_text())[TINY]
    assert [standing["policy"] for standing in kept["standings"]] == ["knowable", "random"]
    assert kept["days"] == 2
    assert set(kept["seeds"]) == {"1", "2"}
    assert "<svg" in (tmp_path / f"{TINY.replace(':', '.')}.svg").read_text()


def test_a_folder_that_cannot_be_is_told_before_anything_is_played(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")
    told = run("--world", TINY, *SMALL, "--policies", "random", "--out", str(taken))
    assert isinstance(told.exception, Invalid)
    assert "cannot be the folder of --out" in str(told.exception)
    assert "day 1" not in told.stderr


def test_a_server_or_a_world_is_named_not_both_or_none() -> None:
    for named in ((), ("--against", "http://127.0.0.1:9", "--world", TINY)):
        told = run(*named)
        assert told.exit_code == 2
        assert "either --against" in told.stderr

"""The command line starts quickly, and tells errors in one line."""

import os
import socket
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.command_line import app, main

HEAVY = ("fastapi", "sqlalchemy", "alembic", "pyarrow", "ibis", "duckdb", "lightfm", "numpy")


def test_help_loads_nothing_heavy() -> None:
    code = f"import api.command_line, sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_tells_its_version() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.output) == (0, f"chirashi {version('chirashi')}\n")


def test_an_error_of_ours_is_one_line_and_exit_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoilt = tmp_path / "chirashi.db"
    spoilt.write_text("this is no database, but it is longer than a header of a hundred bytes " * 3)
    monkeypatch.setenv("CHIRASHI_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["chirashi", "keys", "list"])
    with pytest.raises(SystemExit) as exit_:
        main()
    assert exit_.value.code == 1
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.startswith("chirashi: the database sqlite:///")
    assert "is damaged: restore its file from a backup" in written.err
    assert written.err.count("\n") == 1


def test_training_without_its_extra_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['scipy'] = sys.modules['lightfm'] = None; "
        "sys.argv = ['chirashi', 'train']; from api.command_line import main; main()"
    )
    env = os.environ | {"CHIRASHI_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "training needs it: pip install '.[training]'" in done.stderr


def test_a_peer_without_its_extra_says_what_to_install() -> None:
    world = "tests.api.simulating.tiny_worlds:tiny"
    asked = ["chirashi", "simulate", "--world", world, "--policies", "vowpal", "--processes", "1"]
    code = (
        f"import sys; sys.modules['vowpalwabbit'] = None; sys.argv = {asked}; "
        "from api.command_line import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert "this policy needs it: pip install '.[training,peers]'" in done.stderr


def test_a_taken_port_is_told_and_no_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHIRASHI_HOME", str(tmp_path))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        monkeypatch.setenv("CHIRASHI_PORT", port)
        monkeypatch.setattr(sys, "argv", ["chirashi", "serve"])
        with pytest.raises(SystemExit):
            main()
    told = capsys.readouterr().err
    assert told.startswith(f"chirashi: cannot listen at 127.0.0.1 port {port}")
    assert "http://" not in told

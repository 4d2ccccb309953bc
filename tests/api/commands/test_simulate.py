"""`chirashi simulate`: readers of the sample publisher at the doors of a server."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.command_line import app
from api.commands.simulate import sample_world
from data.operational.catalogue import open_catalogue
from data.publisher.sample_home import SampleHome
from recommender.errors import Invalid, NotFound
from tests.api.running_server import free_port
from tests.api.visiting.fake_server import a_fake_server
from tests.data.publisher.small_publisher import NOW


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHIRASHI_HOME", str(tmp_path))
    SampleHome(tmp_path, now=NOW).fill(open_catalogue(f"sqlite:///{tmp_path / 'chirashi.db'}"))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["simulate", *arguments], catch_exceptions=False)


def test_readers_come_and_what_they_did_is_told_and_recorded(home: Path) -> None:
    with a_fake_server(sample_world()) as fake:
        record = home / "record.ndjson"
        told = run("--against", fake.url, "--views", "30", "--rate", "200", "--record", str(record))
        acknowledged = fake.acknowledged.total()
    assert told.exit_code == 0
    assert "clicks/view  ·  expected: learned 0." in told.stdout
    assert "model m-1" in told.stdout
    assert "Acknowledged: " in told.stdout
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    assert sum(line["views"] for line in lines) == 30
    assert acknowledged > 30 * 12


def test_events_that_nobody_acknowledged_are_a_failure(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.visiting.crowd.LAST_WORDS_SECONDS", 0.2)
    with a_fake_server(sample_world()) as fake:
        fake.moods = ["busy"] * 1_000
        told = run("--against", fake.url, "--minutes", "0.02", "--rate", "50")
    assert told.exit_code == 1
    assert "Never acknowledged" in told.stderr


def test_a_server_that_nobody_answers_at_is_a_failure(home: Path) -> None:
    told = run("--against", f"http://127.0.0.1:{free_port()}", "--views", "5", "--rate", "50")
    assert told.exit_code == 1
    assert "No page got slots" in told.stderr


def test_a_home_without_the_sample_publisher_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHIRASHI_HOME", str(tmp_path))
    with pytest.raises(NotFound, match="chirashi demo"):
        run("--against", "http://127.0.0.1:9")


def test_an_address_without_http_is_refused(home: Path) -> None:
    with pytest.raises(Invalid, match="http://host:port"):
        run("--against", "127.0.0.1:8000")

"""`chirashi report`: the terminal's table, and the files on standard output."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.command_line import app
from api.commands.tell_report import NAMES
from data.lake.lake_store import Lake
from data.operational.catalogue import open_catalogue
from data.reports.report_ask import BYS
from recommender.errors import InvalidFields, NotFound
from tests.builders import a_site
from tests.lake_rows import a_decision_row, a_slot_row, an_event_row, as_table

SHOWN, CLICKED = 40, 10


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home whose readers saw forty slots an hour ago and clicked ten of them."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("CHIRASHI_HOME", str(home))
    monkeypatch.setenv("COLUMNS", "100")
    open_catalogue(f"sqlite:///{home / 'chirashi.db'}").sites.put(a_site())
    lake, at = Lake((home / "lake").as_uri()), datetime.now(UTC) - timedelta(hours=1)
    decisions = [a_decision_row(number, decided_at=at) for number in range(SHOWN)]
    slots = [a_slot_row(decision) for decision in decisions]
    events = [an_event_row(slot, "impression", received_at=at) for slot in slots]
    events += [an_event_row(slot, "click", received_at=at) for slot in slots[:CLICKED]]
    for name, rows in (("decisions", decisions), ("slots", slots), ("events", events)):
        lake.append(name, as_table(*rows), name="shown")
    return home


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["report", *arguments], catch_exceptions=False)


def test_a_table_tells_the_rate_between_what_it_lies_and_what_the_words_mean(home: Path) -> None:
    told = run("performance", "--by", "promo").stdout
    assert "Performance by promo" in told
    assert "story-1" in told
    assert "25.0 %" in told
    assert "CTR: Clicks / impressions." in told
    assert max(len(line) for line in told.splitlines()[:20]) <= 100


def test_a_narrow_terminal_is_told_what_was_left_out(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "44")
    told = run().stdout
    assert "Not shown for want of room" in told
    assert "CTR" in told


def test_a_report_without_rows_says_so_instead_of_an_empty_table(home: Path) -> None:
    told = run("lift", "--from", "2020-01-01", "--to", "2020-01-31").stdout.splitlines()
    assert told[0].startswith("What the learned ranking gained")
    assert told[1] == "There is nothing to tell of these days."


def test_json_and_csv_are_written_as_they_are(home: Path) -> None:
    table = json.loads(run("performance", "--format", "json").stdout)
    assert (table["total"]["impressions"], table["total"]["clicks"]) == (SHOWN, CLICKED)
    (row,) = csv.DictReader(io.StringIO(run("--by", "promo", "--format", "csv").stdout))
    assert (row["promo"], row["clicks"], row["ctr"]) == ("story-1", "10", "0.25")
    assert run("--format", "xlsx").stdout_bytes.startswith(b"PK")


def test_days_and_site_bound_it(home: Path) -> None:
    long_ago = ("--from", "2020-01-01", "--to", "2020-01-31", "--format", "csv")
    assert len(run("performance", *long_ago).stdout.splitlines()) == 1
    assert len(run("performance", "--site", "daily", "--format", "csv").stdout.splitlines()) == 2


def test_what_is_wrong_is_named(home: Path) -> None:
    for arguments in (("--from", "yesterday"), ("--by", "moon"), ("lift", "--by", "promo")):
        with pytest.raises(InvalidFields):
            run(*arguments)
    for arguments in (("weather",), ("lift", "--site", "monthly")):
        with pytest.raises(NotFound):
            run(*arguments)


def test_the_help_names_every_report() -> None:
    assert NAMES.split(", ") == list(BYS)

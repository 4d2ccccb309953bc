"""`chirashi import clicks` and `chirashi export exposures`: what they print and where they end."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.command_line import app
from recommender.errors import Conflict, Invalid, InvalidMapping
from tests.data.click_log.logs import a_line, write_log

MAPPING = """
[log]
time = "shown_at"
site = { constant = "daily" }
article = "page"
placement = { constant = "footer" }
position = "slot"
promo = "card"
propensity = "chance"
clicked = "clicked"
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHIRASHI_HOME", str(tmp_path / "home"))
    (tmp_path / "mapping.toml").write_text(MAPPING)
    return tmp_path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(part) for part in arguments], catch_exceptions=False)


def import_clicks(home: Path, name: str, *options: str) -> Result:
    return run("import", "clicks", home / name, "--mapping", home / "mapping.toml", *options)


def test_tells_what_was_taken_in_and_what_was_not(home: Path) -> None:
    lines = [a_line(n) for n in range(10)] + [a_line(1, chance=0), a_line(2, chance=0)]
    write_log(home / "log.csv", [*lines, a_line(3, shown_at="noon")])
    done = import_clicks(home, "log.csv")
    assert done.exit_code == 0
    told = done.stdout.splitlines()
    assert told[0] == "10 of 13 lines taken in: 10 exposures, 2 clicks."
    assert told[1].startswith("3 lines rejected, kept in ")
    assert told[2:] == [
        "  2 × chance must lie above 0 and not above 1",
        "  1 × shown_at is no ISO 8601 time",
    ]
    kept = Path(told[1].removeprefix("3 lines rejected, kept in ").removesuffix(":"))
    assert [json.loads(row)["line"] for row in kept.read_text().splitlines()] == [12, 13, 14]


def test_a_second_time_says_so(home: Path) -> None:
    write_log(home / "log.csv", [a_line(n) for n in range(10)])
    import_clicks(home, "log.csv")
    assert import_clicks(home, "log.csv").stdout.startswith("log.csv was imported before")


def test_another_mapping_needs_the_word(home: Path) -> None:
    write_log(home / "log.csv", [a_line(n) for n in range(10)])
    import_clicks(home, "log.csv")
    (home / "mapping.toml").write_text(MAPPING.replace("footer", "header"))
    with pytest.raises(Conflict, match="--replace"):
        import_clicks(home, "log.csv")
    assert import_clicks(home, "log.csv", "--replace").stdout.startswith("10 of 10")
    frame = home / "frame.ndjson"
    assert run("export", "exposures", "--to", frame).stdout.startswith("10 exposures")
    placements = {json.loads(row)["placement"] for row in frame.read_text().splitlines()}
    assert placements == {"header"}


def test_a_log_without_clicks_is_warned_of(home: Path) -> None:
    write_log(home / "log.csv", [a_line(n, clicked=0) for n in range(10)])
    done = import_clicks(home, "log.csv")
    assert done.exit_code == 0
    assert "Warning: this log has no clicks" in done.stderr


def test_a_log_of_which_nothing_can_be_taken_fails(home: Path) -> None:
    write_log(home / "log.csv", [a_line(n, chance=0) for n in range(10)])
    assert import_clicks(home, "log.csv").exit_code == 1


def test_wrong_names_are_refused_before_anything_is_written(home: Path) -> None:
    write_log(home / "log.csv", [a_line(1)])
    with pytest.raises(Invalid, match=r"no file .*other\.csv"):
        import_clicks(home, "other.csv")
    (home / "mapping.toml").write_text(MAPPING.replace('"card"', '"cards"'))
    with pytest.raises(InvalidMapping, match="no column 'cards'"):
        import_clicks(home, "log.csv")
    assert not (home / "home" / "lake").exists()


def test_a_window_is_exported(home: Path) -> None:
    lines = [a_line(n, shown_at=f"2026-11-{n + 1:02d}T12:00:00+09:00") for n in range(9)]
    write_log(home / "log.csv", lines)
    import_clicks(home, "log.csv")
    window = ("--since", "2026-11-02", "--until", "2026-11-05T12:00+09:00")
    done = run("export", "exposures", "--to", home / "frame.csv", *window)
    assert done.stdout.startswith("3 exposures written to")


@pytest.mark.parametrize("since", ["noon", "2026-11-02T12:00", "2026-13-01"])
def test_a_window_needs_its_zone(home: Path, since: str) -> None:
    with pytest.raises(Invalid, match="--since must"):
        run("export", "exposures", "--to", home / "frame.csv", "--since", since)

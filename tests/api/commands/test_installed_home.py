"""Commands that only read: in a wrong home they name it and make nothing."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.command_line import app
from api.commands.installed_home import check_database, installed, is_there
from recommender.errors import NotFound

READING = (
    ["report"],
    ["report", "lift", "--format", "json"],
    ["models"],
    ["evaluate"],
    ["rollback"],
    ["train"],
    ["keys", "list"],
    ["keys", "revoke", "1"],
    ["export", "catalogue", "out"],
    ["export", "exposures", "--to", "out.parquet"],
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home that is not there."""
    monkeypatch.setenv("CHIRASHI_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_a_wrong_home_is_named_and_nothing_is_made(home: Path, arguments: list[str]) -> None:
    with pytest.raises(NotFound, match=str(home)):
        CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert not home.exists()
    assert not list(home.parent.glob("out*"))


def test_the_doctor_makes_nothing_either(home: Path) -> None:
    told = CliRunner().invoke(app, ["doctor"], catch_exceptions=False).stdout
    assert f"{home} is not there yet" in told
    assert not home.exists()


def test_a_lake_without_a_catalogue_is_an_installation(home: Path) -> None:
    (home / "lake").mkdir(parents=True)
    assert installed().home == home
    with pytest.raises(NotFound, match="no database"):
        check_database()
    CliRunner().invoke(app, ["report"], catch_exceptions=False)
    assert [path.name for path in home.iterdir()] == ["lake"]


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("postgresql://there/db", True),
        ("s3://bucket/lake", True),
        ("sqlite:///{}/a.db", True),
        ("sqlite+pysqlite:///{}/a.db", True),
        ("sqlite:///{}/b.db", False),
        ("file://{}/a.db", True),
        ("file://{}/b", False),
    ],
)
def test_what_lies_elsewhere_is_taken_to_be_there(tmp_path: Path, url: str, known: bool) -> None:  # noqa: FBT001 - what is expected
    (tmp_path / "a.db").touch()
    assert is_there(url.format(tmp_path)) is known

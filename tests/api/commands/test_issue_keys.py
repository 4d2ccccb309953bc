"""`chirashi keys`: a key is shown once, listed without its secret, and ends when revoked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from api.command_line import app
from data.operational.api_keys import ApiKeys, Scope
from data.operational.catalogue import Catalogue
from data.operational.database import open_database
from recommender.errors import Invalid, KeyRefused, NotFound
from tests.builders import a_site


@pytest.fixture
def engine_of_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setenv("CHIRASHI_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    engine = open_database(f"sqlite:///{tmp_path / 'chirashi.db'}")
    yield engine
    engine.dispose()


def run(*arguments: str) -> str:
    return CliRunner().invoke(app, ["keys", *arguments], catch_exceptions=False).stdout


def test_a_key_works_until_it_is_revoked(engine_of_home: Engine) -> None:
    secret = run("create", "the CMS", "--scope", "catalogue", "--scope", "reports").strip()
    keys = ApiKeys(engine_of_home)
    key = keys.key_of(secret)
    assert (key.name, key.site) == ("the CMS", "*")
    assert key.scopes == {Scope.CATALOGUE, Scope.REPORTS}
    listed = run("list")
    assert "the CMS" in listed
    assert secret not in listed
    assert run("revoke", "1") == "Key 1 is revoked.\n"
    with pytest.raises(KeyRefused, match="was revoked"):
        keys.key_of(secret)


def test_a_key_can_be_bound_to_a_known_site_only(engine_of_home: Engine) -> None:
    with pytest.raises(NotFound, match="no site is known as 'daily'"):
        run("create", "editor", "--site", "daily")
    Catalogue(engine_of_home).sites.put(a_site())
    secret = run("create", "editor", "--site", "daily").strip()
    assert ApiKeys(engine_of_home).key_of(secret).site == "daily"


@pytest.mark.usefixtures("engine_of_home")
def test_refuses_scopes_and_numbers_that_do_not_exist() -> None:
    with pytest.raises(Invalid, match="no scope is called everything"):
        run("create", "x", "--scope", "everything")
    with pytest.raises(NotFound, match="API key"):
        run("revoke", "7")

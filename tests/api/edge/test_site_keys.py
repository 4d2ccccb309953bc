"""Keys at the open doors: believed when they are good, and no page waits for a database."""

import asyncio
import sqlite3
from pathlib import Path
from threading import Event

import pytest

from api.edge.gate import Gate
from api.edge.site_keys import SiteKeys
from data.operational.api_keys import ApiKey, ApiKeys, Scope
from data.operational.catalogue import open_catalogue
from data.operational.database import open_database

NOBODY_WAITS_LONGER_SECONDS = 60


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "chirashi.db"
    open_catalogue(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def keys(path: Path) -> ApiKeys:
    return ApiKeys(open_database(f"sqlite:///{path}", patience_ms=50))


def bearer(keys: ApiKeys, site: str = "daily") -> str:
    secret, _ = keys.create("cms", site=site, scopes=frozenset({Scope.CATALOGUE}))
    return f"Bearer {secret}"


def test_a_key_opens_its_own_site(keys: ApiKeys) -> None:
    asked = SiteKeys(Gate(keys))
    header = bearer(keys)

    async def ask() -> list[bool]:
        wanted = [(header, "daily"), (header, "blog"), ("Bearer x", "daily"), ("", "daily")]
        return [await asked.has_key(*each) for each in wanted * 2]

    assert asyncio.run(ask()) == [True, False, False, False] * 2


class SlowGate(Gate):
    """A gate before a database that does not answer until the test lets it."""

    answers = Event()

    def key_for_site(self, authorization: str | None, *, site: str) -> ApiKey | None:
        self.answers.wait(NOBODY_WAITS_LONGER_SECONDS)
        return super().key_for_site(authorization, site=site)


def test_a_page_does_not_wait_for_a_database_that_does_not_answer(keys: ApiKeys) -> None:
    gate = SlowGate(keys)
    asked = SiteKeys(gate)
    header = bearer(keys)

    async def ask() -> None:
        assert not await asked.has_key(header, "daily")
        assert not gate.answers.is_set()
        gate.answers.set()
        while not await asked.has_key(header, "daily"):
            await asyncio.sleep(0.01)

    asyncio.run(ask())


def test_a_database_that_answers_again_is_believed_soon(
    keys: ApiKeys, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.edge.site_keys.UNKNOWN_FOR_SECONDS", 0.0)
    asked = SiteKeys(Gate(keys))
    header = bearer(keys)
    hidden = path.rename(path.with_suffix(".away"))

    async def ask() -> None:
        assert not await asked.has_key(header, "daily")
        hidden.rename(path)
        while not await asked.has_key(header, "daily"):
            await asyncio.sleep(0.01)

    asyncio.run(ask())


def test_a_locked_database_gives_no_rights(keys: ApiKeys, path: Path) -> None:
    asked, header = SiteKeys(Gate(keys)), bearer(keys)
    keys._engine.dispose()
    other = sqlite3.connect(path, isolation_level=None)
    other.executescript("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;")
    assert not asyncio.run(asked.has_key(header, "daily"))
    other.close()

"""What every test may ask for: real tools that must be there, and a database of each kind."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Connection, Engine, event

from tests.postgresql_server import PostgresqlServer, postgresql_binaries

# The same examples on every machine, and no clock that fails a test on a busy one.
settings.register_profile("house", derandomize=True, database=None, deadline=None)
settings.load_profile("house")


_opened: set[Engine] = set()


@event.listens_for(Engine, "engine_connect")
def _remember(connection: Connection) -> None:
    _opened.add(connection.engine)


@pytest.fixture(autouse=True)
def close_databases() -> Iterator[None]:
    """Close what a test has opened: from Python 3.13 on a forgotten connection is a warning.

    Engines that outlive the test, in a wider fixture, open new connections.
    """
    yield
    while _opened:
        _opened.pop().dispose()


def require(tool: object, reason: str) -> None:
    """Skip a test whose tool is absent; with CHIRASHI_REQUIRE_ALL=1 the absence is a failure."""
    if tool:
        return
    if os.environ.get("CHIRASHI_REQUIRE_ALL") == "1":
        pytest.fail(f"CHIRASHI_REQUIRE_ALL=1, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """Start one PostgreSQL for the session, on a free port, as a user without rights."""
    binaries = postgresql_binaries()
    require(binaries, "no PostgreSQL server is installed (initdb and postgres)")
    assert binaries is not None
    with PostgresqlServer(binaries) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'chirashi.db'}"
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    return server.empty_database()

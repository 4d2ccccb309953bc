"""Opens the operational database: SQLite by default, PostgreSQL by URL, the same code after."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from data.operational.database_failures import as_unavailable
from data.operational.sqlite_connections import prepare_sqlite
from recommender.errors import Invalid, Unavailable

PATIENCE_MS = 5000
# A server answers at most 40 blocking requests at once; five connections are kept open.
CONNECTIONS = 40


def open_database(url: str, *, patience_ms: int = PATIENCE_MS) -> Engine:
    """Return an engine that waits `patience_ms` for a lock; nothing is connected or created yet.

    Raises Invalid if the URL names no database that Chirashi can keep its rows in.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed, patience_ms=patience_ms)
    return _open_postgresql(parsed, patience_ms=patience_ms)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield one consistent view; it never waits for writers. Raises Unavailable."""
    with as_unavailable(engine.url), engine.connect() as connection:
        yield connection.execution_options(chirashi_reading=True)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield the one writing transaction, committed at the end. Raises Unavailable."""
    with as_unavailable(engine.url), engine.begin() as connection:
        yield connection


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise Invalid(f"CHIRASHI_DATABASE_URL is no database URL: {url!r}") from error
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        shown = parsed.render_as_string(hide_password=True)
        raise Invalid(f"CHIRASHI_DATABASE_URL must begin with sqlite: or postgresql:, not {shown}")
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise Invalid("CHIRASHI_DATABASE_URL must name a file: sqlite:////path/to/chirashi.db")
    return parsed


def _open_sqlite(url: URL, *, patience_ms: int) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": patience_ms / 1000},
        max_overflow=CONNECTIONS,
        pool_timeout=patience_ms / 1000,
    )
    prepare_sqlite(engine, patience_ms=patience_ms)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """A transaction that reads and then writes must own the lock from its first statement."""
    reads = connection.get_execution_options().get("chirashi_reading", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _open_postgresql(url: URL, *, patience_ms: int) -> Engine:
    options = f"-c lock_timeout={patience_ms} -c timezone=UTC"
    arguments = {"connect_timeout": max(1, patience_ms // 1000), "options": options}
    try:
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args=arguments,
            max_overflow=CONNECTIONS,
            pool_timeout=patience_ms / 1000,
            pool_pre_ping=True,
        )
    except (ModuleNotFoundError, NoSuchModuleError, DBAPIError) as error:
        message = "PostgreSQL needs its driver: pip install 'chirashi[postgresql]'"
        raise Unavailable(message) from error

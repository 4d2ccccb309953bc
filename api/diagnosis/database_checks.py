"""The database: whether it answers, has the tables of this version, and keeps what it was told."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine

from api.diagnosis.finding import Finding, bad, ok, warn
from api.diagnosis.installation import Installation
from data.operational.database import open_database, reading
from data.operational.migration import revisions
from recommender.errors import Unavailable

MOST_CHECKED_BYTES = 2**28
FULL = 2
"""What `PRAGMA synchronous` calls it."""


def database(it: Installation) -> Iterator[Finding]:
    """Say whether it answers and is of this version."""
    engine = open_database(it.storage.database_url, patience_ms=2000)
    place = engine.url.render_as_string(hide_password=True)
    try:
        if _is_missing(engine):
            advice = "`chirashi import catalogue` makes it; if it was there, restore its backup"
            yield warn("database", f"{place} is not there yet", advice)
            return
        found, wanted = revisions(engine)
        if found is None:
            advice = "restore its file from a backup, or begin one with `chirashi import catalogue`"
            yield bad("database", f"{place} is empty", advice)
        elif found != wanted:
            advice = "restart Chirashi: it brings the tables up to date"
            yield warn("database", f"{place} has the tables of {found}, not of {wanted}", advice)
        else:
            yield ok("database", f"{place} answers, its tables are those of this version")
        yield from _durability(engine)
    except Unavailable as error:
        yield bad("database", *_parted(str(error)))
    finally:
        engine.dispose()


def _is_missing(engine: Engine) -> bool:
    is_file = engine.url.get_backend_name() == "sqlite"
    return is_file and not Path(str(engine.url.database)).exists()


def _parted(sentence: str) -> tuple[str, str]:
    """Part what is wrong from what to do, as messages of ours have them."""
    seen, _, advice = sentence.partition(": ")
    return seen, advice or "see the log"


def _durability(engine: Engine) -> Iterator[Finding]:
    with reading(engine) as connection:
        if engine.url.get_backend_name() == "sqlite":
            yield from _sqlite(connection, Path(str(engine.url.database)))
        else:
            yield from _postgresql(connection)


def _sqlite(connection: Connection, file: Path) -> Iterator[Finding]:
    journal = _asked(connection, "PRAGMA journal_mode")
    level = int(_asked(connection, "PRAGMA synchronous"))
    if journal != "wal" or level < FULL:
        advice = "put it on a disk where SQLite's log works, or use PostgreSQL"
        yield bad("durability", f"journal_mode is {journal}, synchronous {level}", advice)
    else:
        yield ok("durability", "write-ahead log, synced at each commit")
    if file.stat().st_size > MOST_CHECKED_BYTES:
        return
    verdict = _asked(connection, "PRAGMA quick_check(1)")
    if verdict != "ok":
        advice = "stop Chirashi and restore a backup"
        yield bad("integrity", f"{file} is damaged ({verdict.splitlines()[0]})", advice)
    else:
        yield ok("integrity", f"{file.name} is sound")


def _postgresql(connection: Connection) -> Iterator[Finding]:
    off = [
        name
        for name in ("fsync", "synchronous_commit", "full_page_writes")
        if _asked(connection, f"SHOW {name}") == "off"
    ]
    if off:
        seen = f"{', '.join(off)} off: what was committed may be lost with the power"
        yield warn("durability", seen, "switch it on in postgresql.conf")
    else:
        yield ok("durability", "PostgreSQL syncs at each commit")


def _asked(connection: Connection, statement: str) -> str:
    return str(connection.exec_driver_sql(statement).scalar_one())

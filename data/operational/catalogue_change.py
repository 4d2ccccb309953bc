"""Writes catalogue rows: one writer at a time, a version for each change, none for sameness."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from data.operational.catalogue_noun import Key, Noun
from data.operational.kept import Verdict
from data.operational.precondition import Precondition
from data.operational.tables import counters, sites
from recommender.errors import NotFound

T = TypeVar("T")
COUNTER = counters.c.name == "catalogue"


def keep(
    connection: Connection,
    noun: Noun[T],
    *,
    values: Sequence[T],
    before: Precondition,
    now: datetime,
) -> list[Verdict]:
    """Upsert the values in their order and say of each what it was. Raises NotFound, Conflict."""
    lock(connection)
    _check_sites(connection, noun, values=values)
    verdicts: list[Verdict] = []
    for batch in _without_repeats(noun, values):
        verdicts += _keep_batch(connection, noun, values=batch, before=before, now=now)
    return verdicts


def lock(connection: Connection) -> None:
    """Wait to be the catalogue's only writer: changes then commit in the order of `changed_in`.

    SQLite's transaction has that already, and leaves FOR UPDATE out.
    """
    connection.execute(select(counters.c.value).where(COUNTER).with_for_update())


def set_archived(connection: Connection, noun: Noun[T], *, row: Row[Any], now: datetime) -> None:
    """Archive a live row, as a version of its own."""
    changes = {"archived": True, "content": row.content}
    _replace(connection, noun, changes={row.number: changes}, changed_in=_bump(connection), now=now)


def rows_by_key(connection: Connection, noun: Noun[T], *, keys: list[Key]) -> dict[Key, Row[Any]]:
    """Return the rows, archived ones too, that bear these keys (at most a few hundred)."""
    rows = connection.execute(select(noun.live).where(noun.has_key(keys)))
    return {noun.key_in(row): row for row in rows}


def _check_sites(connection: Connection, noun: Noun[T], *, values: Sequence[T]) -> None:
    """A foreign key guards this too, but names neither the site nor the row."""
    if "site" not in noun.key_names:
        return
    wanted = {noun.key_of(value)[0] for value in values}
    is_known = sites.c.id.in_(wanted) & ~sites.c.archived
    known = set(connection.execute(select(sites.c.id).where(is_known)).scalars())
    for site in sorted(wanted - known):
        raise NotFound("site", site)


def _without_repeats(noun: Noun[T], values: Sequence[T]) -> Iterator[list[T]]:
    """Cut the values where a key comes again: the later one is compared with the earlier."""
    batch: dict[Key, T] = {}
    for value in values:
        key = noun.key_of(value)
        if key in batch:
            yield list(batch.values())
            batch = {}
        batch[key] = value
    if batch:
        yield list(batch.values())


def _keep_batch(
    connection: Connection, noun: Noun[T], *, values: list[T], before: Precondition, now: datetime
) -> list[Verdict]:
    present = rows_by_key(connection, noun, keys=[noun.key_of(value) for value in values])
    new: list[dict[str, Any]] = []
    changes: dict[int, dict[str, Any]] = {}
    verdicts = []
    for value in values:
        row, found = noun.row_of(value), present.get(noun.key_of(value))
        before.check(None if found is None or found.archived else found.version)
        verdicts.append(_verdict(row, found))
        if found is None:
            new.append(row)
        elif verdicts[-1] is not Verdict.UNCHANGED:
            changes[found.number] = {"archived": False, "content": row["content"]}
    if new or changes:
        changed_in = _bump(connection)
        _insert(connection, noun, rows=new, changed_in=changed_in, now=now)
        _replace(connection, noun, changes=changes, changed_in=changed_in, now=now)
    return verdicts


def _verdict(row: dict[str, Any], found: Row[Any] | None) -> Verdict:
    if found is None or found.archived:
        return Verdict.CREATED
    return Verdict.UNCHANGED if found.content == row["content"] else Verdict.UPDATED


def _bump(connection: Connection) -> int:
    statement = update(counters).where(COUNTER).values(value=counters.c.value + 1)
    return int(connection.execute(statement.returning(counters.c.value)).scalar_one())


def _insert(
    connection: Connection,
    noun: Noun[T],
    *,
    rows: list[dict[str, Any]],
    changed_in: int,
    now: datetime,
) -> None:
    if rows:
        fixed = {"version": 1, "changed_in": changed_in, "valid_from": now, "archived": False}
        connection.execute(insert(noun.live), [row | fixed for row in rows])


def _replace(
    connection: Connection,
    noun: Noun[T],
    *,
    changes: dict[int, dict[str, Any]],
    changed_in: int,
    now: datetime,
) -> None:
    """Copy the rows as they are into the history, then give them their next version."""
    if not changes:
        return
    live, names = noun.live, [column.name for column in noun.replaced.c]
    old = select(*[live.c[name] for name in names]).where(live.c.number.in_(changes))
    connection.execute(insert(noun.replaced).from_select(names, old))
    fixed = {"changed_in": changed_in, "valid_from": now}
    statement = update(live).where(live.c.number == bindparam("row_number"))
    connection.execute(
        statement.values(
            version=live.c.version + 1,
            **{
                name: bindparam(name)
                for name in ("changed_in", "valid_from", "archived", "content")
            },
        ),
        [{"row_number": number} | fixed | change for number, change in changes.items()],
    )

"""One noun's rows: get, put, delete, list, and what changed since a catalogue version."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Engine, Row, Select, select

from data.operational.catalogue_change import keep, lock, rows_by_key, set_archived
from data.operational.catalogue_noun import Noun
from data.operational.database import reading, writing
from data.operational.kept import Kept, Verdict, Written
from data.operational.precondition import ANY_STATE, Precondition
from recommender.errors import NotFound

T = TypeVar("T")
BATCH = 500


class Shelf(Generic[T]):
    """The rows of one noun. Keys are given in full: `get("offer-1")`, `get("daily", "a/b")`."""

    def __init__(self, engine: Engine, *, noun: Noun[T], now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._noun = noun
        self._now = now

    def get(self, *key: str) -> Kept[T]:
        """Return what bears the key now. Raises NotFound, also if it was archived."""
        with reading(self._engine) as connection:
            row = rows_by_key(connection, self._noun, keys=[key]).get(key)
        if row is None or row.archived:
            raise NotFound(self._noun.word, "/".join(key))
        return self._noun.kept_of(row)

    def by_number(self, number: int) -> Kept[T]:
        """Return what bears the number, archived or not. Raises NotFound."""
        found = self._select(self._noun.live.c.number == number)
        if not found:
            raise NotFound(self._noun.word, str(number))
        return found[0]

    def by_numbers(self, numbers: Sequence[int]) -> list[Kept[T]]:
        """Return what bears the numbers, archived or not; unknown ones are left out."""
        live, found = self._noun.live, []
        for start in range(0, len(numbers), BATCH):
            found += self._select(live.c.number.in_(numbers[start : start + BATCH]))
        return found

    def history(self, number: int) -> list[Kept[T]]:
        """Return every version that a number has had, the first one first; none if unknown."""
        replaced = self._noun.replaced
        statement = select(replaced).where(replaced.c.number == number)
        with reading(self._engine) as connection:
            rows = connection.execute(statement.order_by(replaced.c.version)).all()
        return [self._noun.kept_of(row) for row in rows] + self.by_numbers([number])

    def keys_changed_since(self, version: int) -> list[Row[Any]]:
        """Return number and key of the rows, archived ones too, changed after that version."""
        return self._keys(self._noun.live.c.changed_in > version)

    def keys_by_numbers(self, numbers: Sequence[int]) -> list[Row[Any]]:
        """Return number and key of what bears the numbers, archived or not."""
        live, found = self._noun.live, []
        for start in range(0, len(numbers), BATCH):
            found += self._keys(live.c.number.in_(numbers[start : start + BATCH]))
        return found

    def _keys(self, condition: ColumnElement[bool]) -> list[Row[Any]]:
        live = self._noun.live
        columns = [live.c.number, *(live.c[name] for name in self._noun.key_names)]
        with reading(self._engine) as connection:
            return list(connection.execute(select(*columns).where(condition)))

    def put(self, value: T, *, before: Precondition = ANY_STATE) -> Written[T]:
        """Create or replace; the same content makes no version. Raises NotFound, Conflict."""
        key = self._noun.key_of(value)
        with writing(self._engine) as connection:
            now = self._now()
            (verdict,) = keep(connection, self._noun, values=[value], before=before, now=now)
            kept = self._noun.kept_of(rows_by_key(connection, self._noun, keys=[key])[key])
        return Written(verdict=verdict, kept=kept)

    def put_many(self, values: Iterable[T]) -> list[Verdict]:
        """Upsert any number of values, a transaction each few hundred. Raises NotFound (site)."""
        verdicts: list[Verdict] = []
        for batch in _batches(values):
            with writing(self._engine) as connection:
                verdicts += keep(
                    connection, self._noun, values=batch, before=ANY_STATE, now=self._now()
                )
        return verdicts

    def delete(self, *key: str, before: Precondition = ANY_STATE) -> None:
        """Archive: listed no more, but its number still resolves. Raises NotFound, Conflict."""
        with writing(self._engine) as connection:
            lock(connection)
            row = rows_by_key(connection, self._noun, keys=[key]).get(key)
            before.check(None if row is None or row.archived else row.version)
            if row is None or row.archived:
                raise NotFound(self._noun.word, "/".join(key))
            set_archived(connection, self._noun, row=row, now=self._now())

    def page(self, *, after: int = 0, limit: int = 100, site: str | None = None) -> list[Kept[T]]:
        """Return up to `limit` unarchived rows whose number is above `after`, by number."""
        live = self._noun.live
        conditions = [live.c.number > after, ~live.c.archived]
        if site is not None and "site" in self._noun.key_names:
            conditions.append(live.c.site == site)
        return self._select(*conditions, limit=limit)

    def newest(self, *, limit: int, site: str) -> list[Kept[T]]:
        """Return the unarchived rows of a site that were added last, the last one first."""
        live = self._noun.live
        statement = select(live).where(live.c.site == site, ~live.c.archived)
        with reading(self._engine) as connection:
            rows = connection.execute(statement.order_by(live.c.number.desc()).limit(limit)).all()
        return [self._noun.kept_of(row) for row in rows]

    def all(self) -> Iterator[Kept[T]]:
        """Yield every unarchived row by number, a page at a time."""
        after = 0
        while found := self.page(after=after, limit=BATCH):
            yield from found
            after = found[-1].number

    def changed_since(self, version: int) -> list[Kept[T]]:
        """Return the rows, archived ones too, changed after that catalogue version, by number."""
        return self._select(self._noun.live.c.changed_in > version)

    def versions(self, *key: str) -> list[Kept[T]]:
        """Return every version that the key has had, the first one first. Raises NotFound."""
        replaced = self._noun.replaced
        with reading(self._engine) as connection:
            row = rows_by_key(connection, self._noun, keys=[key]).get(key)
            if row is None:
                raise NotFound(self._noun.word, "/".join(key))
            of_number = select(replaced).where(replaced.c.number == row.number)
            rows = connection.execute(of_number.order_by(replaced.c.version)).all()
        return [self._noun.kept_of(each) for each in [*rows, row]]

    def _select(self, *conditions: ColumnElement[bool], limit: int | None = None) -> list[Kept[T]]:
        live = self._noun.live
        statement: Select[Any] = select(live).where(*conditions).order_by(live.c.number)
        with reading(self._engine) as connection:
            rows: Sequence[Any] = connection.execute(statement.limit(limit)).all()
        return [self._noun.kept_of(row) for row in rows]


def _batches(values: Iterable[T]) -> Iterator[list[T]]:
    batch: list[T] = []
    for value in values:
        batch.append(value)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch

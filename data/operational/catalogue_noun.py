"""What the catalogue must know of a noun: its tables, its key and its document."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Table, tuple_

from data.operational.domain_documents import from_document, to_document
from data.operational.kept import Kept
from recommender.errors import Unavailable

T = TypeVar("T")
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun(Generic[T]):
    """A noun's word, its type, the table of live rows and that of replaced ones."""

    word: str
    kind: type[T]
    live: Table
    replaced: Table
    key_names: tuple[str, ...]

    def key_of(self, value: T) -> Key:
        """Return what the value is known by."""
        return tuple(getattr(value, name) for name in self.key_names)

    def key_in(self, row: Row[Any]) -> Key:
        """Return what a live row is known by."""
        return tuple(getattr(row, name) for name in self.key_names)

    def has_key(self, keys: list[Key]) -> ColumnElement[bool]:
        """Return the condition that a live row bears one of the keys."""
        columns = [self.live.c[name] for name in self.key_names]
        if len(columns) == 1:
            return columns[0].in_([key[0] for key in keys])
        return tuple_(*columns).in_(keys)

    def row_of(self, value: T) -> dict[str, Any]:
        """Return the columns that a value determines."""
        return dict(zip(self.key_names, self.key_of(value), strict=True)) | {
            "content": to_document(value)
        }

    def kept_of(self, row: Row[Any]) -> Kept[T]:
        """Return the value that a row of either table keeps. Raises Unavailable if it is spoilt."""
        try:
            value = from_document(self.kind, row.content)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            message = f"the database's {self.word} number {row.number} cannot be read ({error})"
            raise Unavailable(f"{message}: restore the database from a backup") from error
        return Kept(
            number=row.number,
            version=row.version,
            changed_in=row.changed_in,
            valid_from=row.valid_from,
            archived=row.archived,
            value=value,
        )

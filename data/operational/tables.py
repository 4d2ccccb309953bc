"""The tables of the operational database, as SQLAlchemy Core sees them.

A catalogue noun has two: its live rows, and `…_versions` with the rows that were replaced. Its
fields lie in one JSON document: the catalogue is read whole by number, key or change, never
searched by field, and a field added later needs no migration of a million rows.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData()

# SQLite numbers rows by itself only in a column whose type is exactly INTEGER.
BigNumber = BigInteger().with_variant(Integer, "sqlite")


class AwareTime(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite keeps no zone, so it is put on again when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return the same instant in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return the instant with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _noun_tables(name: str, *, of_site: bool) -> tuple[Table, Table]:
    key = [Column("id", String(200), nullable=False)]
    if of_site:
        key.insert(0, Column("site", String(200), ForeignKey("sites.id"), nullable=False))
    live = Table(
        f"{name}s",
        metadata,
        # AUTOINCREMENT: a number of a deleted row must never be given again.
        Column("number", BigNumber, primary_key=True, autoincrement=True),
        *key,
        Column("version", Integer, nullable=False),
        Column("changed_in", BigInteger, nullable=False, index=True),
        Column("valid_from", AwareTime, nullable=False),
        Column("archived", Boolean, nullable=False),
        Column("content", Text, nullable=False),
        UniqueConstraint(*[column.name for column in key], name=f"one_{name}_a_key"),
        sqlite_autoincrement=True,
    )
    replaced = Table(
        f"{name}_versions",
        metadata,
        Column("number", BigNumber, ForeignKey(f"{name}s.number"), primary_key=True),
        Column("version", Integer, primary_key=True),
        Column("changed_in", BigInteger, nullable=False),
        Column("valid_from", AwareTime, nullable=False),
        Column("archived", Boolean, nullable=False),
        Column("content", Text, nullable=False),
    )
    return live, replaced


sites, site_versions = _noun_tables("site", of_site=False)
sources, source_versions = _noun_tables("source", of_site=False)
articles, article_versions = _noun_tables("article", of_site=True)
promos, promo_versions = _noun_tables("promo", of_site=False)
placements, placement_versions = _noun_tables("placement", of_site=True)

counters = Table(
    "counters",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("number", BigNumber, primary_key=True, autoincrement=True),
    Column("name", String(200), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("site", String(200), nullable=False),
    Column("scopes", String(200), nullable=False),
    Column("created_at", AwareTime, nullable=False),
    Column("revoked_at", AwareTime),
    sqlite_autoincrement=True,
)

"""The catalogue of five nouns with their versions, counters and API keys."""

import sqlalchemy as sa
from alembic import op

from data.operational.tables import AwareTime, BigNumber

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table and begin the catalogue's version at 0."""
    for name, of_site in (
        ("site", False),
        ("source", False),
        ("article", True),
        ("promo", False),
        ("placement", True),
    ):
        _create_noun(name, of_site=of_site)
    counters = op.create_table(
        "counters",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(counters, [{"name": "catalogue", "value": 0}])
    _create_api_keys()


def _create_noun(name: str, *, of_site: bool) -> None:
    key = [sa.Column("id", sa.String(200), nullable=False)]
    if of_site:
        key.insert(0, sa.Column("site", sa.String(200), sa.ForeignKey("sites.id"), nullable=False))
    op.create_table(
        f"{name}s",
        sa.Column("number", BigNumber, primary_key=True, autoincrement=True),
        *key,
        *_columns_of_a_version(),
        sa.UniqueConstraint(*[column.name for column in key], name=f"one_{name}_a_key"),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{name}s_changed_in", f"{name}s", ["changed_in"])
    op.create_table(
        f"{name}_versions",
        sa.Column("number", BigNumber, sa.ForeignKey(f"{name}s.number"), primary_key=True),
        *_columns_of_a_version(is_key=True),
    )


def _columns_of_a_version(*, is_key: bool = False) -> list[sa.Column[object]]:
    return [
        sa.Column("version", sa.Integer, primary_key=is_key, nullable=False),
        sa.Column("changed_in", sa.BigInteger, nullable=False),
        sa.Column("valid_from", AwareTime, nullable=False),
        sa.Column("archived", sa.Boolean, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    ]


def _create_api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("number", BigNumber, primary_key=True, autoincrement=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("site", sa.String(200), nullable=False),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("created_at", AwareTime, nullable=False),
        sa.Column("revoked_at", AwareTime),
        sqlite_autoincrement=True,
    )

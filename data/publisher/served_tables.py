"""The lake's `promos` and `articles`: what the sample publisher's ranker knew of each."""

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa

from data.lake.lake_schemas import ARTICLES, PROMOS
from recommender.domain import Article, Promo

FIRST_VERSION = 1
OURS = frozenset({"version", "valid_from", "schema"})


def promos_table(promos: Sequence[Promo], *, valid_from: datetime) -> pa.Table:
    """Return the lake's rows of the first versions of these promos."""
    return _table(promos, PROMOS, valid_from=valid_from)


def articles_table(articles: Sequence[Article], *, valid_from: datetime) -> pa.Table:
    """Return the lake's rows of the first versions of these articles."""
    return _table(articles, ARTICLES, valid_from=valid_from)


def _table(
    values: Sequence[Promo] | Sequence[Article], schema: pa.Schema, *, valid_from: datetime
) -> pa.Table:
    columns = {
        field.name: pa.array([getattr(value, field.name) for value in values], type=field.type)
        for field in schema
        if field.name not in OURS
    }
    columns["version"] = pa.array([FIRST_VERSION] * len(values), type=pa.int64())
    columns["valid_from"] = pa.array(
        [valid_from] * len(values), type=schema.field("valid_from").type
    )
    return pa.table(columns)

"""Reads what articles and promos were like when they were served, of one window's exposures."""

from typing import Any

import ibis
import pyarrow as pa

from data.lake.engine import fetch
from data.lake.lake_store import Lake
from recommender.domain import Article, Promo
from training.encoding import Served

ARTICLE_KEY = ("site", "article", "article_version")
PROMO_KEY = ("promo", "promo_version")


def served(lake: Lake, exposures: pa.Table) -> Served:
    """Return the articles and promos that the exposures name. Raises Unavailable."""
    articles = _named(lake, "articles", exposures.select(ARTICLE_KEY), ("site", "id", "version"))
    promos = _named(lake, "promos", exposures.select(PROMO_KEY), ("id", "version"))
    return Served(
        articles={(row["site"], row["id"], row["version"]): _article(row) for row in articles},
        promos={(row["id"], row["version"]): _promo(row) for row in promos},
    )


def _named(
    lake: Lake, table_name: str, wanted: pa.Table, key: tuple[str, ...]
) -> list[dict[str, Any]]:
    distinct = wanted.rename_columns(list(key)).group_by(list(key)).aggregate([])
    rows = lake.read(table_name).semi_join(ibis.memtable(distinct), list(key))
    return fetch(rows).to_pylist()  # type: ignore[no-any-return]


def _article(row: dict[str, Any]) -> Article:
    return Article(
        site=row["site"],
        id=row["id"],
        title=row["title"],
        category=row["category"],
        tags=tuple(row["tags"] or ()),
        text=row["text"] or "",
        language=row["language"],
    )


def _promo(row: dict[str, Any]) -> Promo:
    return Promo(
        id=row["id"],
        kind=row["kind"],
        title=row["title"],
        source=row["source"],
        url=row["url"],
        summary=row["summary"],
        label=row["label"],
        sponsored=bool(row["sponsored"]),
        topics=tuple(row["topics"] or ()),
        published_at=row["published_at"],
    )

"""Reads what articles and promos were like when they were served, of one window's exposures.

Of very many articles only those most shown are read with their words: the others hardly matter for
what words are worth, and to judge the words of each costs half a millisecond.
"""

from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from data.lake.engine import fetch
from data.lake.lake_store import Lake
from recommender.domain import Article, Promo
from recommender.text_topics import LONGEST_TEXT
from training.encoding import Served

ARTICLE_KEY = ("site", "article", "article_version")
PROMO_KEY = ("promo", "promo_version")
MOST_ARTICLE_TEXTS = 40_000


def served(lake: Lake, exposures: pa.Table) -> Served:
    """Return the articles and promos that the exposures name. Raises Unavailable."""
    articles = _counted(exposures.select(ARTICLE_KEY), ("site", "id", "version"))
    promos = _counted(exposures.select(PROMO_KEY), ("id", "version"))
    return Served(
        articles={
            (row["site"], row["id"], row["version"]): _article(row)
            for row in _rows(_with_words(lake.read("articles"), articles))
        },
        promos={
            (row["id"], row["version"]): _promo(row)
            for row in _rows(
                lake.read("promos").semi_join(ibis.memtable(promos), ["id", "version"])
            )
        },
    )


def _counted(named: pa.Table, key: tuple[str, ...]) -> pa.Table:
    """Return the distinct rows, those that stand most often first."""
    counted = named.rename_columns(list(key)).group_by(list(key)).aggregate([([], "count_all")])
    order = [("count_all", "descending"), *((name, "ascending") for name in key)]
    return counted.sort_by(order).select(list(key))


def _with_words(articles: Any, wanted: pa.Table) -> Any:
    """Return the wanted articles, the first of them with title and text."""
    is_read = np.arange(len(wanted)) < MOST_ARTICLE_TEXTS
    asked = ibis.memtable(wanted.append_column("is_read", pa.array(is_read)))
    found = articles.inner_join(asked, wanted.column_names)
    # More of a text nobody judges.
    text = found.text.substr(0, LONGEST_TEXT)
    return found.mutate(
        title=found.is_read.ifelse(found.title, ""), text=found.is_read.ifelse(text, "")
    )


def _rows(expression: Any) -> list[dict[str, Any]]:
    return fetch(expression).to_pylist()  # type: ignore[no-any-return]


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

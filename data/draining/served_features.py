"""Keeps in the lake what promos and articles were like when they were served, each version once."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from data.draining.catalogue_names import CatalogueNames, Version
from data.draining.decision_rows import packed_versions
from data.draining.record_columns import Records
from data.draining.remembered import Remembered, version_keys
from data.lake.lake_schemas import ARTICLES, PROMOS
from data.lake.lake_store import Lake
from data.operational.kept import Kept
from recommender.domain import Promo
from recommender.keys import key_of

OURS = frozenset({"version", "valid_from", "schema"})


def keep_promos(
    slots: Records, names: CatalogueNames, *, lake: Lake, remembered: Remembered
) -> dict[Version, Kept[Promo]]:
    """Append the promos' versions that the lake has not, and return all of the slots' versions.

    Raises Unavailable.
    """
    packed = np.unique(packed_versions(slots["promo"], slots["promo_version"])).tolist()
    served = names.promo_versions([(each >> 32, each & (2**32 - 1)) for each in packed])
    keys = version_keys(
        [key_of(kept.value.id) for kept in served.values()],
        np.array([kept.version for kept in served.values()], dtype=np.int64),
    )
    is_new = ~remembered.promos.holds(keys)
    new = [kept for kept, wanted in zip(served.values(), is_new, strict=True) if wanted]
    for rows, table in _by_day(new, PROMOS):
        lake.append("promos", table)
        remembered.promos.add(keys[is_new][rows])
    return dict(served)


def keep_articles(
    heads: Records, names: CatalogueNames, *, lake: Lake, remembered: Remembered
) -> None:
    """Append the articles' versions that the lake has not. Raises Unavailable."""
    known = heads[heads["article_version"] > 0]
    pairs = np.unique(known[["article", "article_version"]])
    articles, versions = pairs["article"].astype(np.int64), pairs["article_version"]
    keys = version_keys(articles, versions)
    is_new = ~remembered.articles.holds(keys)
    if not is_new.any():
        return
    numbers = names.article_numbers(articles[is_new].tolist())
    wanted = zip(articles[is_new].tolist(), versions[is_new].tolist(), strict=True)
    kept_of = names.article_versions(
        [(numbers[key], version) for key, version in wanted if key in numbers]
    )
    served = list(kept_of.values())
    names_keys = [key_of(kept.value.site, kept.value.id) for kept in served]
    keys = version_keys(names_keys, np.array([kept.version for kept in served], dtype=np.int64))
    for rows, table in _by_day(served, ARTICLES):
        lake.append("articles", table)
        remembered.articles.add(keys[rows])


def _by_day(kept: Sequence[Kept[Any]], schema: pa.Schema) -> Iterator[tuple[list[int], pa.Table]]:
    """Yield what becomes one file each, whole or not at all, with its places in `kept`."""
    days: dict[date, list[int]] = {}
    for at, each in enumerate(kept):
        days.setdefault(each.valid_from.date(), []).append(at)
    for rows in days.values():
        yield rows, _table([kept[at] for at in rows], schema)


def _table(kept: Sequence[Kept[Any]], schema: pa.Schema) -> pa.Table:
    columns: dict[str, pa.Array] = {
        field.name: pa.array([getattr(each.value, field.name) for each in kept], type=field.type)
        for field in schema
        if field.name not in OURS
    }
    valid_from: list[datetime] = [each.valid_from for each in kept]
    columns["version"] = pa.array([each.version for each in kept], type=pa.int64())
    columns["valid_from"] = pa.array(valid_from, type=schema.field("valid_from").type)
    return pa.table(columns)

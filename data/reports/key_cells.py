"""What a row is about, as cells: ids with the titles that people know them by."""

from typing import Any

import ibis
import pyarrow as pa

from data.lake.engine import fetch
from data.lake.lake_schemas import TEXT
from data.lake.lake_store import Lake
from data.reports.report_table import Cell
from data.reports.served_promos import UNKNOWN, served_promos


def key_cells(lake: Lake, by: str, rows: pa.Table) -> list[list[Cell]]:
    """Return the columns of keys (`report_columns.KEYS`) of sums by a dimension."""
    if by in {"day", "site", "arm"}:
        return [[str(each) for each in rows[by].to_pylist()]]
    if by == "placement":
        return [rows["placement"].to_pylist(), rows["site"].to_pylist()]
    values: list[Any] = rows["value"].to_pylist()
    if by == "position":
        places: list[Cell] = [int(each) + 1 for each in values]
        return [places, rows["placement"].to_pylist(), rows["site"].to_pylist()]
    if by == "promo":
        return promo_cells(lake, values)
    if by == "article":
        sites = rows["site"].to_pylist()
        return [values, _article_titles(lake, sites, values), sites]
    return [values]


def promo_cells(lake: Lake, promos: list[Any]) -> list[list[Cell]]:
    """Return promos with their newest title, kind and source."""
    newest = served_promos(lake).newest
    facts = [newest.get(promo, UNKNOWN) for promo in promos]
    told: list[list[Cell]] = [
        [each.title or None for each in facts],
        [each.kind for each in facts],
        [each.source for each in facts],
    ]
    return [promos, *told]


def _article_titles(lake: Lake, sites: list[Any], articles: list[Any]) -> list[Cell]:
    asked = pa.table({"asked_site": pa.array(sites, TEXT), "asked": pa.array(articles, TEXT)})
    wanted = ibis.memtable(asked)
    known = lake.read("articles").select("site", "id", "version", "title")
    of_asked = known.inner_join(wanted, [known.site == wanted.asked_site, known.id == wanted.asked])
    newest = fetch(
        of_asked.group_by("site", "id").aggregate(title=of_asked.title.argmax(of_asked.version))
    )
    titles = {(row["site"], row["id"]): row["title"] for row in newest.to_pylist()}
    return [titles.get(key) or None for key in zip(sites, articles, strict=True)]

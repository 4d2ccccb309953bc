"""Exposures with their texts replaced by numbers: what repeats is described once.

A log of millions of exposures holds few distinct articles, reader classes, promos of one day and
places; everything slow happens once for each of those.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from recommender.domain import Arm, Article, Promo, Reader
from recommender.features import (
    HOURS_PER_BAND,
    article_features,
    article_text,
    promo_features,
    promo_text,
    reader_features,
)
from recommender.learned import examined_cell, examined_name
from training.hashed_texts import Texts
from training.sums import Amounts

Codes = NDArray[np.int32]
Thing = TypeVar("Thing")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Described(Generic[Thing]):
    """Distinct things: feature names of each, and the text of each (empty where it has none)."""

    things: list[Thing]
    names: list[tuple[str, ...]]
    texts: Texts


@dataclass(frozen=True, slots=True)
class Attended:
    """A reader in a part of the day that begins at `local_hour`."""

    reader: Reader
    local_hour: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Where positions are examined alike: a placement, on a device, by views or impressions.

    Without a device it is all of the placement that is measured so.
    """

    place: str
    device: str | None
    exposed_by: str

    @property
    def name(self) -> str:
        """How a model names the cell's curve."""
        return examined_cell(self.place, device=self.device, exposed_by=self.exposed_by)

    @property
    def whole(self) -> "Cell":
        """The cell of every device."""
        return replace(self, device=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Articles by (site, id, version) and promos by (id, version), as they were served."""

    articles: Mapping[tuple[str, str, int], Article]
    promos: Mapping[tuple[str, int], Promo]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposures:
    """Columns [n] of codes into the lists, and counts. `times` are microseconds since 1970 UTC.

    `unclicked` are exposures without a click; `weights` what one of them stands for in the log;
    `randomised` those whose promos were placed by equal chances.
    """

    article: Codes
    reader: Codes
    promo: Codes
    place: Codes
    cell: Codes
    randomised: NDArray[np.bool_]
    decision: Codes
    position: Codes
    times: NDArray[np.int64]
    clicks: Amounts
    unclicked: Amounts
    weights: Amounts
    articles: Described[Article]
    readers: Described[Attended]
    promos: Described[Promo | None]
    promo_ids: list[str]
    promo_kinds: list[str]
    places: list[str]
    cells: list[Cell]

    def __len__(self) -> int:
        return len(self.clicks)

    @property
    def counts(self) -> dict[str, Amounts]:
        """The clicked and unclicked exposures that each row stands for, by `losses`' names."""
        return {"clicks": self.clicks, "unclicked": self.unclicked * self.weights}

    def where(self, chosen: NDArray[np.bool_]) -> "Exposures":
        """Return the chosen rows; the lists stay as they are, so codes stay comparable."""
        return replace(self, **self._columns(chosen))

    def part(self, start: int, stop: int) -> "Exposures":
        """Return the rows from `start` to before `stop`."""
        return replace(self, **self._columns(slice(start, stop)))

    def _columns(self, chosen: NDArray[np.bool_] | slice) -> dict[str, Any]:
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: column[chosen]
            for name, column in columns.items()
            if isinstance(column, np.ndarray)
        }


def encoded(table: pa.Table, served: Served) -> Exposures:
    """Encode the table of `data.lake.exposures.read_exposures`."""
    times = table["decided_at"].cast(pa.int64()).to_numpy()
    article, articles = _articles(table, served)
    reader, readers = _readers(table)
    promo, promo_ids, promo_kinds, promos = _promos(table, times, served)
    place, places = _distinct([table["site"], table["placement"]])
    in_place = [table[name] for name in ("site", "placement", "device", "exposed_by")]
    cell, cells = _distinct(in_place)
    clicks = table["clicks"].to_numpy().astype(np.float64)
    return Exposures(
        article=article,
        reader=reader,
        promo=promo,
        place=place,
        cell=cell,
        randomised=table["arm"].to_numpy() == Arm.CONTROL.value,
        decision=_codes(table["decision"])[0],
        position=table["position"].to_numpy().astype(np.int32),
        times=times,
        clicks=clicks,
        unclicked=np.maximum(table["count"].to_numpy() - clicks, 0),
        weights=table["weight"].to_numpy().astype(np.float64),
        articles=articles,
        readers=readers,
        promos=promos,
        promo_ids=promo_ids,
        promo_kinds=promo_kinds,
        places=[examined_name(site, placement) for site, placement in places],
        cells=[
            Cell(examined_name(site, placement), device, exposed_by)
            for site, placement, device, exposed_by in cells
        ],
    )


def _codes(column: pa.ChunkedArray) -> tuple[Codes, pa.Array]:
    """Return each row's code and the distinct values, null among them."""
    chunks = pc.dictionary_encode(column, null_encoding="encode").chunks
    if not chunks:
        return np.zeros(0, dtype=np.int32), pa.array([], column.type)
    # Every chunk bears the dictionary of the whole column.
    return np.concatenate([chunk.indices.to_numpy() for chunk in chunks]), chunks[0].dictionary


def _distinct(columns: list[pa.ChunkedArray]) -> tuple[Codes, list[tuple[Any, ...]]]:
    """Return each row's code and the distinct rows."""
    parts = [_codes(column) for column in columns]
    keys = np.zeros(len(parts[0][0]), dtype=np.int64)
    for codes, values in parts:
        keys = keys * len(values) + codes
    codes, distinct = _codes(pa.chunked_array([keys]))
    rest = distinct.to_numpy(zero_copy_only=False).astype(np.int64)
    columns_out = []
    for _, values in reversed(parts):
        rest, place = np.divmod(rest, max(len(values), 1))
        columns_out.append(values.take(pa.array(place)).to_pylist())
    return codes, list(zip(*reversed(columns_out), strict=True))


def _articles(table: pa.Table, served: Served) -> tuple[Codes, Described[Article]]:
    codes, keys = _distinct([table[name] for name in ("site", "article", "article_version")])
    articles = [_article(served, *key) for key in keys]
    names = [tuple(article_features(article)) if article.id else () for article in articles]
    texts = Texts([article_text(article) for article in articles])
    return codes, Described(articles, names, texts)


def _article(served: Served, site: str, identity: str | None, version: int | None) -> Article:
    known = served.articles.get((site, identity or "", version or 0))
    return known or Article(site=site, id=identity or "")


def _readers(table: pa.Table) -> tuple[Codes, Described[Attended]]:
    attributes = ("country", "region", "device", "language", "signed_in")
    hours = table["local_hour"].fill_null(0).to_numpy().astype(np.int64)
    bands = pa.chunked_array([hours // HOURS_PER_BAND])
    codes, keys = _distinct([*(table[name] for name in attributes), bands])
    things = [
        Attended(Reader(**dict(zip(attributes, values, strict=True))), band * HOURS_PER_BAND)
        for *values, band in keys
    ]
    names = [tuple(reader_features(each.reader, local_hour=each.local_hour)) for each in things]
    return codes, Described(things, names, Texts([""] * len(names)))


def _promos(
    table: pa.Table, times: NDArray[np.int64], served: Served
) -> tuple[Codes, list[str], list[str], Described[Promo | None]]:
    days = pa.chunked_array([times // (86_400 * 1_000_000)])
    codes, keys = _distinct([table["promo"], table["promo_version"], days])
    promos = [served.promos.get((identity, version or 0)) for identity, version, _ in keys]
    names = [
        _promo_names(promo, identity, day)
        for promo, (identity, _, day) in zip(promos, keys, strict=True)
    ]
    texts = Texts([promo_text(promo) if promo else "" for promo in promos])
    ids = [identity for identity, _, _ in keys]
    kinds = [promo.kind if promo else "" for promo in promos]
    return codes, ids, kinds, Described(promos, names, texts)


def _promo_names(promo: Promo | None, identity: str, day: int) -> tuple[str, ...]:
    if promo is None:
        return (f"promo:{identity}",)
    noon = EPOCH + timedelta(days=day, hours=12)
    return tuple(promo_features(promo, now=noon))

"""Exposures as LightFM takes them: feature rows of visits and promos, and weighted interactions.

A visit's row is its article's and its reader's features; repeated visits share one. Clicked and
unclicked exposures of a pair stay two entries: summed, as a CSR matrix would, they cancel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from training.encoding import Codes, Described, Exposures
from training.fit_settings import FitSettings
from training.hashed_texts import Topics
from training.joined_rows import joined_rows
from training.position import exposed
from training.seen_pages import distinct_pages
from training.sums import Amounts, sums_by
from training.topics import JudgedTexts

# AdaGrad's first step takes the raw weight: heavier rows throw the fit off for good. Within that
# bound totals are split into as many rows as a fit needs to settle in few epochs.
HEAVIEST = 20.0
ENOUGH_ROWS = 1_000_000
IDS = ("article:", "promo:")
Names = dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Interactions [m] between feature rows; column = feature, the last k columns text topics.

    `signs` is +1 clicked, -1 unclicked.
    """

    visit_names: Names
    promo_names: Names
    visit_features: sparse.csr_matrix
    promo_features: sparse.csr_matrix
    visits: Codes
    promos: Codes
    signs: NDArray[np.float32]
    weights: NDArray[np.float32]


def dataset(
    exposures: Exposures, thetas: Amounts, *, judged: JudgedTexts, settings: FitSettings
) -> Dataset:
    """Build the interactions; `thetas` [n] are the chances that the slot was examined."""
    rng = np.random.default_rng(settings.seed)
    cold_article = rng.random(len(exposures)) < settings.cold_articles
    cold_promo = rng.random(len(exposures)) < settings.cold_promos
    met = exposed(exposures)
    article_side = _Side.of(
        exposures.articles,
        names=_frequent(exposures.articles, exposures.article, met, settings),
        topics=(judged.articles, judged.articles),
    )
    reader_side = _Side.of(
        exposures.readers,
        names=_frequent(exposures.readers, exposures.reader, met, settings),
        topics=None,
    )
    promo_side = _Side.of(
        exposures.promos,
        names=_frequent(exposures.promos, exposures.promo, met, settings),
        topics=(judged.promos, judged.new_promos),
    )
    articles = exposures.article + len(exposures.articles.names) * cold_article
    pairs, visits = distinct_pages(articles, exposures.reader)
    promos = exposures.promo + len(exposures.promos.names) * cold_promo
    rows = _Rows.of(exposures, thetas, settings)
    return Dataset(
        visit_names=article_side.names
        | {name: row + len(article_side.names) for name, row in reader_side.names.items()},
        promo_names=promo_side.names,
        visit_features=_joined(article_side, reader_side, pairs),
        promo_features=sparse.hstack([promo_side.named, promo_side.topics]).tocsr(),
        visits=visits[rows.exposure].astype(np.int32),
        promos=promos[rows.exposure].astype(np.int32),
        signs=rows.signs,
        weights=rows.weights,
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """Feature rows [2 n, names] and topics [2 n, k]: the second half of the rows lacks the ids."""

    names: Names
    named: sparse.csr_matrix
    topics: sparse.csr_matrix

    @classmethod
    def of(
        cls, things: Described[Any], *, names: Names, topics: tuple[Topics, Topics] | None
    ) -> "_Side":
        """Build both halves; `topics` are those of the rows with ids, and of those without."""
        warm = incidence(things.names, names)
        cold = incidence([_without_ids(row) for row in things.names], names)
        none = sparse.csr_matrix((len(things.names), 0))
        judged = (none, none) if topics is None else map(sparse.csr_matrix, topics)
        return cls(
            names=names,
            named=sparse.vstack([warm, cold]).tocsr(),
            topics=sparse.vstack(list(judged)).tocsr(),
        )


@dataclass(frozen=True, slots=True)
class _Rows:
    """Interactions by exposure: clicked ones, then unclicked ones, none heavier than HEAVIEST."""

    exposure: NDArray[np.int64]
    signs: NDArray[np.float32]
    weights: NDArray[np.float32]

    @classmethod
    def of(cls, exposures: Exposures, thetas: Amounts, settings: FitSettings) -> "_Rows":
        kept = settings.unclicked_share * exposures.weights
        weighed = exposures.unclicked * thetas * kept
        heaviest = heaviest_row(exposures.clicks.sum() + weighed.sum())
        clicked, clicks = split(exposures.clicks, heaviest=heaviest)
        unclicked, others = split(weighed, heaviest=heaviest)
        signs = np.repeat(np.array([1, -1], np.float32), [len(clicked), len(unclicked)])
        weights = np.concatenate([clicks, others]).astype(np.float32)
        return cls(np.concatenate([clicked, unclicked]), signs, weights)


def heaviest_row(total: float) -> float:
    """Return the weight that no row may exceed, in [1, HEAVIEST], for a log of `total` weight."""
    return float(np.clip(total / ENOUGH_ROWS, 1.0, HEAVIEST))


def split(weights: Amounts, *, heaviest: float) -> tuple[NDArray[np.int64], Amounts]:
    """Return the rows of positive weight, as often as needed, and equal parts up to `heaviest`."""
    parts = np.ceil(weights / heaviest).astype(np.int64)
    return np.repeat(np.arange(len(weights)), parts), np.repeat(
        weights[parts > 0] / parts[parts > 0], parts[parts > 0]
    )


def _frequent(things: Described[Any], codes: Codes, met: Amounts, settings: FitSettings) -> Names:
    counts = sums_by(codes, met, count=len(things.names))
    return frequent_names(things.names, counts, rarest=settings.rarest)


def frequent_names(rows: Sequence[tuple[str, ...]], met: Amounts, *, rarest: int) -> Names:
    """Number the names, in order of first appearance, that `met` exposures bear often enough."""
    totals: dict[str, float] = {}
    for row, count in zip(rows, met.tolist(), strict=True):
        for name in row:
            totals[name] = totals.get(name, 0) + count
    kept = (name for name, total in totals.items() if total >= rarest)
    return {name: number for number, name in enumerate(kept)}


def incidence(rows: Sequence[tuple[str, ...]], names: Names) -> sparse.csr_matrix:
    """Return [rows, names] with a 1 for each known name of a row."""
    known = [[column for name in row if (column := names.get(name)) is not None] for row in rows]
    ends = np.cumsum([0, *(len(columns) for columns in known)])
    columns = np.array([column for row in known for column in row], dtype=np.int32)
    ones = np.ones(len(columns), dtype=np.float32)
    return sparse.csr_matrix((ones, columns, ends), shape=(len(rows), len(names)))


def _without_ids(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in row if not name.startswith(IDS))


def _joined(article: _Side, reader: _Side, pairs: NDArray[np.int64]) -> sparse.csr_matrix:
    no_readers = sparse.csr_matrix((article.named.shape[0], reader.named.shape[1]))
    no_articles = sparse.csr_matrix((reader.named.shape[0], article.named.shape[1]))
    no_topics = sparse.csr_matrix((reader.named.shape[0], article.topics.shape[1]))
    return joined_rows(
        sparse.hstack([article.named, no_readers, article.topics]).tocsr(),
        sparse.hstack([no_articles, reader.named, no_topics]).tocsr(),
        of_left=pairs[0],
        of_right=pairs[1],
    )

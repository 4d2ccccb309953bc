"""Logs with known click rates, in the shape that `data.lake.exposures.read_exposures` returns."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from data.lake.exposure_rows import EXPOSURES
from recommender.domain import Article, Promo
from tests.builders import a_promo, an_article
from training.encoding import Exposures, Served, encoded

FIRST = datetime(2026, 11, 2, tzinfo=UTC)
Truth = Callable[[Article, Promo], float]

WORLD = [an_article(id=f"w{n}", category="world", title="") for n in range(5)]
SPORTS = [an_article(id=f"s{n}", category="sports", title="") for n in range(5)]
STORIES = [a_promo(id=f"story-{n}", kind="story", source="blog", title="") for n in range(4)]
OFFERS = [a_promo(id=f"offer-{n}", kind="offer", source="ribs", title="") for n in range(4)]


def checkerboard(article: Article, promo: Promo) -> float:
    """Return a truth that no popularity sees: world readers like stories, the others offers."""
    return 0.4 if (article.category == "world") == (promo.kind == "story") else 0.04


def a_log(
    truth: Truth = checkerboard,
    *,
    articles: Sequence[Article] = (*WORLD, *SPORTS),
    promos: Sequence[Promo] = (*STORIES, *OFFERS),
    days: int = 4,
    visits: int = 2_000,
    slots: int = 4,
    thetas: Sequence[float] = (1.0, 1.0, 1.0, 1.0),
    seed: int = 0,
) -> pa.Table:
    """Return exposures of visits spread evenly over the days, promos drawn and placed uniformly."""
    rng = np.random.default_rng(seed)
    rows = []
    for visit in range(visits):
        article = articles[rng.integers(len(articles))]
        decided_at = FIRST + timedelta(days=days * visit / visits)
        for position, at in enumerate(rng.permutation(len(promos))[:slots]):
            rate = truth(article, promos[at]) * thetas[position]
            rows.append(
                a_row(
                    decision=f"v{visit}",
                    decided_at=decided_at,
                    article=article.id,
                    promo=promos[at].id,
                    position=position,
                    clicks=int(rng.random() < rate),
                )
            )
    return exposure_table(rows)


def a_row(**changes: Any) -> dict[str, Any]:
    """Return one exposure of a reader of whom little is known."""
    defaults: dict[str, Any] = dict.fromkeys(EXPOSURES.names) | {
        "decision": "v0",
        "decided_at": FIRST,
        "site": "daily",
        "article": "w0",
        "article_version": 1,
        "device": "mobile",
        "signed_in": False,
        "local_hour": 12,
        "arm": "control",
        "placement": "footer",
        "position": 0,
        "exposed_by": "view",
        "promo": "story-0",
        "promo_version": 1,
        "propensity": 0.125,
        "clicks": 0,
        "count": 1,
        "weight": 1.0,
    }
    return defaults | changes


def exposure_table(rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Return rows as the lake's exposures."""
    return pa.Table.from_pylist(list(rows), schema=EXPOSURES)


def served_as(articles: Sequence[Article], promos: Sequence[Promo]) -> Served:
    """Return the first version of each."""
    return Served(
        articles={(article.site, article.id, 1): article for article in articles},
        promos={(promo.id, 1): promo for promo in promos},
    )


def exposures_of(
    table: pa.Table,
    *,
    articles: Sequence[Article] = (*WORLD, *SPORTS),
    promos: Sequence[Promo] = (*STORIES, *OFFERS),
) -> Exposures:
    """Encode a log of these articles and promos."""
    return encoded(table, served_as(articles, promos))


def sampled(table: pa.Table, *, share: float, seed: int = 0) -> pa.Table:
    """Keep every clicked exposure and each unclicked one with probability `share`."""
    clicked = table["clicks"].to_numpy() > 0
    kept = clicked | (np.random.default_rng(seed).random(len(table)) < share)
    weights = np.where(clicked, 1.0, 1 / share)[kept]
    rows = table.filter(pa.array(kept))
    return rows.set_column(rows.column_names.index("weight"), "weight", pa.array(weights))

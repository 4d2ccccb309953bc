"""Builders of snapshots: a catalogue of promos, and a model small enough to reckon by hand."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from recommender.assembly import (
    CataloguedArticle,
    CataloguedPromo,
    article_table,
    promo_table,
    usual_value_micros,
)
from recommender.domain import Article, Placement, Promo, Site
from recommender.learned import FeatureSide, Learned, PriorRates
from recommender.promo_table import Vocabulary
from recommender.snapshot import RankingSettings, Snapshot
from recommender.text_topics import TextTopics
from tests.builders import NOON, a_placement, a_site, an_article


def a_model(
    weights: dict[str, float] | None = None,
    *,
    rates: dict[str, tuple[float, float]] | None = None,
    deviation: float = 0.0,
) -> Learned:
    """Return a model whose logit is the sum of the promo features' `weights`; no text, no visit."""
    weights = weights or {}
    nothing = FeatureSide({}, np.zeros((1, 2), dtype=np.float32))
    vectors = [[0.0, weight] for weight in weights.values()] + [[0.0, 0.0]]
    rows = {name: row for row, name in enumerate(weights)}
    no_text = TextTopics(
        np.zeros((8, 1), "f"), weights=np.ones(8, "f"), mean=np.zeros(1, "f"), scale=np.ones(1, "f")
    )
    return Learned(
        version="hand-made",
        visit_side=nothing,
        promo_side=FeatureSide(rows, np.array(vectors, dtype=np.float32)),
        text_topics=no_text,
        slope=1.0,
        intercept=0.0,
        examination={},
        prior_rates=PriorRates(rates or {}, {}, (10.0, 1000.0)),
        deviation={},
        deviation_unseen=deviation,
    )


def a_snapshot(
    promos: Sequence[Promo],
    *,
    articles: Sequence[Article] = (),
    placements: Sequence[Placement] = (),
    sites: Sequence[Site] = (),
    learned: Learned | None = None,
    settings: RankingSettings | None = None,
    now: datetime = NOON,
) -> Snapshot:
    """Return a snapshot of these promos, numbered from 1, with the default site and article."""
    placements = placements or (a_placement(),)
    sites = sites or (a_site(),)
    paid = [float(each.value_micros or 0) for each in promos if each.sponsored]
    table = promo_table(
        [CataloguedPromo(number=at + 1, promo=promo) for at, promo in enumerate(promos)],
        learned=learned,
        now=now,
        default_value_micros=usual_value_micros(np.array([value for value in paid if value])),
        vocabulary=Vocabulary(),
        changed_in=1,
    )
    return Snapshot(
        number=1,
        generation=1,
        made_at_ms=0,
        catalogue_version=1,
        promos=table,
        articles=article_table(
            [CataloguedArticle(each, 1) for each in articles or (an_article(),)], learned
        ),
        sites={site.id: site for site in sites},
        placements={(placement.site, placement.id): placement for placement in placements},
        learned=learned,
        settings=settings or RankingSettings(),
    )

"""A snapshot of what nobody publishes: promos and articles in the order they are told in."""

from collections.abc import Sequence
from datetime import datetime

from recommender.assembly import CataloguedArticle, CataloguedPromo, article_table, promo_table
from recommender.domain import Article, Promo
from recommender.learned import Learned
from recommender.promo_table import Vocabulary
from recommender.snapshot import RankingSettings, Snapshot


def bare_snapshot(
    promos: Sequence[Promo], articles: Sequence[Article], *, learned: Learned | None, now: datetime
) -> Snapshot:
    """Return a snapshot whose rows are the promos as they stand; without sites or placements."""
    table = promo_table(
        [CataloguedPromo(number=at + 1, promo=each) for at, each in enumerate(promos)],
        learned=learned,
        now=now,
        default_value_micros=1.0,
        vocabulary=Vocabulary(),
        changed_in=1,
    )
    return Snapshot(
        number=1,
        generation=1,
        made_at_ms=0,
        catalogue_version=1,
        promos=table,
        articles=article_table([CataloguedArticle(each) for each in articles], learned),
        sites={},
        placements={},
        learned=learned,
        settings=RankingSettings(),
    )

"""The snapshot of a past decision, as far as its scores need it: rebuilt, never remembered."""

from collections.abc import Sequence
from datetime import datetime

from data.lake.lake_store import Lake
from data.learning.catching_up import go_on
from data.learning.kept_learner import KeptLearners
from data.models.model_store import ModelStore
from data.operational.catalogue import Catalogue
from data.operational.kept import kept_at
from recommender.assembly import CataloguedArticle, CataloguedPromo, article_table, promo_table
from recommender.crossed.published_cross import published
from recommender.domain import Article, Promo
from recommender.errors import Unavailable
from recommender.learned import Learned
from recommender.online import Online, online_of
from recommender.promo_table import PromoTable, Vocabulary
from recommender.snapshot import RankingSettings, Snapshot


def promos_then(catalogue: Catalogue, names: Sequence[str], at: datetime) -> list[Promo]:
    """Return promos as they were at a time. Raises NotFound, Unavailable."""
    return [kept_at(catalogue.promos.versions(name), at).value for name in names]


def article_then(catalogue: Catalogue, site: str, article: str, at: datetime) -> Article:
    """Return an article as it was at a time. Raises NotFound, Unavailable."""
    return kept_at(catalogue.articles.versions(site, article), at).value


def online_then(lake: Lake, kept: KeptLearners, version: str, promos: PromoTable) -> Online:
    """Learn again what was known. Raises NotFound, InvalidModel; Unavailable if it is forgotten."""
    digest, _, steps = version.partition("+")
    learner = kept.begun(digest)
    if not go_on(lake, learner, steps=int(steps)):
        told = f"what was learned until {version} is not in the lake any more"
        raise Unavailable(f"{told}: it keeps CHIRASHI_KEEP_DAYS days")
    base = learner.base
    weights = published(learner.weights)
    return online_of(version, weights, promos.crossed, share=base.share, shift=base.shift)


def snapshot_then(
    promos: Sequence[Promo], article: Article, *, learned: Learned | None, at: datetime
) -> Snapshot:
    """Return a snapshot of these promos, in their order, and of this article."""
    table = promo_table(
        [CataloguedPromo(number=at + 1, promo=each) for at, each in enumerate(promos)],
        learned=learned,
        now=at,
        default_value_micros=1.0,
        vocabulary=Vocabulary(),
        changed_in=1,
    )
    return Snapshot(
        number=1,
        generation=1,
        made_at_ms=0,
        catalogue_version=0,
        promos=table,
        articles=article_table([CataloguedArticle(article)], learned),
        sites={},
        placements={},
        learned=learned,
        settings=RankingSettings(),
    )


def model_then(models: ModelStore, version: str | None) -> Learned | None:
    """Return the model that served. Raises NotFound if it is pruned, InvalidModel."""
    return models.load(version) if version else None

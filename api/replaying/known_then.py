"""What was known at a past decision, as far as its scores need it: made again, never noted."""

from collections.abc import Sequence
from datetime import datetime

from data.lake.lake_store import Lake
from data.learning.catching_up import go_on
from data.learning.kept_learner import KeptLearners
from data.operational.catalogue import Catalogue
from data.operational.kept import kept_at
from recommender.crossed.published_cross import published
from recommender.domain import Article, Promo
from recommender.errors import Unavailable
from recommender.online import Online, online_of
from recommender.promo_table import PromoTable


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

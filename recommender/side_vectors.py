"""What a model says of one article or promo: the sum of its features' vectors and its topics'."""

from datetime import datetime

from recommender.domain import Article, Promo
from recommender.features import article_features, article_text, promo_features, promo_text
from recommender.learned import Floats, Learned


def article_vector(article: Article, learned: Learned) -> Floats:
    """Return the summed vector [d + 1] of an article, its text topics included."""
    topics = learned.text_topics.topics_of(article_text(article))
    return learned.visit_side.sum_of(article_features(article), topics)


def promo_vector(promo: Promo, learned: Learned, *, now: datetime) -> Floats:
    """Return the summed vector [d + 1] of a promo as of `now`, its text topics included."""
    topics = learned.text_topics.topics_of(promo_text(promo))
    return learned.promo_side.sum_of(promo_features(promo, now=now), topics)

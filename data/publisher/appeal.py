"""What truly moves a reader to click, as tables of log-odds between what meets on a page.

Everything hangs on hidden mixtures and numbers (`hidden`): our feature names only hint at it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.publisher.hidden import TOPICS, Floats, hidden_mixture, hidden_numbers, weighted_words
from data.publisher.readers import DEVICES, PLACES, SEGMENTS, Place
from recommender.domain import Article, Promo

HOURS = 24
LIKENESS = 0.7
AFFINITY_SPREAD = 1.0
TASTE_SPREAD = 0.7
PLACE_SPREAD = 0.25
DEVICE_SPREAD = 0.2
HOUR_SPREAD = 0.3
QUALITY_SPREAD = 0.4
SOURCE_SPREAD = 0.3
KIND_SPREAD = 0.2
SPONSORED = -0.15
LOCAL_KINDS = frozenset({"offer", "event"})
ABROAD = -4.5
OTHER_REGION = -1.6
NEXT_DOOR = -0.4
NEIGHBOURS = frozenset({"11", "12", "13", "14"})
STALE_PER_DOUBLING = -0.22
STALEST = -1.3


@dataclass(frozen=True, slots=True)
class Appeal:
    """Log-odds by what meets what; every last axis is the promo."""

    by_article: Floats
    by_segment: Floats
    by_place: Floats
    by_device: Floats
    by_hour: Floats
    own: Floats


def appeal(seed: int, articles: Sequence[Article], promos: Sequence[Promo]) -> Appeal:
    """Build the hidden tables of these articles and promos."""
    themes = np.array([_promo_mixture(seed, promo) for promo in promos]) - 1 / TOPICS
    subjects = np.array([_article_mixture(seed, article) for article in articles]) - 1 / TOPICS
    return Appeal(
        by_article=spread(subjects @ _meeting(seed) @ themes.T, AFFINITY_SPREAD),
        by_segment=spread(_tastes(seed, "segment", rows=SEGMENTS) @ themes.T, TASTE_SPREAD),
        by_place=spread(_tastes(seed, "place", rows=len(PLACES)) @ themes.T, PLACE_SPREAD)
        + np.array([[_distance(place, promo) for promo in promos] for place in PLACES]),
        by_device=spread(_tastes(seed, "device", rows=len(DEVICES)) @ themes.T, DEVICE_SPREAD),
        by_hour=np.array([day_curve(seed, promo) for promo in promos]).T,
        own=np.array([quality(seed, promo) for promo in promos]),
    )


def staleness(age_days: Floats) -> Floats:
    """Return the log-odds that a dated promo loses with age; promos without a date (nan) none."""
    lost = np.maximum(STALE_PER_DOUBLING * np.log2(1 + np.maximum(age_days, 0.0)), STALEST)
    return np.where(np.isnan(age_days), 0.0, lost)


def _article_mixture(seed: int, article: Article) -> Floats:
    words = [(article.category or "", 1.6)]
    words += [(tag, 1.0 / np.sqrt(len(article.tags))) for tag in article.tags]
    words += weighted_words(article.title, weight=0.6)
    return hidden_mixture(seed, f"article/{article.site}/{article.id}", words=words)


def _promo_mixture(seed: int, promo: Promo) -> Floats:
    words = [(promo.kind, 0.6), (promo.label or "", 0.8)]
    words += [(topic, 1.4 / np.sqrt(len(promo.topics))) for topic in promo.topics]
    words += weighted_words(promo.title, weight=0.6)
    return hidden_mixture(seed, f"promo/{promo.id}", words=words)


def _meeting(seed: int) -> Floats:
    """Return how topics of articles and promos go together: like with like, and surprises."""
    surprises = hidden_numbers(seed, "meeting", count=TOPICS * TOPICS).reshape(TOPICS, TOPICS)
    return np.asarray(LIKENESS * np.eye(TOPICS) + (1 - LIKENESS) * surprises / np.sqrt(TOPICS))


def _tastes(seed: int, name: str, *, rows: int) -> Floats:
    return np.array([hidden_numbers(seed, f"{name}/{row}", count=TOPICS) for row in range(rows)])


def spread(table: Floats, deviation: float, *, like: Floats | None = None) -> Floats:
    """Return the table at this standard deviation, nothing in it much beyond twice that.

    With another table `like` it, a value becomes what it would become in that one.
    """
    found = float((table if like is None else like).std()) or 1.0
    return np.asarray(2 * deviation * np.tanh(table / (2 * found)))


def _distance(place: Place, promo: Promo) -> float:
    """Return what distance costs: a bar in Tokyo is worth nothing to a reader in Oslo."""
    if promo.kind not in LOCAL_KINDS:
        return 0.0
    homes = promo.regions or ("13",)
    if place.country not in (promo.countries or ("JP",)):
        return ABROAD
    if place.region in homes:
        return 0.0
    return NEXT_DOOR if NEIGHBOURS.issuperset((place.region, *homes)) else OTHER_REGION


def day_curve(seed: int, promo: Promo) -> NDArray[np.float64]:
    """Return the day's curve [24]: each kind and source has its own best hour."""
    first, second = hidden_numbers(seed, f"hour/{promo.kind}/{promo.source}", count=2)
    angles = 2 * np.pi * (np.arange(HOURS) - 6 * first) / HOURS
    return np.asarray(HOUR_SPREAD * np.cos(angles) * (1 + 0.3 * second))


def quality(seed: int, promo: Promo, *, since: str = "") -> float:
    """Return the promo's pull by itself, as good editors and good merchants have it.

    Its own part of it is another one `since` each named change.
    """
    own = QUALITY_SPREAD * hidden_numbers(seed, f"quality/{promo.id}{since}")[0]
    source = SOURCE_SPREAD * hidden_numbers(seed, f"source/{promo.source}")[0]
    kind = KIND_SPREAD * hidden_numbers(seed, f"kind/{promo.kind}")[0]
    return float(own + source + kind + (SPONSORED if promo.sponsored else 0.0))

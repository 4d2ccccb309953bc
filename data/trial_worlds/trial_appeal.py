"""What truly moves readers of a trial world, and how abrupt changes redraw a part of it.

Each promo is a hidden mixture of themes, which its kind, topics and words only hint at; sections,
tags, articles, segments, countries, regions and devices each have tastes in these themes.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from data.publisher.appeal import Appeal, day_curve, quality, spread
from data.publisher.hidden import TOPICS as THEMES
from data.publisher.hidden import Floats, hidden_numbers
from data.publisher.readers import DEVICES, PLACES, SEGMENTS
from data.publisher.tastes import ALWAYS_MS, Era
from data.trial_worlds.trial_themes import promo_themes, topic_themes
from data.trial_worlds.vocabulary import SECTIONS, TOPIC_OF
from recommender.domain import Article, Promo

SECTION_SPREAD = 0.4
TAG_SPREAD = 0.26
ARTICLE_SPREAD = 0.18
SEGMENT_SPREAD = 0.45
COUNTRY_SPREAD = 0.2
REGION_SPREAD = 0.1
DEVICE_SPREAD = 0.15
LIKENESS = 0.6
# Of the sample publisher's differences between promos, of which there are far more here.
QUALITY_SHARE = 0.5
REDRAWN_TASTES = 1 / 3
REDRAWN_QUALITIES = 1 / 5


def trial_eras(
    seed: int, articles: Sequence[Article], promos: Sequence[Promo], *, changes_ms: Sequence[int]
) -> tuple[Era, ...]:
    """Return the eras that abrupt changes at these times part: the first, and one from each on."""
    themes = promo_themes(seed, promos)
    first = _first_appeal(seed, articles, promos, themes=themes)
    own = first.own
    eras = [Era(ALWAYS_MS, first)]
    for change, at_ms in enumerate(changes_ms, start=1):
        own = _redrawn_qualities(seed, promos, own, change=change)
        by_section = _by_section(seed, articles, themes, changes=change)
        by_article = first.by_article - _by_section(seed, articles, themes, changes=0) + by_section
        eras.append(Era(at_ms, replace(first, by_article=by_article, own=own)))
    return tuple(eras)


def section_tastes(seed: int, *, changes: int) -> Floats:
    """Return how sections meet themes [sections, themes] after so many changes."""
    tastes = _apart([_liking(seed, f"section/{name}", like=SECTIONS[name][1]) for name in SECTIONS])
    for change in range(1, changes + 1):
        redrawn = _chosen(seed, f"tastes/{change}", share=REDRAWN_TASTES, count=tastes.size)
        tastes.flat[redrawn] = hidden_numbers(seed, f"redrawn/{change}", count=len(redrawn))
    return tastes


def _first_appeal(
    seed: int, articles: Sequence[Article], promos: Sequence[Promo], *, themes: Floats
) -> Appeal:
    tags = [_tag_liking(seed, article) for article in articles]
    own = [f"own/{article.id}" for article in articles]
    countries = [f"country/{place.country}" for place in PLACES]
    regions = [f"region/{place.country}/{place.region}" for place in PLACES]
    devices = [f"device/{name}" for name in DEVICES]
    segments = [f"taste/{segment}" for segment in range(SEGMENTS)]
    return Appeal(
        by_article=_by_section(seed, articles, themes, changes=0)
        + spread(_apart(tags) @ themes.T, TAG_SPREAD)
        + spread(_any_likings(seed, own) @ themes.T, ARTICLE_SPREAD),
        by_segment=spread(_any_likings(seed, segments) @ themes.T, SEGMENT_SPREAD),
        by_place=spread(_any_likings(seed, countries) @ themes.T, COUNTRY_SPREAD)
        + spread(_any_likings(seed, regions) @ themes.T, REGION_SPREAD),
        by_device=spread(_any_likings(seed, devices) @ themes.T, DEVICE_SPREAD),
        by_hour=np.array([day_curve(seed, promo) for promo in promos]).T,
        own=np.array([_quality(seed, promo) for promo in promos]),
    )


def _by_section(seed: int, articles: Sequence[Article], themes: Floats, *, changes: int) -> Floats:
    """Return what an article's section adds [articles, promos], on one scale in all eras."""
    first = section_tastes(seed, changes=0) @ themes.T
    table = spread(section_tastes(seed, changes=changes) @ themes.T, SECTION_SPREAD, like=first)
    names = list(SECTIONS)
    return np.asarray(table[[names.index(article.category or "") for article in articles]])


def _redrawn_qualities(seed: int, promos: Sequence[Promo], own: Floats, *, change: int) -> Floats:
    """Return the promos' qualities [promos] with some of them drawn anew."""
    changed = own.copy()
    for row in _chosen(seed, f"qualities/{change}", share=REDRAWN_QUALITIES, count=len(promos)):
        changed[row] = _quality(seed, promos[row], since=f"/{change}")
    return changed


def _quality(seed: int, promo: Promo, *, since: str = "") -> float:
    return QUALITY_SHARE * quality(seed, promo, since=since)


def _chosen(seed: int, name: str, *, share: float, count: int) -> list[int]:
    order = np.argsort(hidden_numbers(seed, f"chosen/{name}", count=count))
    return [int(row) for row in order[: round(share * count)]]


def _any_likings(seed: int, names: Sequence[str]) -> Floats:
    return _apart([hidden_numbers(seed, name, count=THEMES) for name in names])


def _apart(likings: Sequence[Floats]) -> Floats:
    """Return the tastes less what all have in common, which would be the promos' own quality."""
    return np.asarray(np.array(likings) - np.mean(likings, axis=0))


def _tag_liking(seed: int, article: Article) -> Floats:
    likings = [_liking(seed, f"tag/{tag}", like=(TOPIC_OF[tag],)) for tag in article.tags]
    return np.asarray(np.sum(likings, axis=0) / np.sqrt(len(likings)))


def _liking(seed: int, name: str, *, like: Sequence[str]) -> Floats:
    """Return a taste in themes: in part for promos of like topics, in part a surprise."""
    alike = sum(topic_themes(seed, topic) for topic in like) / np.sqrt(len(like))
    surprise = hidden_numbers(seed, name, count=THEMES)
    return np.asarray(LIKENESS * alike + np.sqrt(1 - LIKENESS**2) * surprise)

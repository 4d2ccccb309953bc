"""The news of a trial world: as many new articles every day, in sections of unequal size."""

from datetime import datetime, timedelta

import numpy as np

from data.trial_worlds.generated import slug, written_text, written_title
from data.trial_worlds.vocabulary import SECTIONS, TAGS, TAGS_A_TOPIC, TOPIC_OF, WORDS
from data.worlds.trial_plan import TrialPlan
from recommender.domain import Article, Site

ARTICLES_A_DAY = 30
DAYS_BEFORE = 10
MOST_TAGS = 4
ELSEWHERE = 0.25
MINUTES_A_DAY = 24 * 60


def trial_articles(site: Site, plan: TrialPlan, rng: np.random.Generator) -> tuple[Article, ...]:
    """Return what is published from ten days before the plan begins until it ends, in order."""
    names = tuple(SECTIONS)
    shares = np.array([share for share, _ in SECTIONS.values()])
    days = [plan.first_day + timedelta(days=at) for at in range(-DAYS_BEFORE, plan.days)]
    articles = []
    for day in days:
        for minute in np.sort(rng.integers(MINUTES_A_DAY, size=ARTICLES_A_DAY)):
            section = names[rng.choice(len(names), p=shares / shares.sum())]
            articles.append(_article(site, section, day + timedelta(minutes=int(minute)), rng))
    return tuple(articles)


def _article(site: Site, section: str, published_at: datetime, rng: np.random.Generator) -> Article:
    tags = _tags(SECTIONS[section][1], rng)
    topics = tuple(TOPIC_OF[tag] for tag in tags)
    title = written_title("article", topics, rng)
    identity = f"{published_at:%Y/%m/%d/%H%M}-{slug(title)}"
    return Article(
        site=site.id,
        id=identity,
        url=f"{site.url}{identity}",
        title=title,
        category=section,
        tags=tags,
        text=written_text(topics, rng),
        published_at=published_at,
        language="en",
    )


def _tags(topics: tuple[str, ...], rng: np.random.Generator) -> tuple[str, ...]:
    """Return one to four tags: the first of a topic are used most, a few are of any topic."""
    found = []
    for _ in range(rng.integers(1, MOST_TAGS + 1)):
        topic = topics[rng.integers(len(topics))]
        if rng.random() < ELSEWHERE:
            topic = TOPIC_OF[TAGS[rng.integers(len(TAGS))]]
        rank = min(rng.zipf(1.6), TAGS_A_TOPIC) - 1
        found.append(WORDS[topic][rank])
    return tuple(dict.fromkeys(found))

"""Makes a lake of as many exposures as asked: the tastes of `clicked_lake`, at a publisher's size.

490 promos are live on a day, 350 of them for that day alone; articles are read while they are new.
Most pages are filled by a ranker that knows each promo's worth, one in a hundred by chance.
Impressions, views and clicks are told by the script.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.lake.decision_ids import decision_ids
from data.lake.lake_schemas import MOMENT, TEXT
from data.lake.lake_store import Lake
from tests.bench.clicked_lake import (
    COUNTRIES,
    DAYS,
    DEVICES,
    MS_PER_DAY,
    SLOTS,
    START,
    THETAS,
    Rows,
    Tastes,
    article_rows,
    named,
    promo_rows,
    syllables,
)

EVERGREEN, NEW_A_DAY = 140, 350
PROMO_COUNT = EVERGREEN + DAYS * NEW_A_DAY
ARTICLES_A_DAY, BACKLOG_DAYS = 1_800, 28
ARTICLE_COUNT = (DAYS + BACKLOG_DAYS) * ARTICLES_A_DAY
STORY_WORDS, VOCABULARY = 290, 20_000
USUAL_LOGIT = -3.9
VIEW_RATE = 0.7
CONTROL, BASELINE = 0.01, 0.01
REGIONS = [str(number) for number in range(1, 48)]
ARMS = ("control", "baseline", "learned")


@dataclass(frozen=True, slots=True)
class _World:
    tastes: Tastes
    lake: Lake
    articles: list[str]
    promos: list[str]


def make_large_lake(url: str, *, exposures: int, seed: int = 7) -> Lake:
    """Fill the lake at `url` with about `exposures` views; the same seed, the same lake."""
    rng = np.random.default_rng(seed)
    tastes = Tastes.drawn(rng, articles=ARTICLE_COUNT, promos=PROMO_COUNT, usual_logit=USUAL_LOGIT)
    lake = Lake(url)
    lake.append("articles", _with_text(article_rows(tastes, rng), seed), name="large")
    lake.append("promos", promo_rows(tastes, rng), name="large")
    articles = [f"article-{number}" for number in range(ARTICLE_COUNT)]
    world = _World(tastes, lake, articles, [f"promo-{number}" for number in range(PROMO_COUNT)])
    for day in range(DAYS):
        _append_day(world, round(exposures / VIEW_RATE / SLOTS / DAYS), rng, day=day)
    return lake


def _with_text(articles: pa.Table, seed: int) -> pa.Table:
    """Give each article the two thousand characters of a story, of words that tell nothing."""
    rng = np.random.default_rng([seed, STORY_WORDS])
    words = np.array([syllables(number) for number in range(VOCABULARY)], dtype=object)
    texts = [
        " ".join(words[rng.integers(VOCABULARY, size=STORY_WORDS)]) for _ in range(len(articles))
    ]
    return articles.append_column("text", pa.array(texts))


def _append_day(world: _World, visits: int, rng: np.random.Generator, *, day: int) -> None:
    at_ms = np.sort(rng.integers(MS_PER_DAY, size=visits))
    at_ms += round(START.timestamp() * 1000) + day * MS_PER_DAY
    high, low = rng.integers(2**40, size=(2, visits), dtype=np.uint64)
    ids = pa.array(decision_ids(at_ms, high=high, low=low)).cast(TEXT)
    articles, devices = _read_articles(visits, rng, day=day), rng.integers(3, size=visits)
    arms = np.searchsorted([CONTROL, CONTROL + BASELINE], rng.random(visits), side="right")
    promos = _shown(world.tastes, arms == 0, rng, day=day)
    name = f"large-{day:02d}"
    decisions = _decisions(world, ids, at_ms, articles, devices, arms, rng)
    world.lake.append("decisions", decisions, name=name)
    slots = _slots(world, ids, promos)
    world.lake.append("slots", slots, name=name)
    rates = world.tastes.rates(np.repeat(articles, SLOTS), promos, np.repeat(devices, SLOTS))
    viewed = rng.random(len(promos)) < VIEW_RATE
    clicked = viewed & (rng.random(len(promos)) < rates * np.tile(THETAS, visits))
    events = _events(slots, np.repeat(at_ms, SLOTS), viewed, clicked)
    world.lake.append("events", events, name=name)


def _read_articles(visits: int, rng: np.random.Generator, *, day: int) -> Rows:
    """Draw what is read: by half fewer with each day of age, and some far more than others."""
    ages = np.minimum(rng.geometric(0.5, visits) - 1, BACKLOG_DAYS)
    ranks = rng.zipf(1.2, visits) % ARTICLES_A_DAY
    return np.asarray((day + BACKLOG_DAYS - ages) * ARTICLES_A_DAY + ranks, dtype=np.int64)


def _shown(
    tastes: Tastes, at_random: NDArray[np.bool_], rng: np.random.Generator, *, day: int
) -> Rows:
    """Draw the promos of visits [n], slot by slot: [n * SLOTS]."""
    born = EVERGREEN + day * NEW_A_DAY
    live = np.concatenate([np.arange(EVERGREEN), np.arange(born, born + NEW_A_DAY)])
    weights = np.exp(tastes.promo_worth[live])
    bounds = np.cumsum(weights / weights.sum())
    count = len(at_random) * SLOTS
    ranked = np.searchsorted(bounds[:-1], rng.random(count), side="right")
    chance = rng.integers(len(live), size=count)
    return np.asarray(live[np.where(np.repeat(at_random, SLOTS), chance, ranked)])


def _decisions(
    world: _World,
    ids: pa.Array,
    at_ms: Rows,
    articles: Rows,
    devices: Rows,
    arms: Rows,
    rng: np.random.Generator,
) -> pa.Table:
    count = len(ids)
    return pa.table(
        {
            "decision": ids,
            "decided_at": pa.array(at_ms * 1000).cast(MOMENT),
            "site": pa.array(["daily"] * count),
            "article": named(world.articles, articles),
            "article_version": np.ones(count, dtype=np.int64),
            "country": named(COUNTRIES, rng.integers(len(COUNTRIES), size=count)),
            "region": named(REGIONS, rng.integers(len(REGIONS), size=count)),
            "device": named(DEVICES, devices),
            "language": named(("en", "ja"), rng.integers(2, size=count)),
            "signed_in": rng.random(count) < 0.2,
            "local_hour": (at_ms // 3_600_000 % 24).astype(np.int8),
            "mode": pa.array(["per_view"] * count),
            "origin": pa.array(["browser"] * count),
            "arm": named(ARMS, arms),
        }
    )


def _slots(world: _World, ids: pa.Array, promos: Rows) -> pa.Table:
    count = len(promos)
    return pa.table(
        {
            "decision": ids.take(pa.array(np.repeat(np.arange(len(ids)), SLOTS))),
            "placement": pa.array(["footer"] * count),
            "position": np.tile(np.arange(SLOTS, dtype=np.int16), len(ids)),
            "promo": named(world.promos, promos),
            "promo_version": np.ones(count, dtype=np.int64),
            "propensity": np.full(count, 1 / (EVERGREEN + NEW_A_DAY)),
            "eligible": np.full(count, EVERGREEN + NEW_A_DAY, dtype=np.int32),
        }
    )


def _events(
    slots: pa.Table, at_ms: Rows, viewed: NDArray[np.bool_], clicked: NDArray[np.bool_]
) -> pa.Table:
    told = [np.arange(len(slots)), np.flatnonzero(viewed), np.flatnonzero(clicked)]
    rows = np.concatenate(told)
    kinds = np.repeat(np.arange(len(told)), [len(each) for each in told])
    order = np.argsort(rows, kind="stable")
    rows, kinds = rows[order], kinds[order]
    moments = pa.array(at_ms[rows] * 1000).cast(MOMENT)
    key = slots.select(["decision", "placement", "position", "promo"]).take(pa.array(rows))
    columns = dict(zip(key.column_names, key.columns, strict=True))
    columns |= {"event": named(("impression", "view", "click"), kinds), "happened_at": moments}
    columns |= {"received_at": moments, "count": np.ones(len(rows), dtype=np.int64)}
    columns["way"] = pa.array(["script"] * len(rows))
    return pa.table(columns)

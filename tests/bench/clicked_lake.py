"""Makes a lake of as many exposures as asked whose clicks follow known tastes.

Articles have a section, tags and a title of its words; promos a kind, a source and a title of a
section's words. A click is likelier where both are about the same, for some kinds, for some promos.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.lake.decision_ids import decision_ids
from data.lake.lake_schemas import ARTICLES, MOMENT, PROMOS, TEXT
from data.lake.lake_store import Lake

START = datetime(2026, 10, 1, tzinfo=UTC)
DAYS = 28
SLOTS = 12
ARTICLE_COUNT = 20_000
PROMO_COUNT = 3_000
SECTIONS = 12
WORDS_A_SECTION = 40
KINDS = ("offer", "story", "guide", "event", "house")
SOURCES = 60
COUNTRIES, DEVICES = ("JP", "US", "NO", "GB"), ("mobile", "desktop", "tablet")
USUAL_LOGIT = -4.6
THETAS = np.linspace(1.0, 0.4, SLOTS)
MS_PER_DAY = 86_400_000

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tastes:
    """The truth: sections of articles [n] and promos [m], and what adds to the logit of a click."""

    usual_logit: float
    article_section: Rows
    promo_section: Rows
    promo_kind: Rows
    promo_source: Rows
    promo_worth: Floats
    liking: Floats
    device_liking: Floats

    @classmethod
    def drawn(
        cls,
        rng: np.random.Generator,
        *,
        articles: int = ARTICLE_COUNT,
        promos: int = PROMO_COUNT,
        usual_logit: float = USUAL_LOGIT,
    ) -> "Tastes":
        """Draw the truth."""
        kinds = rng.integers(len(KINDS), size=promos)
        sources = rng.integers(SOURCES, size=promos)
        worth = rng.normal(0, 0.4, promos) + rng.normal(0, 0.3, SOURCES)[sources]
        return cls(
            usual_logit=usual_logit,
            article_section=rng.integers(SECTIONS, size=articles),
            promo_section=rng.integers(SECTIONS, size=promos),
            promo_kind=kinds,
            promo_source=sources,
            promo_worth=worth,
            liking=rng.normal(0, 0.5, (SECTIONS, SECTIONS)) + 0.8 * np.eye(SECTIONS),
            device_liking=rng.normal(0, 0.4, (len(DEVICES), len(KINDS))),
        )

    def rates(self, articles: Rows, promos: Rows, devices: Rows) -> Floats:
        """Return the click rates [n] of examined slots."""
        liking = self.liking[self.article_section[articles], self.promo_section[promos]]
        kinds = self.device_liking[devices, self.promo_kind[promos]]
        logits = self.usual_logit + self.promo_worth[promos] + liking + kinds
        return 1 / (1 + np.exp(-logits))


def make_clicked_lake(url: str, *, exposures: int, seed: int = 7) -> Lake:
    """Fill the lake at `url` with about `exposures` impressions; the same seed, the same lake."""
    rng = np.random.default_rng(seed)
    lake, tastes = Lake(url), Tastes.drawn(rng)
    lake.append("articles", article_rows(tastes, rng), name="clicked")
    lake.append("promos", promo_rows(tastes, rng), name="clicked")
    for day in range(DAYS):
        _append_day(lake, tastes, round(exposures / SLOTS / DAYS), rng, day=day)
    return lake


def _append_day(
    lake: Lake, tastes: Tastes, visits: int, rng: np.random.Generator, *, day: int
) -> None:
    at_ms = np.sort(rng.integers(MS_PER_DAY, size=visits))
    at_ms += round(START.timestamp() * 1000) + day * MS_PER_DAY
    high, low = rng.integers(2**40, size=(2, visits), dtype=np.uint64)
    ids = pa.array(decision_ids(at_ms, high=high, low=low)).cast(TEXT)
    articles = rng.zipf(1.3, visits) % ARTICLE_COUNT
    devices = rng.integers(len(DEVICES), size=visits)
    name = f"clicked-{day:02d}"
    lake.append("decisions", _decisions(ids, at_ms, articles, devices, rng), name=name)
    promos = rng.zipf(1.3, visits * SLOTS) % PROMO_COUNT
    slots = _slots(ids, promos)
    lake.append("slots", slots, name=name)
    rates = tastes.rates(np.repeat(articles, SLOTS), promos, np.repeat(devices, SLOTS))
    clicked = rng.random(len(promos)) < rates * np.tile(THETAS, visits)
    lake.append("events", _events(slots, np.repeat(at_ms, SLOTS), clicked), name=name)


def _decisions(
    ids: pa.Array, at_ms: Rows, articles: Rows, devices: Rows, rng: np.random.Generator
) -> pa.Table:
    count = len(ids)
    return pa.table(
        {
            "decision": ids,
            "decided_at": pa.array(at_ms * 1000).cast(MOMENT),
            "site": pa.array(["daily"] * count),
            "article": named([f"article-{number}" for number in range(ARTICLE_COUNT)], articles),
            "article_version": np.ones(count, dtype=np.int64),
            "country": named(COUNTRIES, rng.integers(len(COUNTRIES), size=count)),
            "device": named(DEVICES, devices),
            "signed_in": rng.random(count) < 0.2,
            "local_hour": (at_ms // 3_600_000 % 24).astype(np.int8),
            "origin": pa.array(["browser"] * count),
            "arm": pa.array(["control"] * count),
        }
    )


def _slots(ids: pa.Array, promos: Rows) -> pa.Table:
    count = len(promos)
    return pa.table(
        {
            "decision": ids.take(pa.array(np.repeat(np.arange(len(ids)), SLOTS))),
            "placement": pa.array(["footer"] * count),
            "position": np.tile(np.arange(SLOTS, dtype=np.int16), len(ids)),
            "promo": named([f"promo-{number}" for number in range(PROMO_COUNT)], promos),
            "promo_version": np.ones(count, dtype=np.int64),
            "propensity": np.full(count, 1 / PROMO_COUNT),
        }
    )


def _events(slots: pa.Table, at_ms: Rows, clicked: NDArray[np.bool_]) -> pa.Table:
    rows = np.concatenate([np.arange(len(slots)), np.flatnonzero(clicked)])
    kinds = np.repeat([0, 1], [len(slots), len(rows) - len(slots)])
    order = np.argsort(rows, kind="stable")
    rows, kinds = rows[order], kinds[order]
    moments = pa.array(at_ms[rows] * 1000).cast(MOMENT)
    key = slots.select(["decision", "placement", "position", "promo"]).take(pa.array(rows))
    columns = dict(zip(key.column_names, key.columns, strict=True))
    columns |= {"event": named(("impression", "click"), kinds), "happened_at": moments}
    columns |= {"received_at": moments, "count": np.ones(len(rows), dtype=np.int64)}
    return pa.table(columns)


def article_rows(tastes: Tastes, rng: np.random.Generator) -> pa.Table:
    """Return the rows of the articles."""
    rows = [
        {
            "site": "daily",
            "id": f"article-{number}",
            "version": 1,
            "valid_from": START,
            "title": _title(section, rng, words=40),
            "category": f"section-{section}",
            "tags": [f"tag-{section}-{tag}" for tag in rng.integers(8, size=2).tolist()],
            "language": "en",
        }
        for number, section in enumerate(tastes.article_section.tolist())
    ]
    return _table(rows, ARTICLES)


def promo_rows(tastes: Tastes, rng: np.random.Generator) -> pa.Table:
    """Return the rows of the promos."""
    rows = [
        {
            "id": f"promo-{number}",
            "version": 1,
            "valid_from": START,
            "kind": KINDS[tastes.promo_kind[number]],
            "title": _title(section, rng, words=7),
            "source": f"source-{tastes.promo_source[number]}",
            "url": "https://promos.example/",
            "sponsored": bool(tastes.promo_kind[number] == 0),
            "published_at": START - timedelta(days=float(rng.integers(1, 90))),
        }
        for number, section in enumerate(tastes.promo_section.tolist())
    ]
    return _table(rows, PROMOS)


def _table(rows: Sequence[dict[str, object]], schema: pa.Schema) -> pa.Table:
    given = pa.schema([field for field in schema if field.name in rows[0]])
    return pa.Table.from_pylist(list(rows), schema=given)


def _title(section: int, rng: np.random.Generator, *, words: int) -> str:
    numbers = rng.integers(WORDS_A_SECTION, size=words).tolist()
    return " ".join(f"{syllables(section * WORDS_A_SECTION + number)}" for number in numbers)


def syllables(number: int) -> str:
    """Return a word of six letters."""
    consonants, vowels = "bdfgklmnprstvz", "aeiou"
    parts = []
    for _ in range(3):
        number, place = divmod(number * 7 + 3, len(consonants) * len(vowels))
        parts.append(consonants[place // len(vowels)] + vowels[place % len(vowels)])

    return "".join(parts)


def named(names: Sequence[str], rows: Rows) -> pa.Array:
    """Return the names of rows [n] of a list."""
    return pa.array(list(names)).take(pa.array(rows))

"""Turns what a ranker served and what readers did into the lake's decisions, slots and events."""

from collections.abc import Sequence
from statistics import median

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.lake.decision_ids import decision_ids
from data.lake.lake_schemas import MOMENT
from data.publisher.logged_visits import LoggedVisits
from data.publisher.readers import DEVICES, LANGUAGES, PLACES
from data.publisher.served_tables import FIRST_VERSION
from data.worlds.world import EMPTY, World
from recommender.domain import Arm, Promo, TokenMode

CURRENCY = "JPY"
MS_PER_DAY = 86_400_000
RENDERED_AFTER_MS = 300
VIEWED_AFTER_MS = 20_000
CLICKED_AFTER_MS = 30_000
SENT_AFTER_MS = 900
RANDOM_BITS = 40


def decisions_table(world: World, logged: LoggedVisits, rng: np.random.Generator) -> pa.Table:
    """Return the decisions, one a visit, in order of time."""
    visits, count = logged.visits, len(logged.visits)
    high, low = rng.integers(2**RANDOM_BITS, size=(2, count), dtype=np.uint64)
    control = logged.pages.is_control.astype(np.int64)
    return pa.table(
        {
            "decision": pa.array(decision_ids(visits.at_ms, high=high, low=low)).cast(pa.string()),
            "decided_at": _moments(visits.at_ms),
            "site": pa.array([world.site.id] * count),
            "article": _named([article.id for article in world.articles], visits.article),
            "article_version": np.full(count, FIRST_VERSION),
            "country": _named([place.country for place in PLACES], visits.place),
            "region": _named([place.region for place in PLACES], visits.place),
            "device": _named(DEVICES, visits.device),
            "language": _named(LANGUAGES, visits.language),
            "signed_in": visits.signed_in,
            "local_hour": visits.local_hour,
            "mode": pa.array([TokenMode.PER_VIEW.value] * count),
            "origin": pa.array(["import"] * count),
            "arm": _named([Arm.BASELINE, Arm.CONTROL], control),
            "policy": _named(["popularity", "uniform"], control),
        }
    )


def slots_table(world: World, logged: LoggedVisits, decisions: pa.Table) -> pa.Table:
    """Return the filled slots of every placement."""
    tables = []
    for placement, slates in logged.pages.slates.items():
        shown = slates.promos != EMPTY
        columns = _slot_columns(world, logged, decisions, placement=placement, rows=shown)
        promos = slates.promos[shown]
        columns["promo_version"] = np.full(len(promos), FIRST_VERSION)
        columns["propensity"] = slates.propensity[shown]
        columns["forced"] = slates.eligible[shown] == 1
        columns["eligible"] = slates.eligible[shown]
        columns["value_micros"] = values_micros(world.promos)[promos]
        columns["currency"] = pa.array([CURRENCY] * len(promos))
        tables.append(pa.table(columns))
    return pa.concat_tables(tables)


def events_table(
    world: World, logged: LoggedVisits, decisions: pa.Table, *, rng: np.random.Generator
) -> pa.Table:
    """Return impressions, views and clicks; none is received after the day of its visit."""
    tables = []
    for placement, response in logged.responses.items():
        shown = logged.pages.slates[placement].promos != EMPTY
        for event, rows, after_ms in (
            ("impression", shown, RENDERED_AFTER_MS),
            ("view", response.viewed, VIEWED_AFTER_MS),
            ("click", response.clicked, CLICKED_AFTER_MS),
        ):
            columns = _slot_columns(world, logged, decisions, placement=placement, rows=rows)
            columns["event"] = pa.array([event] * int(rows.sum()))
            columns |= _times(logged.visits.at_ms[np.nonzero(rows)[0]], after_ms, rng)
            columns["count"] = np.ones(int(rows.sum()), dtype=np.int64)
            tables.append(pa.table(columns))
    return pa.concat_tables(tables)


def values_micros(promos: Sequence[Promo]) -> NDArray[np.int64]:
    """Return each promo's value per click; without one, the median of the paid ones."""
    paid = [promo.value_micros for promo in promos if promo.sponsored and promo.value_micros]
    usual = round(median(paid)) if paid else 0
    values = [usual if promo.value_micros is None else promo.value_micros for promo in promos]
    return np.array(values, dtype=np.int64)


def _slot_columns(
    world: World,
    logged: LoggedVisits,
    decisions: pa.Table,
    *,
    placement: str,
    rows: NDArray[np.bool_],
) -> dict[str, pa.Array | NDArray[np.generic]]:
    """Return the columns that slots and events share, of the slots [n, slots] told by `rows`."""
    visit, position = np.nonzero(rows)
    promos = logged.pages.slates[placement].promos[rows]
    return {
        "decision": decisions["decision"].combine_chunks().take(pa.array(visit)),
        "placement": pa.array([placement] * len(visit)),
        "position": position.astype(np.int16),
        "promo": _named([promo.id for promo in world.promos], promos),
    }


def _times(
    decided_ms: NDArray[np.int64], after_ms: int, rng: np.random.Generator
) -> dict[str, pa.Array]:
    day_end = decided_ms // MS_PER_DAY * MS_PER_DAY + MS_PER_DAY - 1
    delay = rng.exponential(after_ms, size=len(decided_ms)).astype(np.int64)
    happened = np.minimum(decided_ms + delay, day_end)
    sent = rng.integers(SENT_AFTER_MS, size=len(decided_ms))
    received = np.minimum(happened + sent, day_end)
    return {"happened_at": _moments(happened), "received_at": _moments(received)}


def _moments(milliseconds: NDArray[np.int64]) -> pa.Array:
    return pa.array(milliseconds * 1000).cast(MOMENT)


def _named(names: Sequence[str | None], rows: NDArray[np.int64]) -> pa.Array:
    return pa.array(names, type=pa.string()).take(pa.array(rows))

"""The promos of a trial world: five kinds of forty sources, some large and many small."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from data.trial_worlds.generated import slug, topical_words, written_title
from data.trial_worlds.vocabulary import LABELS, TOPICS
from data.worlds.trial_plan import TrialPlan
from recommender.domain import Promo

# So many of each kind are live at any time, 490 in all.
KINDS = {"story": 190, "offer": 150, "guide": 70, "event": 50, "house": 30}
SISTER_SITES = 16
MERCHANTS = 23
DATED = frozenset({"story"})
HOUSE = "trial-daily"
SECOND_TOPIC = 0.5
UNTOLD_TOPIC = 0.35
WRONG_TOPIC = 0.08
OWN_SPECIALITY = 0.6
ONLY_AT_HOME = 0.04
MEAN_AGE_DAYS = 12.0
DEATHS_A_DAY = 10
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """When a promo lives: dates it is born with and dies with, None for never."""

    born: datetime | None = None
    dies: datetime | None = None


ALWAYS = Flight()


def standing_promos(now: datetime, rng: np.random.Generator) -> tuple[Promo, ...]:
    """Return promos that are live from before `now` on and stay."""
    return tuple(
        generated_promo(kind, number, now=now, flight=ALWAYS, rng=rng)
        for number, kind in enumerate(_every_kind(), start=1)
    )


def passing_promos(plan: TrialPlan, rng: np.random.Generator) -> tuple[Promo, ...]:
    """Return promos of which some die every day, each at the moment a like one is born."""
    kinds = _every_kind()
    born: list[datetime | None] = [None] * len(kinds)
    flights = []
    for day in range(plan.days):
        for place in rng.choice(len(kinds), size=DEATHS_A_DAY, replace=False):
            minute = int(rng.integers(MINUTES_A_DAY))
            dies = plan.first_day + timedelta(days=day, minutes=minute)
            flights.append((kinds[place], Flight(born=born[place], dies=dies)))
            born[place] = dies
    flights += [(kind, Flight(born=at)) for kind, at in zip(kinds, born, strict=True)]
    return tuple(
        generated_promo(kind, number, now=plan.first_day, flight=flight, rng=rng)
        for number, (kind, flight) in enumerate(flights, start=1)
    )


def generated_promo(
    kind: str, number: int, *, now: datetime, flight: Flight, rng: np.random.Generator
) -> Promo:
    """Return a promo; a story is published when it is born or else some days before `now`."""
    source = _source(kind, rng)
    topics = _topics(source, rng)
    title = written_title(kind, topics, rng)
    label = LABELS.get(topics[0])
    age_minutes = round(rng.exponential(MEAN_AGE_DAYS) * MINUTES_A_DAY)
    published_at = flight.born or now - timedelta(minutes=age_minutes)
    return Promo(
        id=f"{kind}-{number}-{slug(title)}",
        kind=kind,
        title=title,
        source=source,
        url=f"https://{source}.example/{kind}/{number}",
        summary=f"{' '.join(topical_words(topics, rng, count=8)).capitalize()}.",
        label="Offer" if kind == "offer" else label if rng.random() < 0.8 else None,
        advertiser=f"{source}-{rng.integers(1, 3)}" if kind == "offer" else None,
        sponsored=kind == "offer",
        topics=_told(topics, rng),
        countries=("JP",) if kind == "offer" and rng.random() < ONLY_AT_HOME else (),
        starts_at=flight.born,
        ends_at=flight.dies,
        published_at=published_at if kind in DATED else None,
    )


def _every_kind() -> list[str]:
    return [kind for kind, count in KINDS.items() for _ in range(count)]


def _source(kind: str, rng: np.random.Generator) -> str:
    """Return a source by its size: the k-th of them has a share of 1/k."""
    if kind == "house":
        return HOUSE
    name, count = ("merchant", MERCHANTS) if kind == "offer" else ("sister", SISTER_SITES)
    sizes = 1 / np.arange(1, count + 1)
    return f"{name}-{rng.choice(count, p=sizes / sizes.sum()) + 1}"


def _topics(source: str, rng: np.random.Generator) -> tuple[str, ...]:
    """Return what the promo is about: one topic or two, often what its source is known for."""
    number = int(source.rpartition("-")[2]) if source != HOUSE else 0
    first = TOPICS[(7 * number + len(source)) % len(TOPICS)]
    if rng.random() >= OWN_SPECIALITY:
        first = TOPICS[rng.integers(len(TOPICS))]
    second = TOPICS[rng.integers(len(TOPICS))]
    return tuple(dict.fromkeys((first, second))) if rng.random() < SECOND_TOPIC else (first,)


def _told(topics: tuple[str, ...], rng: np.random.Generator) -> tuple[str, ...]:
    """Return the topics as editors list them: some are left out, some are wrong."""
    told = [topic for topic in topics if rng.random() >= UNTOLD_TOPIC / len(topics)]
    wrong = TOPICS[rng.integers(len(TOPICS))]
    return tuple(dict.fromkeys([*told, wrong] if rng.random() < WRONG_TOPIC else told))

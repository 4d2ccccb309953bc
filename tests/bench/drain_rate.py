"""What it costs to drain: CPU seconds a million rows, by the whole drain and without the lake.

Inboxes as workers leave them: decisions of twelve slots, in groups as a busy worker commits them;
then events, most of them new. The machine's disk takes part: nothing is left out.
"""

import os
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from data.draining.drainer import Drainer
from data.inbox.packed import EventKind
from recommender.domain import TokenMode
from recommender.keys import key_of
from tests.builders import a_promo, an_article
from tests.data.draining.told_home import Page, ToldHome

DECISIONS = int(os.environ.get("CHIRASHI_BENCH_DECISIONS", "40000"))
SLOTS = 12
PROMOS, ARTICLES = 2_000, 5_000
GROUP = 200
TELLERS = 2
DOUBLED = 0.05
SEED = 5


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU and wall seconds of a stretch of work."""

    cpu_seconds: float
    seconds: float


def run() -> dict[str, Any]:
    """Drain decisions, then events, then start anew; return CPU seconds a million rows."""
    with tempfile.TemporaryDirectory(prefix="chirashi-drain-") as name:
        home = ToldHome(Path(name))
        home.catalogue.promos.put_many([a_promo(id=f"promo-{at}") for at in range(PROMOS)])
        home.catalogue.articles.put_many([an_article(id=f"a/{at}") for at in range(ARTICLES)])
        home.now = datetime.now(UTC)
        pages = _pages(home.now)
        _warm_up(home)
        decided = _note(home, pages)
        decisions = _spent(home.drainer)
        told = _tell(home, pages)
        home.drainer.drain()
        events = _spent(home.drainer)
        home.started()
        again = _spent(home.drainer)
        return _figures(home, decided, told, (decisions, events, again))


def _pages(now: datetime) -> list[Page]:
    rng = Random(SEED)
    articles = [key_of("daily", f"a/{at}") for at in range(ARTICLES)]
    return [
        Page(
            number=number,
            at=now - timedelta(milliseconds=DECISIONS - number),
            promos=tuple(rng.sample(range(4, PROMOS + 4), SLOTS)),
            article=articles[int(ARTICLES * rng.random() ** 3)],
            mode=TokenMode.CACHED if number % 4 == 0 else TokenMode.PER_VIEW,
        )
        for number in range(DECISIONS)
    ]


def _warm_up(home: ToldHome) -> None:
    """Drain pages with every promo and article, so that all of their features lie in the lake."""
    teller = home.teller("00")
    keys = [key_of("daily", f"a/{at}") for at in range(ARTICLES)]
    for start in range(0, ARTICLES, GROUP):
        chosen = [(at + 4, keys[at]) for at in range(start, start + GROUP)]
        teller.note(
            *(
                Page(number=2**40 - at, at=home.now, promos=(4 + at % PROMOS,), article=key)
                for at, key in chosen
            )
        )
    teller.end()
    home.drain_all()


def _note(home: ToldHome, pages: list[Page]) -> int:
    tellers = [home.teller(f"a{at}") for at in range(TELLERS)]
    for start in range(0, len(pages), GROUP):
        tellers[start // GROUP % TELLERS].note(*pages[start : start + GROUP])
    for teller in tellers:
        teller.end()
    return len(pages)


def _tell(home: ToldHome, pages: list[Page]) -> int:
    rng, count = Random(SEED), 0
    tellers = [home.teller(f"b{at}") for at in range(TELLERS)]
    for start in range(0, len(pages), GROUP):
        events = []
        for page in pages[start : start + GROUP]:
            view = f"view-{rng.random()}"
            events += [page.event(at, EventKind.IMPRESSION, view=view) for at in range(SLOTS)]
            events += [page.event(at, EventKind.VIEW, view=view) for at in range(0, SLOTS, 2)]
            if rng.random() < DOUBLED:
                events += events[-18:]
        count += len(events)
        tellers[start // GROUP % TELLERS].tell(*events)
    for teller in tellers:
        teller.end()
    return count


def _spent(drainer: Drainer) -> Spent:
    cpu, wall = time.process_time(), time.perf_counter()
    assert drainer.drain()
    return Spent(time.process_time() - cpu, time.perf_counter() - wall)


def _figures(
    home: ToldHome, decided: int, told: int, spent: tuple[Spent, Spent, Spent]
) -> dict[str, Any]:
    decisions, events, again = spent
    slots = decided * SLOTS
    return {
        "decisions": decided,
        "slot_rows": slots,
        "events": told,
        "cpu_seconds_a_million_slot_rows": decisions.cpu_seconds / slots * 1e6,
        "slot_rows_a_second": slots / decisions.seconds,
        "cpu_seconds_a_million_events": events.cpu_seconds / told * 1e6,
        "events_a_second": told / events.seconds,
        "cpu_seconds_to_remember_a_million_rows": again.cpu_seconds / (decided + told) * 1e6,
        "remembered": home.state().remembered,
        "counts": dict(home.state().counts),
        "warm_up": "a page of every article, a slot of every promo",
        "threads": "the drain's own and pyarrow's",
    }

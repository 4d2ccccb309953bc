"""The sample publisher's click log: days served by its former ranker, clicked by known rates."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import numpy as np

from data.lake.lake_store import Lake
from data.publisher.former_ranker import Tally, serve
from data.publisher.log_tables import decisions_table, events_table, slots_table
from data.publisher.logged_visits import LoggedVisits
from data.publisher.served_tables import articles_table, promos_table
from data.worlds.world import World, midnight

DAYS = 14
VIEWS_A_DAY = 6_000


def write_log(
    lake: Lake,
    world: World,
    *,
    now: datetime,
    seed: int,
    days: int = DAYS,
    views_a_day: int = VIEWS_A_DAY,
) -> Iterator[date]:
    """Write the days before that of `now` (UTC); yield each day once it is written.

    Equal worlds, times and seeds write equal files; to write again replaces them.
    """
    first = midnight(now) - timedelta(days=days)
    lake.append("promos", promos_table(world.promos, valid_from=first), name="sample")
    lake.append("articles", articles_table(world.articles, valid_from=first), name="sample")
    for day, logged in synthetic_days(
        world, first=first, seed=seed, days=days, views_a_day=views_a_day
    ):
        rng = np.random.default_rng([seed, day.toordinal(), 1])
        decisions = decisions_table(world, logged, rng)
        for name, table in (
            ("slots", slots_table(world, logged, decisions)),
            ("events", events_table(world, logged, decisions, rng=rng)),
            ("decisions", decisions),
        ):
            lake.append(name, table, name="sample")
        yield day


def synthetic_days(
    world: World, *, first: datetime, seed: int, days: int, views_a_day: int
) -> Iterator[tuple[date, LoggedVisits]]:
    """Yield each day's visits as served and answered; popularity counts up to midnight."""
    tally = Tally.empty(len(world.promos))
    for number in range(days):
        day = first + timedelta(days=number)
        rng = np.random.default_rng([seed, number])
        visits = world.visits(day, count=views_a_day, rng=rng)
        pages = serve(world, visits, tally=tally, rng=rng)
        slates = {name: slates.promos for name, slates in pages.slates.items()}
        responses = world.respond(visits, slates, rng)
        tally.add(slates, responses)
        yield day.date(), LoggedVisits(visits, pages, responses)

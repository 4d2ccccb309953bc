"""What the lake holds of events that were drained, as the lessons that they were."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from data.draining.decision_words import words_of_texts
from data.draining.record_columns import places_in
from data.draining.record_keys import decision_keys, slot_keys, text_words
from data.draining.view_texts import view_words
from data.inbox.packed import EVENTS, WAYS
from data.inbox.reader_class import ReaderClass
from data.lake.engine import fetch
from data.lake.lake_store import Lake
from data.lake.lateness import TOLD_WITHIN
from data.lake.row_keys import JUDGED_LATER
from data.learning.lessons import TAUGHT_BY, Codes, Lessons, PageRead
from data.learning.told_lessons import piece_keys

READER = ("country", "region", "device", "language", "signed_in", "local_hour")
OF_PAGE = ("site", "article", *READER)
OF_PLACE = ("site", "placement")
A_DAY = timedelta(days=1)
SECONDS_PER_HOUR = 3600
US_PER_HOUR = 3_600_000_000


def lake_lessons(lake: Lake, *, after_us: int, through_us: int) -> Lessons:
    """Return what events teach that were drained after one time, up to another.

    A click counts that was judged only later: it counted when it was learned. Raises Unavailable.
    """
    table = fetch(_rows(lake, after_us, through_us)).sort_by("drained_at")
    words = words_of_texts(table["decision"])
    slots = slot_keys(
        decision_keys(words),
        placements=text_words(table["placement"]),
        positions=table["position"].to_numpy(),
    )
    places, place = _coded(table, OF_PLACE)
    pages, page = _coded(table, OF_PAGE)
    promos, promo = _coded(table, ("promo",))
    return Lessons(
        piece=piece_keys(slots, views=view_words(table["view_id"])),
        drained_us=table["drained_at"].cast(pa.int64()).to_numpy(),
        decided_ms=words.times_ms,
        kind=places_in(table["event"], EVENTS).astype(np.uint8),
        way=places_in(table["way"], WAYS).astype(np.uint8),
        position=table["position"].to_numpy().astype(np.int64),
        place=place,
        page=page,
        promo=promo,
        places=[(site, placement) for site, placement in places],
        pages=[_page(*each) for each in pages],
        promos=[name for (name,) in promos],
    )


def drained_hours(lake: Lake, *, after_us: int) -> list[range]:
    """Return the hours (of microseconds since 1970) in which events were drained after a time.

    The first one begins right after it. Raises Unavailable.
    """
    hours = _events(lake, after_us).drained_at.epoch_seconds() / SECONDS_PER_HOUR
    found = fetch(hours.floor().cast("int64").name("hour").as_table().distinct())
    starts = (hour * US_PER_HOUR for hour in sorted(found["hour"].to_pylist()))
    return [range(max(start, after_us + 1), start + US_PER_HOUR) for start in starts]


def _rows(lake: Lake, after_us: int, through_us: int) -> Any:
    events = _events(lake, after_us)
    events = events.filter(
        events.drained_at <= ibis.literal(_moment(through_us)),
        events.invalid.isnull() | (events.invalid == JUDGED_LATER),
        events.event.isin([str(EVENTS[kind]) for kind in TAUGHT_BY]),
    ).select("decision", "placement", "position", "promo", "event", "view_id", "way", "drained_at")
    # What was made out from a token stands beside what was logged, until they are merged.
    decisions = lake.read("decisions", since=_first_day(after_us))
    return events.inner_join(decisions.select("decision", *OF_PAGE).distinct(), "decision")


def _events(lake: Lake, after_us: int) -> Any:
    events = lake.read("events", since=_first_day(after_us))
    return events.filter(events.drained_at > ibis.literal(_moment(after_us)))


def _first_day(after_us: int) -> date:
    """Return the first day of what is learned if it was drained after a time, and one more."""
    return (_moment(after_us) - TOLD_WITHIN).date() - A_DAY


def _coded(table: pa.Table, names: Sequence[str]) -> tuple[list[tuple[Any, ...]], Codes]:
    """Return the distinct rows of some columns, and which of them each row is."""
    numbers: dict[tuple[Any, ...], int] = {}
    columns = [table[name].to_pylist() for name in names]
    codes = [numbers.setdefault(row, len(numbers)) for row in zip(*columns, strict=True)]
    return list(numbers), np.array(codes, dtype=np.int64)


def _page(site: str, article: str | None, *reader: Any) -> PageRead:
    return PageRead(site, article, ReaderClass(**dict(zip(READER, reader, strict=True))))


def _moment(time_us: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time_us)

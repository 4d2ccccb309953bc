"""Which days' sums are kept, and whether they still hold.

The sums of a UTC day's decisions are a file `v3-<state>-<made>` of `report_sums` and one of
`report_counts`. `state` stands for the files that they were made of: while those are the same, the
sums are exact. When an event, a merge or a settled click changes them, the sums are made anew;
until then sums hold that are younger than FRESH.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from data.lake.engine import fetch
from data.lake.lake_files import day_of, stem_of
from data.lake.lake_store import Lake
from data.lake.lateness import TOLD_WITHIN
from data.reports.day_span import DAY
from data.reports.day_states import DayState
from recommender.errors import SpoiltFile

FORMAT = "v3"
TABLES = ("report_sums", "report_counts")
FRESH = timedelta(minutes=15)
LAST_EVENT = TOLD_WITHIN + timedelta(hours=1)
"""After a day's end: by then what was told is drained, and its clicks are judged."""


@dataclass(frozen=True, slots=True, order=True)
class KeptDay:
    """Sums of a day: when they were made, of which state, and their files in TABLES."""

    day: date
    made_at: datetime
    state: str
    files: tuple[str, ...]


def name_within(path: str) -> str:
    """Return a file's name within the lake: table, day and file."""
    return "/".join(path.split("/")[-3:])


def is_of_sums(error: SpoiltFile) -> bool:
    """Whether what is spoilt was made of other files, and can be made of them again."""
    return name_within(error.path).partition("/")[0] in TABLES


def kept_name(state: str, made_at: datetime) -> str:
    """Return what the files of a day's sums are called."""
    return f"{FORMAT}-{state}-{round(made_at.timestamp() * 1000)}"


def kept_days(
    lake: Lake, *, first: int, last: int, without: Set[str] = frozenset()
) -> dict[date, list[KeptDay]]:
    """Return the days (ordinals, both included) with sums in both tables, the newest last.

    Files `without` (table, day and file) are passed over.
    """
    found: dict[tuple[date, str], list[str]] = {}
    for table in TABLES:
        for path in lake.files(table):
            day = day_of(path)
            if first <= day.toordinal() <= last and name_within(path) not in without:
                found.setdefault((day, stem_of(path)), []).append(path)
    days: dict[date, list[KeptDay]] = {}
    for (day, name), files in found.items():
        form, _, rest = name.partition("-")
        if form == FORMAT and len(files) == len(TABLES):
            state, _, made_ms = rest.partition("-")
            made_at = datetime.fromtimestamp(int(made_ms) / 1000, UTC)
            days.setdefault(day, []).append(KeptDay(day, made_at, state, tuple(files)))
    return {day: sorted(kept) for day, kept in days.items()}


def is_complete(kept: KeptDay, state: DayState | None, *, now: datetime) -> bool:
    """Whether sums are of all that has been told of their day by now."""
    # Without decisions it is expired, and was counted when it was whole.
    if state is None:
        return True
    if kept.state != state.digest:
        return False
    # Later than on the day after, events lie in files that its state does not look at.
    end = end_of(kept.day)
    return now < end + DAY or kept.made_at >= end + LAST_EVENT


def is_younger(kept: KeptDay, than: timedelta, *, now: datetime) -> bool:
    """Whether sums were made so lately; not if the clock says that they are still to be made."""
    return timedelta(0) <= now - kept.made_at < than


def holding(known: Sequence[KeptDay], state: DayState | None, *, now: datetime) -> KeptDay | None:
    """Return the newest of a day's sums that a report may read."""
    for each in reversed(known):
        if is_complete(each, state, now=now) or is_younger(each, FRESH, now=now):
            return each
    return None


def newest_of(known: Sequence[KeptDay], *, now: datetime) -> KeptDay:
    """Return the newest of a day's sums; those that a wrong clock dated ahead come last."""
    return max(known, key=lambda each: (each.made_at <= now, each.made_at))


def end_of(day: date) -> datetime:
    """Return the first moment after a day."""
    return datetime.combine(day, time(), tzinfo=UTC) + DAY


def in_other_zones(lake: Lake, kept: list[KeptDay], zones: Mapping[str, str]) -> set[date]:
    """Return the days whose sums are by days of a time zone that a site no longer has."""
    if not kept:
        return set()
    paths = [path for each in kept for path in each.files if f"/{TABLES[0]}/" in path]
    sums = lake.read_files(TABLES[0], paths)
    told = fetch(sums.filter(sums.by == "total").select("kept", "site", "zone").distinct())
    wrong = {
        row["kept"]
        for row in told.to_pylist()
        if zones.get(row["site"], row["zone"]) != row["zone"]
    }
    return {each.day for each in kept if stem_of(each.files[0]) in wrong}

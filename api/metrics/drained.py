"""What waits in the inboxes, and what became of what was drained into the lake."""

from collections.abc import Iterator, Mapping

from api.metrics.exposition import Family, Kind, Sample, gauge
from data.draining.drain_counts import OF_DECISIONS, OF_EVENTS, SLOTS
from data.draining.drain_state import DrainState, read_drain_state
from data.draining.inbox_lags import lag_of
from data.inbox.inbox_reading import inboxes
from data.inbox.packed import InvalidReason
from data.inbox.rows_set_aside import rows_set_aside
from data.lake_keeping.keeping_state import read_keeping_state
from data.storage_settings import StorageSettings

EVENTS = "Events drained, by verdict: counted, duplicate, or why they are invalid."
DECISIONS = "Decisions drained: logged, recovered from a token, or known already."
JUDGED = "Events that were counted when they were drained, and proved to be invalid later."
LAG = "For how long the oldest row has waited to come into the lake."


def waiting(storage: StorageSettings, now_ms: int) -> Iterator[Family]:
    """Yield what waits now, whether or not a keeper is there to tell of it."""
    found = inboxes(storage.inboxes)
    lags = [lag for inbox in found if (lag := lag_of(inbox))]
    yield from gauge("inboxes", "Inboxes, those of dead workers too.", len(found))
    unreadable = "Inboxes that this version cannot read: chirashi doctor says why."
    yield from gauge("inboxes_unreadable", unreadable, len(found) - len(lags))
    damaged = len(rows_set_aside(storage.inboxes))
    yield from gauge("inbox_rows_set_aside", "Rows that nobody could read: see doctor.", damaged)
    samples = [
        Sample(sum(lag.event_groups for lag in lags), (("table", "events"),)),
        Sample(sum(lag.decision_groups for lag in lags), (("table", "decisions"),)),
    ]
    yield Family("inbox_rows", "Groups of records that wait.", Kind.GAUGE, samples)
    state = DrainState(at_ms=now_ms, drained_ms=None, lags=tuple(lags))
    yield from gauge("lake_lag_seconds", LAG, state.lag_seconds(now_ms))


def drained(storage: StorageSettings, _now_ms: int) -> Iterator[Family]:
    """Yield what the keeper told of its drain."""
    state = read_drain_state(storage.snapshots)
    if state is None:
        return
    told = "Whether something stands in the drain's way: the log says what."
    yield from gauge("drain_problem", told, int(bool(state.problems)))
    done = None if state.drained_ms is None else state.drained_ms / 1000
    yield from gauge("last_drain_timestamp_seconds", "When the drain last left nothing.", done)
    yield from gauge("drain_remembered", "Keys held to know duplicates by.", state.remembered)
    yield _of("events_drained_total", EVENTS, state.counts, OF_EVENTS)
    yield _of("decisions_drained_total", DECISIONS, state.counts, OF_DECISIONS)
    slots = [Sample(state.counts.get(SLOTS, 0))]
    yield Family("slots_drained_total", "Slots drained.", Kind.COUNTER, slots)


def kept(storage: StorageSettings, _now_ms: int) -> Iterator[Family]:
    """Yield what the keeper told of its care for the lake."""
    state = read_keeping_state(storage.snapshots)
    if state is not None:
        told = "Whether something stands in the way of keeping the lake: the log says what."
        yield from gauge("lake_problem", told, int(bool(state.problems)))
        judged = [Sample(state.judged, (("verdict", str(InvalidReason.NO_IMPRESSION)),))]
        yield Family("events_judged_total", JUDGED, Kind.COUNTER, judged)


def _of(name: str, told: str, counts: Mapping[str, int], prefix: str) -> Family:
    samples = [
        Sample(count, (("verdict", key.removeprefix(prefix)),))
        for key, count in sorted(counts.items())
        if key.startswith(prefix)
    ]
    return Family(name, told, Kind.COUNTER, samples)

"""What must not be written again: the events, decisions and features that lie in the lake.

Events and decisions are remembered by the hour for as long as a token could bring them again, in
memory that has a bound, and found in the lake again after a restart.
"""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.draining.decision_words import DecisionWords, words_of_texts
from data.draining.key_sets import HourlyKeys, KeySet
from data.draining.record_columns import places_in
from data.draining.record_keys import decision_keys, event_keys, slot_keys, text_words
from data.draining.view_texts import view_words
from data.inbox.packed import EVENTS, INVALID, InvalidReason
from data.lake.lake_scan import LakeScan
from data.lake.lateness import TOLD_WITHIN
from data.lake.row_keys import JUDGED_LATER, KEYS
from recommender.keys import key_of

REMEMBERED_MS = TOLD_WITHIN // timedelta(milliseconds=1)
RECOVERED = "recovered"
"""The policy of a decision that was made out again from a token."""


class Remembered:
    """Keys of `record_keys`; a late event of a slot is new unless they hold it.

    `last_drained_us` is when the last of the events was drained (microseconds since 1970).
    """

    def __init__(self) -> None:
        self.events = HourlyKeys()
        self.logged = HourlyKeys()
        self.recovered = HourlyKeys()
        self.recovered_slots = HourlyKeys()
        self.promos = KeySet()
        self.articles = KeySet()
        self.is_whole_from_ms = 0
        self.last_drained_us = 0

    @property
    def parts(self) -> tuple[HourlyKeys, ...]:
        """What is remembered by the hour."""
        return (self.events, self.logged, self.recovered, self.recovered_slots)

    @property
    def count(self) -> int:
        """How many keys are remembered by the hour."""
        return sum(part.count for part in self.parts)

    def forget_before(self, time_ms: int) -> None:
        """Forget the events of decisions that no token can bring any more."""
        self.is_whole_from_ms = max(self.is_whole_from_ms, time_ms)
        for part in self.parts:
            part.forget_before(time_ms)


def remember(scan: LakeScan, *, since_ms: int) -> Remembered:
    """Return what the lake holds of the decisions made from a time on. Raises Unavailable."""
    remembered = Remembered()
    remembered.is_whole_from_ms = since_ms
    day = datetime.fromtimestamp(max(0, since_ms) / 1000, UTC).date()
    recovered = []
    for table in scan.batches("decisions", ("decision", "policy"), since=day):
        recovered.append(_remember_decisions(remembered, table, since_ms))
    texts = pa.concat_arrays(recovered) if recovered else pa.array([], pa.string())
    if len(texts):
        for table in scan.batches("slots", KEYS["slots"], since=day):
            found = table.filter(pc.is_in(table["decision"], value_set=texts))
            keys, times_ms = _slots(found)
            _add(remembered.recovered_slots, keys, times_ms, since_ms=since_ms)
    for table in scan.batches("events", (*KEYS["events"], "drained_at"), since=day):
        keys, times_ms = _events(table)
        _add(remembered.events, keys, times_ms, since_ms=since_ms)
        last_us = pc.max(table["drained_at"].cast(pa.int64())).as_py()
        remembered.last_drained_us = max(remembered.last_drained_us, last_us or 0)
    _remember_features(remembered, scan)
    return remembered


def _remember_decisions(remembered: Remembered, table: pa.Table, since_ms: int) -> pa.Array:
    """Remember logged and recovered decisions; return the ids of the latter."""
    is_recovered = pc.fill_null(pc.equal(table["policy"], RECOVERED), fill_value=False)
    words = words_of_texts(table["decision"])
    keys, chosen = decision_keys(words), is_recovered.to_numpy()
    for part, rows in ((remembered.logged, ~chosen), (remembered.recovered, chosen)):
        _add(part, keys[rows], words.times_ms[rows], since_ms=since_ms)
    return table["decision"].filter(is_recovered).combine_chunks()


def _slots(table: pa.Table) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    words: DecisionWords = words_of_texts(table["decision"])
    positions = table["position"].to_numpy()
    places = text_words(table["placement"])
    return slot_keys(decision_keys(words), placements=places, positions=positions), words.times_ms


def _events(table: pa.Table) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    slots, times_ms = _slots(table)
    keys = event_keys(
        slots,
        events=places_in(table["event"], EVENTS),
        invalid=_invalid(table["invalid"]),
        views=view_words(table["view_id"]),
    )
    return keys, times_ms


def _invalid(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """Return the places of reasons from 1, 0 for none; one that is judged later counts as none."""
    places = places_in(column, INVALID) + 1
    places[places == INVALID.index(InvalidReason(JUDGED_LATER)) + 1] = 0
    return places


def _add(
    part: HourlyKeys, keys: NDArray[np.uint64], times_ms: NDArray[np.int64], *, since_ms: int
) -> None:
    rows = times_ms >= since_ms
    keys, times_ms = keys[rows], times_ms[rows]
    new = part.are_new(keys, times_ms=times_ms)
    part.add(keys[new], times_ms=times_ms[new])


def _remember_features(remembered: Remembered, scan: LakeScan) -> None:
    for table in scan.batches("promos", KEYS["promos"]):
        keys = [key_of(name) for name in table["id"].to_pylist()]
        _add_features(remembered.promos, version_keys(keys, table["version"].to_numpy()))
    for table in scan.batches("articles", KEYS["articles"]):
        names = zip(table["site"].to_pylist(), table["id"].to_pylist(), strict=True)
        keys = [key_of(site, name) for site, name in names]
        _add_features(remembered.articles, version_keys(keys, table["version"].to_numpy()))


def _add_features(part: KeySet, keys: NDArray[np.uint64]) -> None:
    keys = np.unique(keys)
    part.add(keys[~part.holds(keys)])


def version_keys(keys: object, versions: NDArray[np.integer]) -> NDArray[np.uint64]:
    """Return one key for each name's key and version."""
    names = np.asarray(keys, dtype=np.int64).astype(np.uint64)
    return names ^ (versions.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))

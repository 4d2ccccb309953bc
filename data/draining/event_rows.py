"""Packed events as the lake's rows, and what their tokens tell of decisions that were lost."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.draining.catalogue_names import CatalogueNames
from data.draining.decision_rows import PREVIEW_CODE, slot_columns
from data.draining.decision_words import DecisionWords, two_words, words_of_packed
from data.draining.record_columns import (
    LATEST_MS,
    Records,
    invalid_words,
    is_preview,
    moments,
    worded,
)
from data.draining.record_keys import decision_keys, event_keys, slot_keys, text_words
from data.inbox.packed import EVENTS, HEAD, MODES, SLOT, WAYS
from data.lake.lake_schemas import MOMENT
from recommender.domain import TokenMode

CACHED = MODES.index(TokenMode.CACHED)
OF_DECISION = ("key", "flags", "decision", "site", "article", "reader", "model", "snapshot")
OF_SLOT = ("placement", "position", "forced", "promo", "propensity")


@dataclass(frozen=True, slots=True)
class Told:
    """Events [n]: records, ids, the reason why each does not count, views, and their keys."""

    records: Records
    words: DecisionWords
    invalid: NDArray[np.uint8]
    views: NDArray[np.uint8]
    decision_keys: NDArray[np.uint64]
    slot_keys: NDArray[np.uint64]
    keys: NDArray[np.uint64]

    def chosen(self, rows: NDArray[np.bool_]) -> "Told":
        """Return only some of the events."""
        return Told(
            self.records[rows],
            self.words.chosen(rows),
            self.invalid[rows],
            self.views[rows],
            self.decision_keys[rows],
            self.slot_keys[rows],
            self.keys[rows],
        )


def told(records: Records, names: CatalogueNames) -> Told:
    """Return events ready to be compared with those remembered."""
    words = words_of_packed(records["decision"])
    # A token of one page view counts once, whatever view is told with it.
    views = np.where((records["flags"] & 1 == CACHED)[:, None], records["view"], 0).astype(np.uint8)
    only_looks = is_preview(records["flags"]) & (records["invalid"] == 0)
    invalid = np.where(only_looks, PREVIEW_CODE, records["invalid"]).astype(np.uint8)
    of_decision = decision_keys(words)
    of_slot = record_slot_keys(records, of_decision, names)
    keys = event_keys(of_slot, events=records["event"], invalid=invalid, views=two_words(views))
    return Told(records, words, invalid, views, of_decision, of_slot, keys)


def record_slot_keys(
    records: Records, of_decision: NDArray[np.uint64], names: CatalogueNames
) -> NDArray[np.uint64]:
    """Return the key of each slot [n], given its decision's key."""
    distinct, which = np.unique(records["placement"], return_inverse=True)
    words = text_words(pa.array(names.placements(distinct.tolist()), pa.string()))
    places = words[which.reshape(-1)]
    return slot_keys(of_decision, placements=places, positions=records["position"])


def events_table(
    events: Told, view_ids: pa.Array, names: CatalogueNames, *, drained_us: NDArray[np.int64]
) -> pa.Table:
    """Return the rows of events, drained at `drained_us` [n]. Raises Unavailable.

    Every row has decided_at <= happened_at <= received_at, whatever a browser says and however the
    clock was set between.
    """
    records = events.records
    decided_ms = events.words.times_ms
    received_ms = np.maximum(records["received_ms"].astype(np.int64), decided_ms)
    happened_ms = np.clip(records["at_ms"].astype(np.int64), decided_ms, received_ms)
    columns = slot_columns(records, events.words.texts(), names) | {
        "event": worded(np.minimum(records["event"], len(EVENTS) - 1), EVENTS),
        "view_id": view_ids,
        "happened_at": moments(happened_ms),
        "received_at": moments(received_ms),
        "count": np.ones(len(records), dtype=np.int64),
        "invalid": invalid_words(events.invalid),
        "way": worded(np.minimum(records["way"], len(WAYS) - 1), WAYS),
        "drained_at": pa.array(drained_us).cast(MOMENT),
    }
    return pa.table(columns)


def lost_heads(records: Records, words: DecisionWords, names: CatalogueNames) -> Records:
    """Return the heads of decisions that only events [n] still tell of. Raises Unavailable."""
    heads = np.zeros(len(records), dtype=HEAD)
    for name in OF_DECISION:
        heads[name] = records[name]
    heads["article_version"] = names.article_versions_at(_then(records["article"], words))
    return heads


def lost_slots(records: Records, words: DecisionWords, names: CatalogueNames) -> Records:
    """Return the slots that only events [n] still tell of. Raises Unavailable."""
    slots = np.zeros(len(records), dtype=SLOT)
    for name in OF_SLOT:
        slots[name] = records[name]
    slots["promo_version"] = names.promo_versions_at(_then(records["promo"], words))
    return slots


def _then(numbers: NDArray[np.integer], words: DecisionWords) -> list[tuple[int, datetime]]:
    """Return each number with the time of its decision."""
    times = np.minimum(words.times_ms, LATEST_MS).tolist()
    moments_then = [datetime.fromtimestamp(time_ms / 1000, UTC) for time_ms in times]
    return list(zip(numbers.tolist(), moments_then, strict=True))

"""Writes the events of an inbox to the lake, each once, and the decisions only they tell of."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.draining.drain_counts import OF_DECISIONS, RECOVERED, SLOTS, counted_events
from data.draining.event_rows import Told, events_table, lost_heads, lost_slots, told
from data.draining.inbox_bodies import events_of
from data.draining.key_sets import HOUR_MS
from data.draining.lake_filling import After, LakeFilling
from data.draining.remembered import RECOVERED as RECOVERED_POLICY
from data.draining.view_texts import view_texts
from data.inbox.inbox_reading import InboxRow
from data.lake.drained_names import DrainedName

Rows = NDArray[np.bool_]


class EventFilling:
    """Writes batches; a decision that the log lost is made out from its tokens."""

    def __init__(self, filling: LakeFilling) -> None:
        self._filling = filling

    def write(self, rows: list[InboxRow], name: DrainedName) -> After:
        """Write the events in rows. Raises Unavailable."""
        remembered = self._filling.remembered
        everything = told(events_of(rows), self._filling.names)
        is_new = remembered.events.are_new(everything.keys, times_ms=everything.words.times_ms)
        events = everything.chosen(is_new)
        times_ms = events.words.times_ms
        is_lost = self._are_lost(events)
        slots = is_lost & remembered.recovered_slots.are_new(events.slot_keys, times_ms=times_ms)
        heads = is_lost & remembered.recovered.are_new(events.decision_keys, times_ms=times_ms)
        self._write_lost_slots(events.chosen(slots), name.stem)
        self._write_lost_heads(events.chosen(heads), name.stem)
        drained_us = self._filling.clock.next(len(events.records))
        if len(events.records):
            views, names = view_texts(events.views), self._filling.names
            table = events_table(events, views, names, drained_us=drained_us)
            self._filling.lake.append("events", table, name=name.stem)
        duplicates = int((~is_new).sum())

        def after() -> None:
            self._written(events, heads=heads, slots=slots, duplicates=duplicates)
            self._filling.taught.take(events, drained_us)

        return after

    def _are_lost(self, events: Told) -> Rows:
        """Return which events are of decisions that the log should have, and has not.

        Of older ones than are remembered, the log may well have them.
        """
        remembered, times_ms = self._filling.remembered, events.words.times_ms
        whole_from_ms = remembered.logged.kept_from_hour * HOUR_MS
        lost = ~remembered.logged.hold(events.decision_keys, times_ms=times_ms)
        return lost & (times_ms >= max(whole_from_ms, remembered.is_whole_from_ms))

    def _write_lost_slots(self, events: Told, name: str) -> None:
        if len(events.records):
            slots = lost_slots(events.records, events.words, self._filling.names)
            self._filling.append_slots(slots, events.words.texts(), name=name)

    def _write_lost_heads(self, events: Told, name: str) -> None:
        if len(events.records):
            heads = lost_heads(events.records, events.words, self._filling.names)
            table = self._filling.decisions(heads, events.words)
            policy = pa.array([RECOVERED_POLICY] * len(table))
            at = table.schema.get_field_index("policy")
            self._filling.lake.append(
                "decisions", table.set_column(at, "policy", policy), name=name
            )

    def _written(self, events: Told, *, heads: Rows, slots: Rows, duplicates: int) -> None:
        remembered, counts = self._filling.remembered, self._filling.counts
        times_ms = events.words.times_ms
        remembered.events.add(events.keys, times_ms=times_ms)
        remembered.recovered.add(events.decision_keys[heads], times_ms=times_ms[heads])
        remembered.recovered_slots.add(events.slot_keys[slots], times_ms=times_ms[slots])
        counts += counted_events(events.invalid, duplicates=duplicates)
        counts[OF_DECISIONS + RECOVERED] += int(heads.sum())
        counts[SLOTS] += int(slots.sum())

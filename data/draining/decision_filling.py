"""Writes the decisions of an inbox to the lake, each once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.draining.decision_rows import (
    Decided,
    candidates_table,
    decided,
    online_versions,
    unfilled_table,
)
from data.draining.drain_counts import KNOWN, LOGGED, OF_DECISIONS, SLOTS
from data.draining.event_rows import record_slot_keys
from data.draining.inbox_bodies import groups_of
from data.draining.lake_filling import After, LakeFilling
from data.draining.record_keys import decision_keys
from data.inbox.inbox_reading import InboxRow
from data.inbox.noted_decisions import UnpackedGroup
from data.lake.drained_names import DrainedName

MOST_EARLY = 1000
Rows = NDArray[np.bool_]
Candidates = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Decisions with their keys; which were logged before, which made out from tokens."""

    everything: Decided
    keys: NDArray[np.uint64]
    is_known: Rows
    is_recovered: Rows
    wanted: Rows
    slot_keys: NDArray[np.uint64] | None

    @property
    def times_ms(self) -> NDArray[np.int64]:
        return self.everything.words.times_ms

    @property
    def is_new(self) -> Rows:
        return ~self.is_known & ~self.is_recovered


class DecisionFilling:
    """Writes batches; of a decision that was made out from a token, the slots that lack."""

    def __init__(self, filling: LakeFilling) -> None:
        self._filling = filling
        self._early: list[Mapping[str, Any]] = []

    def write(self, rows: list[InboxRow], name: DrainedName) -> After:
        """Write the decisions in rows. Raises Unavailable."""
        groups = groups_of(rows)
        self._filling.names.learn_articles(told for group in groups for told in group.articles)
        batch = self._compared(groups)
        self._write_slots(batch, name.stem)
        told = [*self._early, *(row for group in groups for row in group.candidates)]
        early = self._write_heads(batch, told, name.stem)
        return lambda: self._written(batch, early)

    def _compared(self, groups: list[UnpackedGroup]) -> _Batch:
        everything = decided(
            np.concatenate([group.heads for group in groups]),
            np.concatenate([group.slots for group in groups]),
            marks=np.concatenate([group.marks for group in groups]),
        )
        keys, times_ms = decision_keys(everything.words), everything.words.times_ms
        remembered = self._filling.remembered
        is_known = ~remembered.logged.are_new(keys, times_ms=times_ms)
        is_recovered = remembered.recovered.hold(keys, times_ms=times_ms)
        wanted = ~is_known[everything.head_of]
        batch = _Batch(everything, keys, is_known, is_recovered, wanted, None)
        return self._with_slot_keys(batch) if is_recovered.any() else batch

    def _with_slot_keys(self, batch: _Batch) -> _Batch:
        """Leave out the slots that were made out from tokens."""
        head_of = batch.everything.head_of
        keys = record_slot_keys(batch.everything.slots, batch.keys[head_of], self._filling.names)
        held = self._filling.remembered.recovered_slots.hold(keys, times_ms=batch.times_ms[head_of])
        return replace(batch, wanted=batch.wanted & ~held, slot_keys=keys)

    def _write_slots(self, batch: _Batch, name: str) -> None:
        everything, texts = batch.everything, batch.everything.words.texts()
        filled = batch.wanted & everything.is_filled
        if filled.any():
            decisions = texts.take(pa.array(everything.head_of[filled]))
            self._filling.append_slots(everything.slots[filled], decisions, name=name)
        empty = batch.wanted & ~everything.is_filled
        if empty.any():
            decisions = texts.take(pa.array(everything.head_of[empty]))
            table = unfilled_table(everything.slots[empty], decisions, self._filling.names)
            self._filling.lake.append("unfilled", table, name=name)

    def _write_heads(self, batch: _Batch, told: Candidates, name: str) -> Candidates:
        """Write what is told of new decisions; return the candidates of those still to come."""
        is_new = batch.is_new
        if not is_new.any():
            return told
        words = batch.everything.words.chosen(is_new)
        table = self._filling.decisions(batch.everything.heads[is_new], words)
        online = online_versions(batch.everything.marks[is_new])
        table = table.append_column("online", online)
        ids = set(table["decision"].to_pylist()) if told else set()
        if candidates := [row for row in told if row["decision"] in ids]:
            day = table["decided_at"][0].as_py().date()
            rows = candidates_table(candidates, table, self._filling.names)
            self._filling.lake.append("candidates", rows, name=name, day=day)
        self._filling.lake.append("decisions", table, name=name)
        return [row for row in told if row["decision"] not in ids]

    def _written(self, batch: _Batch, early: Candidates) -> None:
        remembered, counts = self._filling.remembered, self._filling.counts
        is_new, head_of = batch.is_new, batch.everything.head_of
        new = batch.everything.heads[is_new], batch.everything.slots[is_new[head_of]]
        self._filling.recent.note(*new, batch.everything.words.low[is_new])
        remembered.logged.add(batch.keys[is_new], times_ms=batch.times_ms[is_new])
        if batch.slot_keys is not None:
            late = batch.is_recovered[head_of] & batch.wanted
            times_ms = batch.times_ms[head_of][late]
            remembered.recovered_slots.add(batch.slot_keys[late], times_ms=times_ms)
        # Candidates are told before their decision, which may come with the group after.
        self._early = list(early)[-MOST_EARLY:]
        counts[OF_DECISIONS + LOGGED] += int(is_new.sum())
        counts[OF_DECISIONS + KNOWN] += int((~is_new).sum())
        counts[SLOTS] += int((batch.wanted & batch.everything.is_filled).sum())

"""The slots that readers were shown, with what was told of them and what they belong to."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.lake.engine import fetch
from data.lake.lake_store import Lake
from data.reports.day_span import DaySpan
from data.reports.measured_places import MeasuredPlaces
from data.reports.name_codes import Coded, Real, Whole, coded, compact, paired
from data.reports.served_promos import NO_VALUE, ServedPromos
from data.reports.told_slots import Told, chosen_events, told_of
from data.reports.visits import Visits

OF_SLOT = ("placement", "position", "promo", "kind", "source")
READ = ("number", "placement", "position", "promo", "promo_version", "value_micros")


@dataclass(frozen=True, slots=True)
class ShownSlots:
    """Slots [n] with at least one impression: their visit's number, OF_SLOT and COUNTS.

    `revenue` is in micros: clicks, each at its promo's value; `priced` are the impressions of
    promos that have a value.
    """

    visits: Visits
    numbers: Whole
    columns: dict[str, Coded]
    counts: dict[str, Real]


@dataclass(frozen=True, slots=True)
class SlotReader:
    """Reads the slots of some of a span's visits."""

    lake: Lake
    span: DaySpan
    promos: ServedPromos
    measured: MeasuredPlaces

    def read(self, visits: Visits) -> ShownSlots:
        """Return the slots that were shown of visits, at least one. Raises Unavailable."""
        slots = fetch(visits.numbered(self.span.slots(self.lake)).select(*READ))
        events = fetch(chosen_events(visits.numbered(self.span.events(self.lake))))
        placed, event_places, count = _places(slots, events)
        told = told_of(events, event_places, count=count).taken(placed)
        shown = np.flatnonzero(_is_first(placed, count=count) & (told.impressions > 0))
        return self._belonging(slots.take(pa.array(shown)), told.taken(shown), visits)

    def _belonging(self, slots: pa.Table, told: Told, visits: Visits) -> ShownSlots:
        numbers = slots["number"].to_numpy()
        columns = {name: coded(slots[name]) for name in ("placement", "position", "promo")}
        versions = coded(slots["promo_version"])
        kinds, sources, values = self.promos.of_slots(columns["promo"], versions)
        own = pc.fill_null(slots["value_micros"], NO_VALUE).to_numpy()
        values = np.where(own == NO_VALUE, values, own)
        has_views = self.measured.holds(visits, numbers, columns["placement"])
        counts = told.counts(has_views) | {
            "revenue": told.clicks * np.maximum(values, 0),
            "priced": np.where(values == NO_VALUE, 0.0, told.impressions),
        }
        columns |= {"kind": kinds, "source": sources}
        return ShownSlots(visits, numbers, columns, counts)


def _places(slots: pa.Table, events: pa.Table) -> tuple[Whole, Whole, int]:
    """Return the place of each slot and of each event's slot, and how many places there are."""
    names = ["number", "placement", "position"]
    both = pa.concat_tables([slots.select(names), events.select(names)])
    numbers, positions = both["number"].to_numpy(), both["position"].to_numpy().astype(np.int64)
    placements = coded(both["placement"])
    deepest = int(positions.max(initial=0)) + 1
    cells = paired(placements.codes, positions, others=deepest)
    wide = max(len(placements.names), 1) * deepest
    below = (int(numbers.max(initial=0)) + 1) * wide
    places, distinct = compact(paired(numbers, cells, others=wide), below=below)
    return places[: len(slots)], places[len(slots) :], len(distinct)


def _is_first(places: Whole, *, count: int) -> NDArray[np.bool_]:
    """Whether a row is the one that counts of its place: the same slot twice counts once."""
    rows = np.arange(len(places))
    first = np.empty(count, dtype=np.int64)
    first[places[::-1]] = rows[::-1]
    is_first: NDArray[np.bool_] = first[places] == rows
    return is_first

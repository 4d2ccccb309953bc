"""Drained decisions as the ranker would see them again: visits, and rows of today's promos."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from api.snapshots.snapshot_form import NumberedSnapshot
from data.draining.recent_decisions import Records
from data.inbox.reader_class import unpacked_class
from recommender.domain import Arm, Rung
from recommender.ranking import rung_of
from recommender.snapshot import Snapshot
from recommender.visit import Visit, visit_by_key

EMPTY = -1
"""Instead of a row: the slot stayed empty."""
Place = tuple[str, str]
Sampled = tuple[np.void, Records]
"""A decision's head and slots."""


@dataclass(frozen=True, slots=True)
class RecentPlacement:
    """What one placement of a page showed: rows by position, and those that stood before it."""

    place: Place
    visit: Visit
    rows: list[int]
    on_page: list[int]


class RecentPages:
    """Reads decisions beside one snapshot, whose model and articles say what they are worth now."""

    def __init__(self, numbered: NumberedSnapshot, snapshot: Snapshot) -> None:
        """Take the numbers of one snapshot, and it as it was taught since."""
        self._snapshot = snapshot
        self._places = {number: place for place, number in numbered.placement_numbers.items()}
        numbers = numbered.snapshot.promos.number.tolist()
        self._rows = {number: row for row, number in enumerate(numbers)} | {0: EMPTY}

    def placements(self, sampled: Iterable[Sampled]) -> Iterator[RecentPlacement]:
        """Yield the placements of decisions; none of articles or promos that are gone."""
        for head, slots in sampled:
            visit = self._visit(head)
            numbers = slots["promo"].tolist()
            is_known = rung_of(self._snapshot, visit, Arm.LEARNED) is Rung.LEARNED
            if not is_known or any(number not in self._rows for number in numbers):
                continue
            yield from self._of_page(visit, slots, [self._rows[number] for number in numbers])

    def _of_page(self, visit: Visit, slots: Records, rows: list[int]) -> Iterator[RecentPlacement]:
        on_page: list[int] = []
        placements, positions = slots["placement"].tolist(), slots["position"].tolist()
        for number in dict.fromkeys(placements):
            of_it = [at for at, placement in enumerate(placements) if placement == number]
            shown = [EMPTY] * (1 + max(positions[at] for at in of_it))
            for at in of_it:
                shown[positions[at]] = rows[at]
            if number in self._places:
                yield RecentPlacement(self._places[number], visit, shown, list(on_page))
            on_page += [row for row in shown if row != EMPTY]

    def _visit(self, head: np.void) -> Visit:
        told = unpacked_class(bytes(head["reader"]))
        article = int(head["article"])
        return visit_by_key(self._snapshot, article, reader=told.reader, local_hour=told.local_hour)

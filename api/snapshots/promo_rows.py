"""The keeper's columns of promos: made whole once, then changed row by row as the catalogue is.

A column that a change leaves as it was stays the same object, so that it is not written again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.snapshots.card_shelf import CardShelf
from api.snapshots.promo_cards import encoded_card
from data.operational.kept import Kept
from recommender.assembly import CataloguedPromo, promo_table, usual_value_micros
from recommender.domain import Promo
from recommender.features import age_bucket
from recommender.learned import Learned
from recommender.promo_table import COLUMNS, Audience, GroupTable, PromoTable, Vocabulary

Columns = dict[str, NDArray[Any]]
NO_VALUE = float("nan")


class PromoRows:
    """One row a promo, in the order of their numbers; archived ones stay until all is remade.

    `number` is that of the snapshot which is being built.
    """

    def __init__(
        self,
        kept: Sequence[Kept[Promo]],
        *,
        learned: Learned | None,
        sources: Mapping[str, str],
        now: datetime,
        number: int,
    ) -> None:
        self._learned = learned
        self._kept = list(kept)
        self._row_of = {each.number: row for row, each in enumerate(kept)}
        self._vocabulary = Vocabulary()
        self._groups = self._vocabulary.group_table()
        self._columns = self._columns_of(kept, now=now, number=number)
        self._aged_at = now
        self._value = self._columns["value_micros"]
        self.cards = CardShelf([_card(each.value, sources) for each in kept])

    def change(
        self,
        changed: Sequence[Kept[Promo]],
        *,
        sources: Mapping[str, str],
        now: datetime,
        number: int,
    ) -> None:
        """Take in changed promos."""
        rows = [self._place(each) for each in changed]
        self._put(rows, self._columns_of(changed, now=now, number=number))
        cards = {row: _card(each.value, sources) for row, each in zip(rows, changed, strict=True)}
        self.cards.replace(cards)

    def name_sources(self, sources: Mapping[str, str]) -> None:
        """Encode all cards anew, because sources have other names."""
        self.cards = CardShelf([_card(each.value, sources) for each in self._kept])

    def grow_older(self, now: datetime, *, number: int) -> None:
        """Renew the promos whose age has another name by now."""
        rows = [
            row
            for row, each in enumerate(self._kept)
            if age_bucket(each.value.published_at, self._aged_at)
            != age_bucket(each.value.published_at, now)
        ]
        self._aged_at = now
        if rows:
            kept = [self._kept[row] for row in rows]
            self._put(rows, self._columns_of(kept, now=now, number=number))

    def columns(self, number: int) -> Columns:
        """Return the columns of a `PromoTable`; what has no value gets the paid ones' median."""
        self._fill_values(number)
        return self._columns | {"value_micros": self._value}

    def audiences(self) -> tuple[Audience, ...]:
        """Return the audiences that the column of that name numbers."""
        return tuple(self._vocabulary.audiences)

    def groups(self) -> GroupTable:
        """Return the groups that the column of that name numbers."""
        if len(self._groups.kind) < len(self._vocabulary.groups):
            self._groups = self._vocabulary.group_table()
        return self._groups

    def _fill_values(self, number: int) -> None:
        value, changed_in = self._columns["value_micros"], self._columns["changed_in"]
        filled = np.where(np.isnan(value), self._usual_micros(), value)
        known = filled[: len(self._value)]
        is_other = np.ones(len(filled), dtype=bool)
        is_other[: len(known)] = known != self._value
        if is_other.any():
            self._value = filled
            self._columns["changed_in"] = np.where(is_other, number, changed_in)

    def _usual_micros(self) -> float:
        live = self._columns["is_live"]
        paid = [each.value.sponsored and bool(each.value.value_micros) for each in self._kept]
        return usual_value_micros(self._columns["value_micros"][live & np.array(paid, dtype=bool)])

    def _place(self, each: Kept[Promo]) -> int:
        row = self._row_of.setdefault(each.number, len(self._kept))
        if row == len(self._kept):
            self._kept.append(each)
        else:
            self._kept[row] = each
        return row

    def _put(self, rows: list[int], found: Columns) -> None:
        for name, column in self._columns.items():
            self._columns[name] = _with_rows(column, rows, found[name])

    def _columns_of(self, kept: Sequence[Kept[Promo]], *, now: datetime, number: int) -> Columns:
        table = promo_table(
            [
                CataloguedPromo(
                    number=each.number,
                    promo=each.value,
                    version=each.version,
                    is_archived=each.archived,
                )
                for each in kept
            ],
            learned=self._learned,
            now=now,
            default_value_micros=NO_VALUE,
            vocabulary=self._vocabulary,
            changed_in=number,
        )
        return columns_of(table)


def columns_of(table: PromoTable) -> Columns:
    """Return a table's columns by name."""
    return {name: getattr(table, name) for name in COLUMNS}


def _with_rows(column: NDArray[Any], rows: list[int], values: NDArray[Any]) -> NDArray[Any]:
    """Return the column with `values` at `rows`: the same object if nothing differs."""
    more = max(0, max(rows, default=-1) + 1 - len(column))
    if not more and np.array_equal(column[rows], values, equal_nan=values.dtype.kind == "f"):
        return column
    changed = np.concatenate([column, np.zeros((more, *column.shape[1:]), dtype=column.dtype)])
    changed[rows] = values
    return changed


def _card(promo: Promo, sources: Mapping[str, str]) -> bytes:
    return encoded_card(promo, source_name=sources.get(promo.source, promo.source))

"""Fills a placement slot by slot under its rules, and logs the exact conditional propensity.

A minimum per kind reserves slots before anything is ranked, uniformly; an open slot may not eat up
what a reserved one will need. A reserved slot whose kind has nothing left opens to every kind. A
maximum never gives way: a slot that nothing may fill stays empty, with the reason.
"""

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from recommender.board import Board, Draw
from recommender.domain import Reason, Rules
from recommender.keys import NOTHING, key_of
from recommender.sampling import DrawTable


@dataclass(frozen=True, slots=True)
class FilledSlot:
    """`row` of the promo table; `propensity` given arm, reservations and the slots before.

    `eligible` counts the candidates of the draw; `is_forced` if there was only this one.
    """

    position: int
    row: int
    propensity: float
    is_forced: bool
    eligible: int
    reserved_kind: int = NOTHING


@dataclass(frozen=True, slots=True)
class EmptySlot:
    """A slot that nothing may fill, and why."""

    position: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class FilledPlacement:
    """A placement's slots in order; every position is in one of the two lists."""

    placement: str
    slots: list[FilledSlot] = field(default_factory=list)
    unfilled: list[EmptySlot] = field(default_factory=list)


class Chooser(Protocol):
    """How an arm picks among the open candidates."""

    def __call__(self, board: Board, open_kinds: set[int] | None, /) -> Draw | None:
        """Return the choice, or None if no candidate of the kinds is open."""


@dataclass(frozen=True, slots=True)
class KindQuotas:
    """A placement's minima and maxima by the key of the kind."""

    minimum: dict[int, int]
    maximum: dict[int, int]

    @classmethod
    def of(cls, rules: Rules) -> "KindQuotas":
        """Return the rules' quotas."""
        return cls(
            {key_of(kind): count for kind, count in rules.minimum_per_kind.items() if count},
            {key_of(kind): count for kind, count in rules.maximum_per_kind.items()},
        )


def reserve(quotas: KindQuotas, count: int, rng: Random) -> list[int]:
    """Draw which of `count` slots are kept for which kind, uniformly; NOTHING for an open slot."""
    kinds = [NOTHING] * count
    wanted = [kind for kind, least in quotas.minimum.items() for _ in range(least)]
    free = list(range(count))
    for kind in wanted[:count]:
        kinds[free.pop(int(rng.random() * len(free)))] = kind
    return kinds


class SlotFiller:
    """Fills one placement from one table, slot after slot."""

    __slots__ = ("_board", "_counts", "_quotas", "_reserved", "_rules", "_table")

    def __init__(self, table: DrawTable, rules: Rules, *, reserved: list[int]) -> None:
        self._table, self._rules = table, rules
        self._quotas = quotas = KindQuotas.of(rules)
        self._board = Board(table)
        self._reserved = Counter(kind for kind in reserved if kind != NOTHING)
        self._counts: Counter[tuple[str, int]] = Counter()
        for kind, most in quotas.maximum.items():
            if most == 0:
                self._board.remove_kind(kind)

    def bar(self, row: int, reason: Reason) -> None:
        """Keep a promo out of this placement."""
        for position in (self._table.rows == row).nonzero()[0].tolist():
            self._board.remove(position, reason)

    def fill(self, position: int, reserved: int, *, choose: Chooser, into: FilledPlacement) -> None:
        """Fill one slot; `reserved` is the kind it is kept for, or NOTHING."""
        if reserved != NOTHING:
            self._reserved[reserved] -= 1
        drawn = choose(self._board, {reserved}) if reserved != NOTHING else None
        kept_for = reserved if drawn else NOTHING
        drawn = drawn or choose(self._board, self._open_kinds())
        if drawn is None:
            into.unfilled.append(EmptySlot(position, self._board.reason_empty()))
            return
        at, propensity, eligible = drawn
        self._take(at)
        row, is_forced = int(self._table.rows[at]), eligible == 1
        into.slots.append(FilledSlot(position, row, propensity, is_forced, eligible, kept_for))

    def _open_kinds(self) -> set[int] | None:
        """Return the kinds an open slot may take; None for all of them."""
        waiting = +self._reserved
        full = {
            kind
            for kind in waiting
            if kind in self._quotas.maximum
            and self._counts["kind", kind] + waiting[kind] >= self._quotas.maximum[kind]
        }
        return set(self._table.kinds) - full if full else None

    def _take(self, at: int) -> None:
        """Take a candidate out, and all that its being shown excludes."""
        table, rules, board = self._table, self._rules, self._board
        group = int(table.group_of[at])
        kind, source = table.kinds[group], table.sources[group]
        board.remove(at)
        if self._reaches("kind", kind, self._quotas.maximum.get(kind)):
            board.remove_kind(kind)
        if self._reaches("source", source, rules.maximum_per_source):
            board.remove_source(source)
        advertiser, words = int(table.advertiser[at]), int(table.words[at])
        if advertiser != NOTHING and self._reaches(
            "advertiser", advertiser, rules.maximum_per_advertiser
        ):
            for other in table.with_advertiser(advertiser):
                board.remove(other, Reason.ADVERTISER_LIMIT)
        if self._reaches("words", words, rules.maximum_same_words):
            for other in table.with_words(words):
                board.remove(other, Reason.SAME_WORDS)

    def _reaches(self, name: str, key: int, most: int | None) -> bool:
        """Count one more and tell whether the limit is reached."""
        self._counts[name, key] += 1
        return most is not None and self._counts[name, key] >= most

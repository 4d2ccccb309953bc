"""The cards of a site in a language, each filled in when a slot first shows it."""

from collections.abc import Iterable

from api.snapshots.promo_cards import filled_card
from api.snapshots.snapshot_form import NumberedSnapshot

Card = tuple[int, bytes, int]
"""A promo's number, its card up to the token, and the promo's version."""


class ShownCards(dict[int, Card]):
    """Cards by row; a row that was not shown yet is filled in and kept."""

    __slots__ = ("_language", "_numbered", "_site")

    def __init__(self, numbered: NumberedSnapshot, *, site: str, language: str) -> None:
        super().__init__()
        self._numbered, self._site, self._language = numbered, site, language

    def __missing__(self, row: int) -> Card:
        """Return the card of a row that was not shown yet."""
        stored = self._numbered.cards.card(row)
        filled = filled_card(stored, site=self._site, language=self._language)
        promos = self._numbered.snapshot.promos
        card = self[row] = (int(promos.number[row]), filled, int(promos.version[row]))
        return card

    def go_on(self, numbered: NumberedSnapshot, *, changed: Iterable[int]) -> None:
        """Show a newer snapshot's cards, in which the `changed` rows differ."""
        self._numbered = numbered
        for row in changed:
            self.pop(row, None)

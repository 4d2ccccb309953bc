from collections.abc import Mapping

from api.snapshots.shown_cards import Card
from recommender.slot_draw import FilledSlot

def slots_json(
    key: bytes,
    decision: bytes,
    placement: int,
    slots: list[FilledSlot],
    cards: Mapping[int, Card],
    /,
) -> bytes:
    """Return the slots, joined by commas; `decision` is a decision's part of every token."""

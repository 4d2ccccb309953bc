from collections.abc import Mapping

from api.snapshots.shown_cards import Card
from recommender.slot_draw import FilledSlot

def written_slots(
    key: bytes,
    decision: bytes,
    placement: int,
    slots: list[FilledSlot],
    cards: Mapping[int, Card],
    /,
) -> tuple[bytes, bytes]:
    """Return the slots as JSON and their records; `decision` begins every token."""

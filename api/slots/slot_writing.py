"""The slots of a placement: as JSON, each with its card and signed token, and as logged records.

Where it was compiled, `compiled_slots.c` writes the same bytes in a fifth of the time.
"""

from collections.abc import Mapping, Sequence

from api.snapshots.answer_bytes import SLOT_HEADS
from api.snapshots.shown_cards import Card
from api.tokens.slot_tokens import tokens_of
from data.inbox.packed import SLOT_END, SLOT_PART
from recommender.slot_draw import FilledSlot

try:
    from api.slots.compiled_slots import written_slots as compiled_written_slots
except ImportError:  # installed where no C compiler was
    IS_COMPILED = False
else:
    IS_COMPILED = True


def plain_written_slots(
    key: bytes,
    decision: bytes,
    placement: int,
    slots: Sequence[FilledSlot],
    cards: Mapping[int, Card],
) -> tuple[bytes, bytes]:
    """Return the slots as JSON, joined by commas, and their records (`data.inbox.packed.SLOT`).

    `decision` is a decision's part of every token.
    """
    shown = [cards[row] for _, row, *_ in slots]
    facts = [
        (placement, position, is_forced, number, propensity)
        for (position, _, propensity, is_forced, _, _), (number, _, _) in zip(
            slots, shown, strict=True
        )
    ]
    tokens = tokens_of(key, decision, facts)
    json = [
        b"".join((SLOT_HEADS[slot[0]], card, token, b'","token":"', token, b'"}'))
        for slot, (_, card, _), token in zip(slots, shown, tokens, strict=True)
    ]
    records = [
        SLOT_PART.pack(*fact) + SLOT_END.pack(version, slot[4])
        for slot, (_, _, version), fact in zip(slots, shown, facts, strict=True)
    ]
    return b",".join(json), b"".join(records)


written_slots = compiled_written_slots if IS_COMPILED else plain_written_slots

"""The slots of a placement as JSON, each with its card and its signed token.

Where it was compiled, `compiled_slots.c` writes the same bytes in a fifth of the time.
"""

from collections.abc import Mapping, Sequence

from api.snapshots.answer_bytes import SLOT_HEADS
from api.snapshots.shown_cards import Card
from api.tokens.slot_tokens import tokens_of
from recommender.slot_draw import FilledSlot

try:
    from api.slots.compiled_slots import slots_json as compiled_slots_json
except ImportError:  # installed where no C compiler was
    IS_COMPILED = False
else:
    IS_COMPILED = True


def plain_slots_json(
    key: bytes,
    decision: bytes,
    placement: int,
    slots: Sequence[FilledSlot],
    cards: Mapping[int, Card],
) -> bytes:
    """Return the slots, joined by commas; `decision` is a decision's part of every token."""
    shown = [cards[row] for _, row, *_ in slots]
    facts = [
        (placement, position, is_forced, number, propensity)
        for (position, _, propensity, is_forced, _, _), (number, _) in zip(
            slots, shown, strict=True
        )
    ]
    return b",".join(
        [
            b"".join((SLOT_HEADS[slot[0]], card, token, b'","token":"', token, b'"}'))
            for slot, (_, card), token in zip(
                slots, shown, tokens_of(key, decision, facts), strict=True
            )
        ]
    )


slots_json = compiled_slots_json if IS_COMPILED else plain_slots_json

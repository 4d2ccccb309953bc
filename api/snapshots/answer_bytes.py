"""The answer of `/v1/slots`, joined once from pieces that were encoded before the question came."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from recommender.domain import Arm, Reason, Rung

SLOT_HEADS = tuple(b'{"position":%d' % position for position in range(256))
EMPTY = {reason: b',"reason":"%s"}' % reason.value.encode() for reason in Reason}


@dataclass(frozen=True, slots=True)
class PlacementPieces:
    """What is the same in every answer: `head` up to the first slot, with id and heading."""

    head: bytes


def placement_pieces(identity: str, heading: str | None) -> PlacementPieces:
    """Encode a placement's part that does not change."""
    head = b'%s:{"heading":%s,"slots":[' % (as_json(identity), as_json(heading))
    return PlacementPieces(head)


def placement_bytes(
    pieces: PlacementPieces, *, slots: bytes, unfilled: Sequence[tuple[int, Reason]]
) -> bytes:
    """Return one placement: its slots, joined by commas, and why others stayed empty."""
    if not unfilled:
        return b'%s%s],"unfilled":[]}' % (pieces.head, slots)
    empty = b",".join([SLOT_HEADS[position] + EMPTY[reason] for position, reason in unfilled])
    return b'%s%s],"unfilled":[%s]}' % (pieces.head, slots, empty)


def answer_bytes(head: bytes, *, reason: str | None, placements: Sequence[bytes]) -> bytes:
    """Return the whole answer; `head` is decision, model, arm and rung, without braces."""
    told = b"" if reason is None else b',"reason":"%s"' % reason.encode()
    return b'{%s%s,"placements":{%s}}' % (head, told, b",".join(placements))


def head_bytes(decision: bytes, *, model: bytes, arm: Arm, rung: Rung) -> bytes:
    """Return the first fields; `model` is JSON already."""
    return b'"decision":"%s","model":%s,"arm":"%s","rung":"%s"' % (
        decision,
        model,
        arm.encode(),
        rung.encode(),
    )


def as_json(value: str | None) -> bytes:
    """Return a text, or null, as JSON."""
    return json.dumps(value, ensure_ascii=False).encode()

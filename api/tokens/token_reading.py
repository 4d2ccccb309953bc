"""What a token says, read where it is asked for: an event needs little of it."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from api.tokens.slot_tokens import SigningKeys, signed_parts
from api.tokens.ulids import decided_at, decision_text
from data.inbox.packed import ARMS, DECISION_PART, MODES, ORIGINS, RUNGS, SLOT_PART, Origin
from data.inbox.reader_class import ReaderClass, unpacked_class
from data.lake.lateness import VALIDITY
from recommender.domain import Arm, Rung, TokenMode

_VALIDITY_MS = [VALIDITY[mode] // timedelta(milliseconds=1) for mode in MODES]


class SlotToken(NamedTuple):
    """A token that one of our keys signed; `signed` is its first 56 bytes."""

    signed: bytes

    @property
    def decision(self) -> str:
        """The decision's id."""
        return decision_text(self._decision_part[2])

    @property
    def decided_at(self) -> datetime:
        """When the decision was made, aware UTC."""
        return decided_at(self._decision_part[2])

    @property
    def mode(self) -> TokenMode:
        """Whether it serves one view or many."""
        return MODES[self.signed[1] & 1]

    @property
    def arm(self) -> Arm:
        """The policy of the decision."""
        return ARMS[self.signed[1] >> 1 & 3]

    @property
    def rung(self) -> Rung:
        """How far down the ladder it was made."""
        return RUNGS[self.signed[1] >> 3 & 3]

    @property
    def origin(self) -> Origin:
        """Who asked."""
        return ORIGINS[self.signed[1] >> 5 & 3]

    @property
    def site(self) -> int:
        """The number of the site."""
        # Without the rest: every event is asked for it, more than once.
        return int.from_bytes(self.signed[18:20], "big")

    @property
    def article(self) -> int:
        """The key of the article."""
        return int(self._decision_part[4])

    @property
    def reader(self) -> ReaderClass:
        """The reader's coarse class."""
        return unpacked_class(self._decision_part[5])

    @property
    def model(self) -> int:
        """The model's place in the snapshot's facts, 0 for none."""
        return int(self._decision_part[6])

    @property
    def snapshot(self) -> int:
        """The number of the snapshot."""
        return int(self._decision_part[7])

    @property
    def placement(self) -> int:
        """The number of the placement."""
        return int(self._slot_part[0])

    @property
    def position(self) -> int:
        """The place of the slot, from 0."""
        return int(self._slot_part[1])

    @property
    def is_forced(self) -> bool:
        """Whether the slot was left no choice."""
        return bool(self._slot_part[2])

    @property
    def promo(self) -> int:
        """The number of the promo."""
        return int(self._slot_part[3])

    @property
    def propensity(self) -> float:
        """With which probability the promo was drawn."""
        return float(self._slot_part[4])

    def is_expired(self, now_ms: int) -> bool:
        """Whether the token is past the validity of its mode at a time (Unix milliseconds)."""
        decided_ms = int.from_bytes(self.signed[2:8], "big")
        return now_ms - decided_ms > _VALIDITY_MS[self.signed[1] & 1]

    @property
    def slot_name(self) -> str:
        """What the slot of this decision is known by, and no other."""
        return self.signed[2:18].hex() + self.signed[40:43].hex()

    @property
    def _decision_part(self) -> tuple[Any, ...]:
        return DECISION_PART.unpack_from(self.signed)

    @property
    def _slot_part(self) -> tuple[Any, ...]:
        return SLOT_PART.unpack_from(self.signed, DECISION_PART.size)


def read_token(text: str, keys: SigningKeys) -> SlotToken:
    """Return a token as it is read. Raises InvalidToken if it was forged, cut, signed elsewhere."""
    return SlotToken(signed_parts(text, keys))

"""A slot's token: all that a click must know of its slot, signed, in 96 characters.

40 bytes of decision + 16 of slot + 16 of tag (keyed BLAKE2b over both) = 72 bytes of base64url, no
padding and no slack bits. Signed is not secret. The layout is fixed: change `FORMAT` with it.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import blake2b
from hmac import compare_digest
from typing import NamedTuple

from data.inbox.packed import (
    DECISION_PART,
    FLAGS,
    SLOT_PART,
    Origin,
)
from recommender.domain import Arm, Rung, TokenMode
from recommender.errors import Invalid, InvalidToken

FORMAT = b"chirashi-slot-1"
CHARACTERS = 96
_TAG_BYTES = 16
_SIGNED_BYTES = DECISION_PART.size + SLOT_PART.size
_ALPHABET = re.compile(r"[A-Za-z0-9_-]{96}")


class DecisionFacts(NamedTuple):
    """The decision's part: `reader` a packed class, `article` the key of site and id."""

    decision: bytes
    mode: TokenMode
    arm: Arm
    rung: Rung
    origin: Origin
    site: int
    article: int
    reader: bytes
    model: int
    snapshot: int


class SlotFacts(NamedTuple):
    """The slot's part: surrogate numbers of placement and promo, position from 0."""

    placement: int
    position: int
    is_forced: bool
    promo: int
    propensity: float


PlainDecisionFacts = tuple[bytes, TokenMode, Arm, Rung, Origin, int, int, bytes, int, int]
PlainSlotFacts = tuple[int, int, bool, int, float]
"""The same without their names, which cost more than the signing."""


class SigningKeys:
    """The installation's keys: the first signs, all verify, so that a key can be replaced."""

    __slots__ = ("_keys", "first")

    def __init__(self, secrets: Sequence[str]) -> None:
        """Derive the keys. Raises Invalid without a secret."""
        if not secrets:
            raise Invalid("CHIRASHI_SECRETS must hold at least one signing key")
        self._keys = [blake2b(secret.encode(), person=FORMAT).digest() for secret in secrets]
        self.first = self._keys[0]

    def decision_part(self, decision: DecisionFacts | PlainDecisionFacts) -> bytes:
        """Return what all tokens of a decision begin with, 40 bytes, before it is encoded."""
        identity, mode, arm, rung, origin, *rest = decision
        return DECISION_PART.pack(self.first[0], FLAGS[mode, arm, rung, origin], identity, *rest)

    def issue(self, decision: DecisionFacts, slots: Sequence[SlotFacts]) -> list[bytes]:
        """Return the token of each slot, 96 ASCII characters each."""
        return tokens_of(self.first, self.decision_part(decision), slots)

    def has_signed(self, signed: bytes, *, tag: bytes) -> bool:
        """Whether one of the keys made this tag."""
        for key in self._keys:
            if key[0] == signed[0]:
                tagger = blake2b(signed, key=key, digest_size=_TAG_BYTES)
                if compare_digest(tagger.digest(), tag):
                    return True
        return False


def tokens_of(
    key: bytes, decision: bytes, slots: Sequence[SlotFacts | PlainSlotFacts]
) -> list[bytes]:
    """Sign each slot of a decision, given its part of every token."""
    with_decision = blake2b(decision, key=key, digest_size=_TAG_BYTES)
    pieces: list[bytes] = []
    for slot in slots:
        body = SLOT_PART.pack(*slot)
        tagger = with_decision.copy()
        tagger.update(body)
        pieces += (decision, body, tagger.digest())
    text = urlsafe_b64encode(b"".join(pieces))
    return [text[at : at + CHARACTERS] for at in range(0, len(text), CHARACTERS)]


def signed_parts(text: str, keys: SigningKeys) -> bytes:
    """Return the decision's and the slot's part of a token, 56 bytes.

    Raises InvalidToken if it was forged, cut, or signed elsewhere.
    """
    if not _ALPHABET.fullmatch(text):
        raise InvalidToken("a token is 96 characters of base64url; this one was cut or altered")
    raw = urlsafe_b64decode(text)
    signed = raw[:_SIGNED_BYTES]
    if not keys.has_signed(signed, tag=raw[_SIGNED_BYTES:]):
        raise InvalidToken("none of this installation's keys signed the token")
    return signed

"""The packed records of decisions, slots and events; all numbers are big-endian.

A slot's token begins with DECISION_PART and SLOT_PART, signed; an event repeats them, and so do the
logged decision and its slots. Enumerations are packed by their place: only ever append to them.
"""

import struct
from enum import StrEnum
from hashlib import blake2b

import numpy as np

from recommender.domain import Arm, Reason, Rung, TokenMode


class Origin(StrEnum):
    """Who asked: a reader's browser, the publisher's server, or somebody who only looks."""

    BROWSER = "browser"
    SERVER = "server"
    PREVIEW = "preview"


class EventKind(StrEnum):
    """What a reader did with a slot."""

    IMPRESSION = "impression"
    VIEW = "view"
    CLICK = "click"
    DISMISSAL = "dismissal"
    CONVERSION = "conversion"


class InvalidReason(StrEnum):
    """Why an event neither trains nor reports."""

    CRAWLER = "crawler"
    PREFETCH = "prefetch"
    EXPIRED = "expired"
    TOO_MANY = "too_many"
    OTHER_SITE = "other_site"
    PREVIEW = "preview"
    NO_IMPRESSION = "no_impression"


class Way(StrEnum):
    """How an event came: from the page's script, a followed link, a pixel, or a server."""

    SCRIPT = "script"
    REDIRECT = "redirect"
    PIXEL = "pixel"
    SERVER = "server"


MODES, ARMS, RUNGS, ORIGINS = tuple(TokenMode), tuple(Arm), tuple(Rung), tuple(Origin)
EVENTS, INVALID, WAYS = tuple(EventKind), tuple(InvalidReason), tuple(Way)
REASONS = tuple(Reason)
FLAGS = {
    (mode, arm, rung, origin): at_mode | at_arm << 1 | at_rung << 3 | at_origin << 5
    for at_mode, mode in enumerate(MODES)
    for at_arm, arm in enumerate(ARMS)
    for at_rung, rung in enumerate(RUNGS)
    for at_origin, origin in enumerate(ORIGINS)
}

DECISION_PART = struct.Struct(">BB16sHq6sHI")
"""Key id, flags, decision, site, article key, reader class, model, snapshot."""
SLOT_PART = struct.Struct(">HBBId")
"""Placement, position, forced, promo, propensity."""
HEAD_END = struct.Struct(">IHBx")
"""What a decision's head has behind its part: article's version, slots, invalid (from 1, or 0)."""
SLOT_END = struct.Struct(">II")
"""What a logged slot has behind its part: the promo's version, and how many candidates it had."""
EVENT_END = struct.Struct(">BBBxqq16s")
"""What an event has behind its token's parts: event, invalid (from 1, or 0), way, at, received,
view."""
NO_VIEW = bytes(16)

_DECISION_FIELDS = [
    ("key", "u1"),
    ("flags", "u1"),
    ("decision", "u1", 16),
    ("site", ">u2"),
    ("article", ">i8"),
    ("reader", "u1", 6),
    ("model", ">u2"),
    ("snapshot", ">u4"),
]
_SLOT_FIELDS = [
    ("placement", ">u2"),
    ("position", "u1"),
    ("forced", "u1"),
    ("promo", ">u4"),
    ("propensity", ">f8"),
]
HEAD = np.dtype(
    [
        *_DECISION_FIELDS,
        ("article_version", ">u4"),
        ("slots", ">u2"),
        ("invalid", "u1"),
        ("spare", "u1"),
    ]
)
"""A logged decision; `slots` of the records after the one before's are its own."""
SLOT = np.dtype([*_SLOT_FIELDS, ("promo_version", ">u4"), ("candidates", ">u4")])
"""A logged slot. An empty one has promo 0, and in `forced` its reason's place in REASONS."""
EVENT = np.dtype(
    [
        *_DECISION_FIELDS,
        *_SLOT_FIELDS,
        ("event", "u1"),
        ("invalid", "u1"),
        ("way", "u1"),
        ("spare", "u1"),
        ("at_ms", ">i8"),
        ("received_ms", ">i8"),
        ("view", "u1", 16),
    ]
)
"""An event; `view` is the digest of the browser's view id, zeros without one."""


def view_digest(view_id: str | None) -> bytes:
    """Return the 16 bytes that stand for a view id; NO_VIEW for none."""
    if view_id is None:
        return NO_VIEW
    return blake2b(view_id.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def empty_slot(placement: int, position: int, reason: Reason) -> bytes:
    """Return the record of a slot that stayed empty."""
    part = SLOT_PART.pack(placement, position, REASONS.index(reason), 0, 0.0)
    return part + SLOT_END.pack(0, 0)

"""Slot tokens as a home signs them, and the events of it that lie in its inboxes."""

from pathlib import Path
from time import time_ns
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.tokens.slot_tokens import DecisionFacts, SigningKeys, SlotFacts
from api.tokens.ulids import new_decision_id
from data.inbox.inbox_reading import inboxes
from data.inbox.packed import EVENT, EVENTS, INVALID, WAYS, Origin
from recommender.domain import Arm, Rung, TokenMode
from tests.api.served_home import SECRET, ServedHome

MANY = 1_000_000


def a_slot_token(
    *,
    promo: int = 1,
    site: int = 1,
    position: int = 0,
    at_ms: int | None = None,
    secret: str = SECRET,
    mode: TokenMode = TokenMode.PER_VIEW,
    origin: Origin = Origin.BROWSER,
) -> str:
    """Return the token of a slot, of a decision made at `at_ms`, or now."""
    decision = DecisionFacts(
        decision=new_decision_id(time_ns() // 1_000_000 if at_ms is None else at_ms),
        mode=mode,
        arm=Arm.LEARNED,
        rung=Rung.LEARNED,
        origin=origin,
        site=site,
        article=1,
        reader=bytes(6),
        model=0,
        snapshot=1,
    )
    slot = SlotFacts(1, position, is_forced=False, promo=promo, propensity=0.5)
    (token,) = SigningKeys([secret]).issue(decision, [slot])
    return token.decode()


def an_event(**changes: Any) -> dict[str, Any]:
    """Return an event as a page tells it; a change to None leaves the field out."""
    told = {"token": None, "event": "click", "view_id": "view-1"} | changes
    if "token" not in changes:
        told["token"] = a_slot_token()
    return {name: value for name, value in told.items() if value is not None}


def events_of(records: bytes) -> list[tuple[str, str | None, str]]:
    """Return what packed events say: event, reason if invalid, way."""
    return [
        (
            EVENTS[event["event"]].value,
            INVALID[event["invalid"] - 1].value if event["invalid"] else None,
            WAYS[event["way"]].value,
        )
        for event in np.frombuffer(records, dtype=EVENT)
    ]


def kept_records(home: ServedHome) -> bytes:
    """Return every event in the inboxes of a home, packed, in their order."""
    folder = Path(home.values["CHIRASHI_HOME"]) / "inboxes"
    return b"".join(
        row.body
        for inbox in inboxes(folder)
        for row in inbox.rows("events", through=MANY, limit=MANY)
    )


def kept_events(home: ServedHome) -> NDArray[np.void]:
    """Return every event in the inboxes of a home, as an array of EVENT."""
    return np.frombuffer(kept_records(home), dtype=EVENT)

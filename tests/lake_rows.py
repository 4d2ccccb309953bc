"""Builders of lake rows with valid defaults: say only what the test is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from data.lake.decision_ids import decision_ids

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def a_decision_id(number: int = 0, *, at: datetime = NOON) -> str:
    """Return the ULID of the `number`-th decision of a moment."""
    low = np.array([number], dtype=np.uint64)
    times_ms = np.array([int(at.timestamp() * 1000)])
    return str(decision_ids(times_ms, high=np.zeros(1, np.uint64), low=low)[0].decode())


def a_decision_row(number: int = 0, **changes: Any) -> dict[str, Any]:
    """Return a decision of The Daily's front page, made at noon."""
    at = changes.get("decided_at", NOON)
    row = {"decision": a_decision_id(number, at=at), "decided_at": at, "site": "daily"}
    return row | {"article": "a-1", "origin": "browser", "arm": "learned"} | changes


def a_slot_row(decision: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return the first slot of a decision."""
    row = {"decision": decision["decision"], "placement": "footer", "position": 0}
    return row | {"promo": "story-1", "promo_version": 1, "propensity": 0.25} | changes


def an_event_row(slot: dict[str, Any], event: str, **changes: Any) -> dict[str, Any]:
    """Return an event of a slot, a second after noon."""
    at = changes.get("received_at", NOON + timedelta(seconds=1))
    row = {name: slot[name] for name in ("decision", "placement", "position", "promo")}
    return row | {"event": event, "happened_at": at, "received_at": at, "count": 1} | changes


def as_table(*rows: dict[str, Any]) -> pa.Table:
    """Return rows as a table."""
    return pa.Table.from_pylist(list(rows))

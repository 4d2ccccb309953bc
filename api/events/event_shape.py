"""The JSON shapes of events and their verdicts, for the schema: the door reads and joins bytes."""

from typing import Any

from api.events.event_reading import LONGEST_VIEW_ID
from api.events.events_door import MOST_EVENTS
from api.tokens.slot_tokens import CHARACTERS
from data.inbox.packed import EVENTS

EVENT: dict[str, Any] = {
    "type": "object",
    "required": ["token", "event"],
    "properties": {
        "token": {
            "type": "string",
            "minLength": CHARACTERS,
            "maxLength": CHARACTERS,
            "pattern": "^[A-Za-z0-9_-]+$",
            "description": "The slot's token, as it stands in the answer.",
        },
        "event": {"enum": [kind.value for kind in EVENTS]},
        "view_id": {
            "type": ["string", "null"],
            "minLength": 1,
            "maxLength": LONGEST_VIEW_ID,
            "description": "Made at random in the browser for each page view; kept as a digest.",
        },
        "at": {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "When it happened by the reader's clock; when it arrived, if left out.",
        },
    },
}
EVENTS_BODY: dict[str, Any] = {"type": "array", "maxItems": MOST_EVENTS, "items": EVENT}
VERDICTS: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["status"],
        "properties": {
            "status": {"enum": ["accepted", "malformed"]},
            "detail": {"type": "string"},
            "pointer": {"type": "string"},
        },
    },
}

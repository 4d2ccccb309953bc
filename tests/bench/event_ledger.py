"""What was answered, told and acknowledged, by those who asked: to be held against the lake."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from api.tokens.slot_tokens import SigningKeys, signed_parts
from data.inbox.packed import DECISION_PART, MODES, SLOT_PART, view_digest
from data.lake.engine import fetch
from data.lake.lake_store import Lake
from recommender.domain import TokenMode

SLOT = ("decision", "placement", "position")
EVENT = (*SLOT, "promo", "event", "view_id")
Key = tuple[Any, ...]


@dataclass(slots=True)
class EventLedger:
    """Filled by threads that ask and tell; `keys` read the tokens they were answered."""

    keys: SigningKeys
    slots: dict[Key, tuple[str, float]] = field(default_factory=dict)
    sent: set[Key] = field(default_factory=set)
    acknowledged: set[Key] = field(default_factory=set)
    told: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def answered(self, answer: Mapping[str, Any]) -> list[tuple[str, TokenMode, Key]]:
        """Note an answer's slots with promo and propensity; return their tokens and modes."""
        found = []
        for placement, content in answer["placements"].items():
            for slot in content["slots"]:
                signed = signed_parts(slot["token"], self.keys)
                mode = MODES[DECISION_PART.unpack_from(signed)[1] & 1]
                propensity = SLOT_PART.unpack_from(signed, DECISION_PART.size)[-1]
                key = (answer["decision"], placement, slot["position"])
                found.append((slot["token"], mode, (*key, slot["promo"])))
                with self._lock:
                    self.slots[key] = (slot["promo"], propensity)
        return found

    def will_send(self, keys: Iterable[Key]) -> None:
        """Note events before they leave."""
        with self._lock:
            self.sent |= set(keys)

    def was_acknowledged(self, keys: Iterable[Key]) -> None:
        """Note events that were accepted with 202."""
        with self._lock:
            self.acknowledged |= set(keys)

    def count(self, what: str) -> None:
        """Count something that happened."""
        with self._lock:
            self.told[what] += 1


def event_key(slot: Key, mode: TokenMode, event: str, view: str) -> Key:
    """Return how an event stands in the lake."""
    return (*slot, event, view_digest(view).hex() if mode is TokenMode.CACHED else None)


def compared(ledger: EventLedger, lake: Lake) -> dict[str, int]:
    """Hold the lake against the ledger: how many rows are lost, doubled, or of nobody."""
    events = _counted(lake, "events", EVENT)
    decisions = _counted(lake, "decisions", ("decision",))
    slots = _rows(lake, "slots", (*SLOT, "promo", "propensity"))
    slot_counts = Counter(slot[:3] for slot in slots)
    of_events = {event[:3] for event in events}
    wrong = [
        slot for slot in slots if slot[:3] in ledger.slots and ledger.slots[slot[:3]] != slot[3:]
    ]
    logged = Counter(row[1] for row in _rows(lake, "decisions", ("decision", "policy")))
    return {
        "events_acknowledged": len(ledger.acknowledged),
        "events_sent": len(ledger.sent),
        "events_in_the_lake": sum(events.values()),
        "acknowledged_events_lost": len(ledger.acknowledged - set(events)),
        "events_doubled": sum(count - 1 for count in events.values()),
        "events_of_nobody": len(set(events) - ledger.sent),
        "events_invalid": sum(row[0] is not None for row in _rows(lake, "events", ("invalid",))),
        "decisions_in_the_lake": sum(decisions.values()),
        "decisions_doubled": sum(count - 1 for count in decisions.values()),
        "decisions_recovered": logged["recovered"],
        "slots_doubled": sum(count - 1 for count in slot_counts.values()),
        "slots_with_another_promo_or_propensity": len(wrong),
        "events_without_their_slot": len(of_events - set(slot_counts)),
        "events_without_their_decision": len({each[:1] for each in of_events} - set(decisions)),
    }


FAULTS = (
    "acknowledged_events_lost",
    "events_doubled",
    "events_of_nobody",
    "decisions_doubled",
    "slots_doubled",
    "slots_with_another_promo_or_propensity",
    "events_without_their_slot",
    "events_without_their_decision",
)
"""What must all be 0."""


def _counted(lake: Lake, table: str, names: tuple[str, ...]) -> Counter[Key]:
    return Counter(_rows(lake, table, names))


def _rows(lake: Lake, table: str, names: tuple[str, ...]) -> list[Key]:
    found = fetch(lake.read(table).select(*names)).to_pylist()
    return [tuple(row[name] for name in names) for row in found]

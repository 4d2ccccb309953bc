"""Events told to a server, and told again until it acknowledges them; shared by all readers."""

import json
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from api.visiting.server_door import ServerDoor
from recommender.errors import Unavailable

Event = dict[str, str]
ACKNOWLEDGED = 202
# Told again, these would be refused again.
REFUSED = range(400, 429)
AGAIN_AFTER_SECONDS = 1.0
PATH = "/v1/events"


@dataclass(frozen=True, slots=True)
class _Batch:
    body: bytes
    kinds: Counter[str]


class UntoldEvents:
    """Tells events, and keeps those without an acknowledgement for later."""

    def __init__(self) -> None:
        self.acknowledged: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._waiting: deque[_Batch] = deque()
        self._not_before = 0.0
        self._lock = Lock()

    def __len__(self) -> int:
        """Return how many events wait for an acknowledgement."""
        return sum(batch.kinds.total() for batch in list(self._waiting))

    def tell(self, door: ServerDoor, events: Sequence[Event]) -> None:
        """Tell events as a page's beacon does; never raises."""
        if events:
            body = json.dumps(events).encode()
            self._send(door, _Batch(body, Counter(event["event"] for event in events)))

    def tell_again(self, door: ServerDoor) -> bool:
        """Tell the oldest events that wait; return whether a server answered, or none wait."""
        if time.monotonic() < self._not_before:
            return False
        try:
            batch = self._waiting.popleft()
        except IndexError:
            return True
        return self._send(door, batch)

    def _send(self, door: ServerDoor, batch: _Batch) -> bool:
        """Send a batch; keep it unless it is acknowledged or refused for good."""
        try:
            # Beacons of other origins come so.
            answer = door.post(PATH, batch.body, content_type="text/plain;charset=UTF-8")
        except Unavailable:
            return self._keep(batch)
        if answer.status == ACKNOWLEDGED:
            with self._lock:
                self.acknowledged += batch.kinds
            return True
        if answer.status in REFUSED:
            with self._lock:
                self.refused += batch.kinds
            return True
        return self._keep(batch)

    def _keep(self, batch: _Batch) -> bool:
        self._waiting.append(batch)
        self._not_before = time.monotonic() + AGAIN_AFTER_SECONDS
        return False

"""Readers over HTTP who ask for pages and tell events, again and again until acknowledged."""

import http.client
import json
from collections.abc import Callable, Sequence
from random import Random
from threading import Event, Thread
from typing import Any

from tests.bench.event_ledger import EventLedger, Key, event_key

KINDS = ("impression", "view", "click", "dismissal", "conversion")
ASKS = (
    {"mode": "per_view", "article": "2026/11/02/harbour"},
    {"mode": "cached", "article": "2026/11/02/harbour"},
    {
        "mode": "per_view",
        "article": {"id": "sent/along", "title": "Sent along", "category": "world"},
    },
)
TRIES = 200
PATIENCE_SECONDS = 5.0
Told = tuple[dict[str, Any], Key]


class ReaderLoad:
    """Threads of readers; `ports` gives where the servers listen now."""

    def __init__(
        self, ports: Callable[[], Sequence[int]], ledger: EventLedger, *, readers: int, seed: int
    ) -> None:
        self._ports = ports
        self._ledger = ledger
        self._stop = Event()
        self._threads = [
            Thread(target=self._read, args=(Random(f"{seed}-{at}"),), name=f"reader-{at}")
            for at in range(readers)
        ]

    def start(self) -> None:
        """Let the readers in."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let each reader finish its page, told and acknowledged."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self, rng: Random) -> None:
        asker = _Asker(self._ports, self._ledger, rng)
        while not self._stop.is_set():
            self._read_page(asker, rng)
        asker.close()

    def _read_page(self, asker: "_Asker", rng: Random) -> None:
        ask = {"site": "daily", "placements": [{"id": "in-article"}, {"id": "footer"}]}
        answer = asker.post("/v1/slots", ask | rng.choice(ASKS), stop=self._stop)
        if answer is None:
            return
        slots = self._ledger.answered(answer)
        for view in range(rng.randint(1, 3) if answer and slots else 0):
            events = self._events(slots, f"view-{rng.random()}-{view}", rng)
            self._tell(asker, events)
            if rng.random() < 0.2:
                self._tell(asker, events)

    def _events(self, slots: Any, view: str, rng: Random) -> list[Told]:
        told = []
        for text, mode, slot in slots:
            for at, kind in enumerate(KINDS):
                if at and rng.random() > 0.5 / at:
                    break
                event = {"token": text, "event": kind, "view_id": view}
                told.append((event, event_key(slot, mode, kind, view)))
        return told

    def _tell(self, asker: "_Asker", told: Sequence[Told]) -> None:
        keys = [key for _, key in told]
        self._ledger.will_send(keys)
        verdicts = asker.post("/v1/events", [event for event, _ in told], stop=None)
        if verdicts is None:
            return
        accepted = [verdict["status"] == "accepted" for verdict in verdicts]
        assert all(accepted), verdicts
        self._ledger.was_acknowledged(keys)


class _Asker:
    """Asks over one connection, and over another one when it breaks."""

    def __init__(
        self, ports: Callable[[], Sequence[int]], ledger: EventLedger, rng: Random
    ) -> None:
        self._ports = ports
        self._ledger = ledger
        self._rng = rng
        self._wait = Event()
        self._connection: http.client.HTTPConnection | None = None

    def post(self, path: str, content: Any, *, stop: Event | None) -> Any:
        """Return what a door answers with 2xx, tried until it does; None if it never did."""
        body = json.dumps(content)
        for _ in range(TRIES):
            if stop is not None and stop.is_set():
                return None
            try:
                return self._once(path, body)
            except (OSError, http.client.HTTPException) as error:
                self._ledger.count(f"{path} {type(error).__name__}")
                self.close()
                self._wait.wait(0.05)
        self._ledger.count(f"{path} given up")
        return None

    def close(self) -> None:
        """Give the connection up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _once(self, path: str, body: str) -> Any:
        if self._connection is None:
            port = self._rng.choice(self._ports())
            self._connection = http.client.HTTPConnection(
                "127.0.0.1", port, timeout=PATIENCE_SECONDS
            )
        headers = {"Content-Type": "application/json"}
        self._connection.request("POST", path, body, headers)
        response = self._connection.getresponse()
        answer = response.read()
        if response.status not in (200, 202):
            raise http.client.HTTPException(f"{response.status} {answer[:200]!r}")
        return json.loads(answer)

"""A server's doors without a ranker: any slates, events acknowledged as the test wants it."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from data.worlds.world import World

Key = tuple[str, str, str]


@dataclass
class FakeServer:
    """What readers did here; the next events are met as `moods` say, then all is well.

    Moods: `busy` answers 503, `mute` takes the events and hangs up without a word, `picky` 422.
    """

    world: World
    moods: list[str] = field(default_factory=list)
    is_down: bool = False
    acknowledged: Counter[Key] = field(default_factory=Counter)
    taken: Counter[Key] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    asks: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    rng: Random = field(default_factory=lambda: Random(1))
    lock: Lock = field(default_factory=Lock)

    def slots(self) -> dict[str, Any]:
        """Return an answer of promos at random; the last slot of each placement stays empty."""
        with self.lock:
            self.asked["slots"] += 1
            number = self.asked["slots"]
        promos = self.rng.sample([promo.id for promo in self.world.promos], 20)
        placements = {}
        for placement in self.world.placements:
            filled = max(placement.slots - 1, 1)
            tokens = [f"{number}.{placement.id}.{position}" for position in range(filled)]
            placements[placement.id] = {
                "slots": [
                    {
                        "position": position,
                        "promo": promos.pop(),
                        "token": token,
                        "click_url": f"/v1/click/{token}",
                    }
                    for position, token in enumerate(tokens)
                ]
            }
        return {"arm": "learned", "model": "m-1", "rung": "learned", "placements": placements}

    def told(self, body: bytes) -> int | None:
        """Take events; return the status, None to hang up without one."""
        events = [(e["token"], e["event"], e["view_id"]) for e in json.loads(body)]
        with self.lock:
            mood = self.moods.pop() if self.moods else ""
            if mood in ("", "mute"):
                self.taken += Counter(events)
            if mood == "":
                self.acknowledged += Counter(events)
        return {"": 202, "busy": 503, "picky": 422, "mute": None}[mood]


@contextmanager
def a_fake_server(world: World) -> Iterator[FakeServer]:
    """Serve on a free port until left."""
    fake = FakeServer(world)

    class Doors(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            path = urlsplit(self.path)
            if fake.is_down:
                self.close_connection = True
            elif path.path == "/v1/slots":
                fake.asks.append({"GET": parse_qs(path.query)})
                self._answer(200, json.dumps(fake.slots()).encode())
            else:
                with fake.lock:
                    fake.asked[path.path.split("/")[2]] += 1
                self._answer(302 if "/click/" in path.path else 200)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if fake.is_down:
                self.close_connection = True
            elif self.path == "/v1/slots":
                fake.asks.append({"POST": json.loads(body)})
                self._answer(200, json.dumps(fake.slots()).encode())
            elif (status := fake.told(body)) is None:
                self.close_connection = True
            else:
                self._answer(status)

        def _answer(self, status: int, body: bytes = b"") -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Doors)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

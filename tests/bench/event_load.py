"""Events as pages tell them, twelve in a POST, from tokens that the server gave; load by wrk."""

import json
import re
import secrets
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.server_process import Server

A_POST = 12
BODIES = 4_000
MOMENT = "2026-11-24T12:00:00.000Z"
LATENCY = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s)\s*$", re.MULTILINE)
DONE = re.compile(r"(\d+) requests in ([\d.]+)s")
REFUSED = re.compile(r"Non-2xx or 3xx responses: (\d+)")
BROKEN = re.compile(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")
UNIT_MS = {"us": 1e-3, "ms": 1.0, "s": 1e3}
SCRIPT = """
local requests, at = {}, 0
local headers = {["Content-Type"] = "text/plain;charset=UTF-8"}
function init(args)
  for line in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("POST", "/v1/events", headers, line)
  end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
"""


@dataclass(frozen=True)
class Told:
    """What one round of load came to; latencies of a POST, in milliseconds."""

    events: int
    seconds: float
    p50_ms: float
    p99_ms: float
    refused: int

    @property
    def per_second(self) -> float:
        """Events acknowledged each second."""
        return self.events / self.seconds


def event_bodies(server: Server, paths: list[str]) -> list[str]:
    """Return bodies: the impressions of a page's slots, of a view of its own each."""
    pages = []
    for path in paths:
        placements = json.loads(server.get(path))["placements"].values()
        tokens = [slot["token"] for placement in placements for slot in placement["slots"]]
        if len(tokens) >= A_POST:
            pages.append(tokens[:A_POST])
    return [_body(pages[at % len(pages)]) for at in range(BODIES)]


def _body(tokens: list[str]) -> str:
    told = {"event": "impression", "view_id": secrets.token_urlsafe(12), "at": MOMENT}
    return json.dumps([{"token": token, **told} for token in tokens])


def event_post(body: str) -> bytes:
    """Return the request that tells a body."""
    head = "POST /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode("ascii")


class EventWrk:
    """wrk with bodies in a folder."""

    def __init__(self, folder: Path, bodies: list[str]) -> None:
        self._script, self._bodies = folder / "events.lua", folder / "bodies.txt"
        self._script.write_text(SCRIPT, encoding="ascii")
        self._bodies.write_text("\n".join(bodies) + "\n", encoding="ascii")

    def round(self, server: Server, *, connections: int, seconds: int) -> Told:
        """Tell events at full speed, one POST at a time on each connection."""
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
        command += ["-s", str(self._script), server.address("/"), "--", str(self._bodies)]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        done, latencies = DONE.search(told), dict(_latencies(told))
        assert done is not None and latencies.keys() == {"50", "99"}, told
        refused = _refused(told)
        events = (int(done[1]) - refused) * A_POST
        return Told(events, float(done[2]), latencies["50"], latencies["99"], refused)


def _latencies(told: str) -> Iterator[tuple[str, float]]:
    for share, number, unit in LATENCY.findall(told):
        yield share, float(number) * UNIT_MS[unit]


def _refused(told: str) -> int:
    other, broken = REFUSED.search(told), BROKEN.search(told)
    return int(other[1] if other else 0) + sum(map(int, broken.groups() if broken else ()))

"""Load in open loop: requests leave when they are due, and their latency counts from then."""

import asyncio
import re
import time
from collections import deque

LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)


class _Connection(asyncio.Protocol):
    """A keep-alive connection with pipelining; answers come in the order of the questions."""

    def __init__(self, latencies: list[float]) -> None:
        self._latencies = latencies
        self._due: deque[float] = deque()
        self._buffer = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def send(self, request: bytes, *, due: float) -> None:
        assert self.transport is not None
        self._due.append(due)
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            found = LENGTH.search(self._buffer, 0, end + 2)
            assert found is not None, self._buffer[:end]
            whole = end + 4 + int(found[1])
            if len(self._buffer) < whole:
                return
            self._buffer = self._buffer[whole:]
            self._latencies.append(time.perf_counter() - self._due.popleft())


async def _paced(port: int, requests: list[bytes], *, rate: float, seconds: float) -> list[float]:
    loop = asyncio.get_running_loop()
    latencies: list[float] = []
    connections = []
    for _ in range(16):
        _, protocol = await loop.create_connection(
            lambda: _Connection(latencies), "127.0.0.1", port
        )
        connections.append(protocol)
    started = time.perf_counter()
    count = int(rate * seconds)
    for at in range(count):
        due = started + at / rate
        while (early := due - time.perf_counter()) > 0:
            await asyncio.sleep(early if early > 0.002 else 0)
        connections[at % len(connections)].send(requests[at % len(requests)], due=due)
    until = time.perf_counter() + 10
    while len(latencies) < count and time.perf_counter() < until:
        await asyncio.sleep(0.01)
    assert len(latencies) == count, f"{count - len(latencies)} requests had no answer in 10 s"
    return latencies


def paced_latencies(port: int, paths: list[str], *, rate: float, seconds: float) -> list[float]:
    """Return the seconds from the moment each GET was due to its last byte."""
    requests = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() for path in paths]
    return paced_requests(port, requests, rate=rate, seconds=seconds)


def paced_requests(port: int, requests: list[bytes], *, rate: float, seconds: float) -> list[float]:
    """Return the seconds from the moment each request was due to its last byte."""
    return asyncio.run(_paced(port, requests, rate=rate, seconds=seconds))

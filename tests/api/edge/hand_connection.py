"""A connection of ours whose time, transport and app a test has in hand."""

from collections.abc import Callable
from typing import Any

from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

from api.edge.patient_protocol import PatientProtocol


class HandLoop:
    """A loop whose time a test moves; what the app would do is not done."""

    def __init__(self) -> None:
        self.now = 0.0
        self.tasks = 0
        self._calls: list[HandTimer] = []

    def time(self) -> float:
        return self.now

    def call_later(self, seconds: float, call: Callable[[], None]) -> "HandTimer":
        timer = HandTimer(self.now + seconds, call)
        self._calls.append(timer)
        return timer

    def create_task(self, task: Any, **_options: Any) -> "HandTask":
        task.close()
        self.tasks += 1
        return HandTask()

    def run_until(self, now: float) -> None:
        while due := [each for each in self._calls if each.at <= now and not each.is_over]:
            timer = min(due, key=lambda each: each.at)
            self.now, timer.is_over = timer.at, True
            timer.call()
        self.now = now


class HandTimer:
    def __init__(self, at: float, call: Callable[[], None]) -> None:
        self.at, self.call, self.is_over = at, call, False

    def cancel(self) -> None:
        self.is_over = True


class HandTask:
    def add_done_callback(self, _call: Any) -> None:
        pass


class HandTransport:
    def __init__(self) -> None:
        self.is_closed = False
        self.sent = b""

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        self.is_closed = True

    def get_extra_info(self, _name: str) -> None:
        return None

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass

    def write(self, data: bytes) -> None:
        self.sent += data


async def silent(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Answer nothing."""


class Connection:
    def __init__(
        self, app: Any = silent, protocol: type[PatientProtocol] = PatientProtocol
    ) -> None:
        config = Config(app, log_config=None, proxy_headers=False, access_log=False)
        config.load()
        self.loop, self.transport = HandLoop(), HandTransport()
        loop: Any = self.loop
        transport: Any = self.transport
        self.protocol = protocol(config, ServerState(), {}, loop)
        self.protocol.connection_made(transport)

    def came(self, data: bytes, *, at: float) -> None:
        self.loop.run_until(at)
        self.protocol.data_received(data)

    def other_side_closed(self) -> None:
        """Do what asyncio does at the end of what comes."""
        if not self.protocol.eof_received():
            self.transport.close()

    def is_open_at(self, now: float) -> bool:
        self.loop.run_until(now)
        return not self.transport.is_closed

"""Half a request is not waited for without end; a whole one, and one that comes on, is answered."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

from api.edge.patient_protocol import CUT, LATE, LEAST_BYTES, PatientProtocol

WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
BODY = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n"


class HandLoop:
    """A loop whose time a test moves; what the app would do is not done."""

    def __init__(self) -> None:
        self.now = 0.0
        self._calls: list[HandTimer] = []

    def time(self) -> float:
        return self.now

    def call_later(self, seconds: float, call: Callable[[], None]) -> "HandTimer":
        timer = HandTimer(self.now + seconds, call)
        self._calls.append(timer)
        return timer

    def create_task(self, task: Any, **_options: Any) -> "HandTask":
        task.close()
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

    def write(self, data: bytes) -> None:
        self.sent += data


async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
    pass


class Connection:
    def __init__(self) -> None:
        config = Config(app, log_config=None)
        config.load()
        self.loop, self.transport = HandLoop(), HandTransport()
        loop: Any = self.loop
        transport: Any = self.transport
        self.protocol = PatientProtocol(config, ServerState(), {}, loop)
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


@pytest.mark.parametrize("came", [b"", b"G", WHOLE[:-2], BODY, BODY + b"x" * (LEAST_BYTES - 100)])
def test_half_a_request_ends_after_its_time(came: bytes) -> None:
    connection = Connection()
    if came:
        connection.came(came, at=1)
    assert connection.is_open_at(19)
    assert not connection.is_open_at(22)


def test_a_byte_now_and_then_is_not_enough() -> None:
    connection = Connection()
    for second in range(18):
        connection.came(WHOLE[second : second + 1], at=second)
    assert not connection.is_open_at(22)


def test_a_whole_request_is_waited_upon_however_long_its_answer_takes() -> None:
    connection = Connection()
    connection.came(WHOLE, at=1)
    assert connection.is_open_at(600)


def test_a_request_late_on_a_connection_that_is_kept_has_its_own_time() -> None:
    connection = Connection()
    connection.came(WHOLE, at=1)
    connection.came(WHOLE[:9], at=19)
    assert connection.is_open_at(38)
    assert not connection.is_open_at(40)


def test_a_large_body_that_comes_on_is_waited_for() -> None:
    connection = Connection()
    connection.came(BODY, at=1)
    for at in (10, 30, 50):
        connection.came(b"x" * 6_000, at=at)
    assert connection.is_open_at(65)
    connection.came(b"x" * 2_000, at=66)
    assert connection.is_open_at(600)


def test_what_was_hung_up_is_not_looked_at_again() -> None:
    connection = Connection()
    connection.came(WHOLE[:9], at=1)
    connection.protocol.connection_lost(ConnectionResetError())
    assert connection.is_open_at(600)


@pytest.mark.parametrize("came", [b"G", WHOLE[:-2], BODY, BODY + b"x" * 100, WHOLE + WHOLE[:9]])
def test_half_a_request_is_told_why_it_is_not_waited_for(came: bytes) -> None:
    connection = Connection()
    connection.came(came[: len(WHOLE)], at=1)
    if connection.protocol.cycle and not connection.protocol.cycle.more_body:
        connection.protocol.cycle.response_complete = True
    connection.came(came[len(WHOLE) :], at=2)
    assert not connection.is_open_at(60)
    assert connection.transport.sent.startswith(b"HTTP/1.1 400 ")
    assert connection.transport.sent.endswith(b"\r\n\r\n" + LATE.encode())


def test_who_asks_nothing_is_told_nothing() -> None:
    connection = Connection()
    assert not connection.is_open_at(60)
    assert connection.transport.sent == b""


@pytest.mark.parametrize("came", [WHOLE, WHOLE + WHOLE, WHOLE + WHOLE[:9]])
def test_who_closed_their_own_side_is_answered_what_they_asked_whole(came: bytes) -> None:
    connection = Connection()
    connection.came(came, at=1)
    connection.other_side_closed()
    assert connection.is_open_at(2)
    assert connection.transport.sent == b""
    assert not connection.protocol.cycle.keep_alive


@pytest.mark.parametrize("came", [WHOLE[:9], BODY, BODY + b"x" * 100])
def test_who_closed_their_side_in_a_request_is_told_that_it_is_cut(came: bytes) -> None:
    connection = Connection()
    connection.came(came, at=1)
    connection.other_side_closed()
    assert not connection.is_open_at(1)
    assert connection.transport.sent.endswith(b"\r\n\r\n" + CUT.encode())


def test_a_request_that_is_refused_before_it_is_whole_is_not_told_more() -> None:
    connection = Connection()
    connection.came(BODY, at=1)
    connection.protocol.cycle.response_started = True
    connection.other_side_closed()
    assert not connection.is_open_at(1)
    assert connection.transport.sent == b""

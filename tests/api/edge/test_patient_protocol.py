"""Half a request is not waited for without end; a whole one, and one that comes on, is answered."""

import pytest

from api.edge.patient_protocol import CUT, LATE, LEAST_BYTES
from tests.api.edge.hand_connection import Connection

WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
BODY = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n"


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

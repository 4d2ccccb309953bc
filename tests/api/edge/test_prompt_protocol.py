"""What an app has at hand is written as its request is read; all else is left to a task."""

import pytest
from starlette.types import Receive, Scope, Send

from api.edge.patient_protocol import LATE
from api.edge.prompt_protocol import PromptProtocol
from api.edge.raw_exchange import JSON, Reply
from tests.api.edge.hand_connection import Connection

ASKED = b"GET /held HTTP/1.1\r\nHost: x\r\n\r\n"
AWAITED = ASKED.replace(b"held", b"other")
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"


class HoldingApp:
    """Has the answer of one path at hand."""

    async def __call__(self, _scope: Scope, _receive: Receive, _send: Send) -> None:
        """Answer nothing."""

    def at_once(self, scope: Scope) -> Reply | None:
        return Reply(200, [JSON], b"{}") if scope["path"] == "/held" else None


def connection(app: object | None = None) -> Connection:
    return Connection(app or HoldingApp(), PromptProtocol)


def test_what_is_at_hand_is_written_without_a_task() -> None:
    one = connection()
    one.came(ASKED, at=1)
    assert (one.transport.sent, one.loop.tasks) == (ANSWER, 0)
    assert one.protocol.server_state.total_requests == 1


def test_what_is_not_at_hand_gets_a_task() -> None:
    one = connection()
    one.came(AWAITED, at=1)
    assert (one.transport.sent, one.loop.tasks) == (b"", 1)


def test_an_app_that_has_nothing_at_hand_is_never_asked() -> None:
    async def plain(_scope: Scope, _receive: Receive, _send: Send) -> None:
        pass

    one = connection(plain)
    one.came(ASKED, at=1)
    assert (one.transport.sent, one.loop.tasks) == (b"", 1)


def test_requests_of_one_connection_are_answered_one_after_the_other() -> None:
    one = connection()
    for second in (1, 2, 3):
        one.came(ASKED, at=second)
    assert (one.transport.sent, one.loop.tasks) == (3 * ANSWER, 0)
    assert one.is_open_at(4)


def test_of_what_is_asked_ahead_one_is_answered_at_once_and_a_task_goes_on() -> None:
    one = connection()
    one.came(3 * ASKED, at=1)
    assert (one.transport.sent, one.loop.tasks) == (ANSWER, 1)
    assert len(one.protocol.pipeline) == 1


def test_what_is_asked_while_a_task_answers_waits_for_it() -> None:
    one = connection()
    one.came(AWAITED + ASKED, at=1)
    assert one.transport.sent == b""
    assert len(one.protocol.pipeline) == 1


def test_thousands_asked_ahead_do_not_pile_up() -> None:
    one = connection()
    one.came(AWAITED + 3_000 * ASKED, at=1)
    one.protocol.on_response_complete()
    assert (len(one.protocol.pipeline), one.loop.tasks) == (2_999, 2)


def test_a_reader_that_is_behind_is_waited_for() -> None:
    one = connection()
    one.protocol.pause_writing()
    one.came(ASKED, at=1)
    assert (one.transport.sent, one.loop.tasks) == (b"", 1)


@pytest.mark.parametrize(
    "asked",
    [ASKED.replace(b"1.1", b"1.0"), ASKED.replace(b"Host", b"Connection: close\r\nHost")],
)
def test_who_wants_the_connection_closed_has_it_closed(asked: bytes) -> None:
    one = connection()
    one.came(asked, at=1)
    closing = b"length: 2\r\nconnection: close\r\n"
    assert one.transport.sent == ANSWER.replace(b"length: 2\r\n", closing)
    assert not one.is_open_at(1)


def test_a_body_that_nobody_asked_for_is_passed_over() -> None:
    one = connection()
    with_body = ASKED.replace(b"Host", b"Content-Length: 3\r\nHost")
    one.came(with_body + b"abc", at=1)
    one.came(ASKED, at=2)
    assert one.transport.sent == 2 * ANSWER


@pytest.mark.parametrize("more", [b"\r\n", b"abc"])
def test_a_connection_that_asks_nothing_more_is_closed_whatever_else_comes(more: bytes) -> None:
    one = connection()
    with_body = ASKED.replace(b"Host", b"Content-Length: 3\r\nHost")
    one.came(with_body if more == b"abc" else ASKED, at=1)
    one.came(more, at=3)
    assert one.is_open_at(7)
    assert not one.is_open_at(9)


@pytest.mark.parametrize("after", [AWAITED, ASKED.replace(b"GET", b"POST")[:-2]])
def test_what_follows_an_answer_in_one_piece_has_its_own_time(after: bytes) -> None:
    one = connection()
    one.came(ASKED + after, at=1)
    assert one.transport.sent == ANSWER
    assert one.is_open_at(19)


def test_half_a_request_after_an_answer_is_told_why_it_is_not_waited_for() -> None:
    one = connection()
    one.came(ASKED, at=1)
    one.came(ASKED[:9], at=2)
    assert not one.is_open_at(60)
    assert one.transport.sent.startswith(ANSWER + b"HTTP/1.1 400 ")
    assert one.transport.sent.endswith(LATE.encode())

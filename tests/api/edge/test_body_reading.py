"""Bodies: read whole, up to a bound, and a connection that ends early is the caller's matter."""

import asyncio
from collections.abc import Iterator

import pytest
from fastapi import Request
from starlette.types import Message, Receive, Scope

from api.edge.body_reading import BODY_MAXIMUM, DROPPED_MAXIMUM, json_of, spooled_body
from api.edge.raw_exchange import raw_body
from recommender.errors import Malformed, TooLarge

END: Message = {"type": "http.request", "body": b"", "more_body": False}


def a_piece(content: bytes) -> Message:
    return {"type": "http.request", "body": content, "more_body": True}


def read(*messages: Message, maximum: int = 10) -> bytes:
    """Return the body that arrives in these messages."""
    return asyncio.run(spool(iter(messages), maximum=maximum))


async def spool(
    messages: Iterator[Message], *headers: tuple[bytes, bytes], maximum: int = 10
) -> bytes:
    request = Request({"type": "http", "headers": list(headers)}, receiver(messages))
    with await spooled_body(request, maximum=maximum) as file:
        return file.read()


def receiver(messages: Iterator[Message]) -> Receive:
    async def receive() -> Message:
        return next(messages)

    return receive


def test_pieces_are_put_together() -> None:
    assert read(a_piece(b"12345"), a_piece(b"67890"), END) == b"1234567890"


def test_what_comes_beyond_the_bound_is_taken_so_that_its_sender_reads_the_answer() -> None:
    with pytest.raises(TooLarge):
        read(a_piece(b"12345"), a_piece(b"678901"), a_piece(b"2"), END)


def test_what_comes_without_end_is_not_waited_for() -> None:
    with pytest.raises(TooLarge):
        read(a_piece(b"12345"), a_piece(bytes(DROPPED_MAXIMUM + 11)))


@pytest.mark.parametrize("told", [b"12", b"18000000"])
def test_a_body_told_to_be_too_large_is_taken_up_to_a_bound(told: bytes) -> None:
    pieces = iter([a_piece(b"12"), a_piece(bytes(DROPPED_MAXIMUM)), a_piece(b"never")])
    with pytest.raises(TooLarge):
        asyncio.run(spool(pieces, (b"content-length", told)))
    assert next(pieces) == a_piece(b"never")


def test_a_body_that_waits_to_be_let_in_is_refused_at_once() -> None:
    headers = ((b"content-length", b"12"), (b"expect", b"100-continue"))
    with pytest.raises(TooLarge):
        asyncio.run(spool(iter([]), *headers))


@pytest.mark.parametrize("headers", [[], [(b"content-length", b"300000")]])
def test_a_raw_body_beyond_the_bound_is_taken_to_its_end(
    headers: list[tuple[bytes, bytes]],
) -> None:
    pieces = iter([a_piece(bytes(BODY_MAXIMUM)), a_piece(b"1"), a_piece(b"2"), END])
    scope: Scope = {"type": "http", "headers": headers}
    with pytest.raises(TooLarge, match="send less"):
        asyncio.run(raw_body(scope, receiver(pieces), advice="send less"))
    assert list(pieces) == []


def test_a_connection_that_ends_early_is_told_and_leaves_nothing_open() -> None:
    with pytest.raises(Malformed, match="the connection ended before the body did"):
        read(a_piece(b"12345"), {"type": "http.disconnect"})


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "this is no JSON: Expecting value"),
        (b'{"a": \xff}', "this is no JSON: byte 6 is no UTF-8"),
        (b"[NaN]", "this is no JSON: NaN is no number of it"),
        (b"9" * 200_000, "this is no JSON that can be read: a number has too many digits"),
        (b"[" * 200_000, "this is no JSON that can be read: it is nested too deeply"),
    ],
)
def test_what_is_no_json_is_told_in_words_for_its_sender(body: bytes, told: str) -> None:
    with pytest.raises(Malformed, match=told):
        json_of(body)

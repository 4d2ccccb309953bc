"""Bodies: read whole, up to a bound, and a connection that ends early is the caller's matter."""

import asyncio

import pytest
from fastapi import Request
from starlette.types import Message

from api.edge.body_reading import spooled_body
from recommender.errors import Malformed, TooLarge

END: Message = {"type": "http.request", "body": b"", "more_body": False}


def a_piece(content: bytes) -> Message:
    return {"type": "http.request", "body": content, "more_body": True}


def read(*messages: Message, maximum: int = 10) -> bytes:
    """Return the body that arrives in these messages."""
    left = iter(messages)

    async def receive() -> Message:
        return next(left)

    async def body() -> bytes:
        request = Request({"type": "http", "headers": []}, receive)
        with await spooled_body(request, maximum=maximum) as file:
            return file.read()

    return asyncio.run(body())


def test_pieces_are_put_together() -> None:
    assert read(a_piece(b"12345"), a_piece(b"67890"), END) == b"1234567890"


def test_what_comes_beyond_the_bound_is_not_waited_for() -> None:
    with pytest.raises(TooLarge):
        read(a_piece(b"12345"), a_piece(b"678901"))


def test_a_connection_that_ends_early_is_told_and_leaves_nothing_open() -> None:
    with pytest.raises(Malformed, match="the connection ended before the body did"):
        read(a_piece(b"12345"), {"type": "http.disconnect"})

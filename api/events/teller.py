"""Who tells an event, as far as its request shows; nothing of it is kept but the verdict."""

from typing import NamedTuple

from starlette.types import Scope

from api.edge.crawlers import LONGEST, AgentKind, agent_kind
from api.edge.reader_address import Network, reader_address

AHEAD = (b"sec-purpose", b"purpose", b"x-purpose", b"x-moz")
"""Headers by which browsers say that nobody has asked for the page yet."""
AHEAD_WORDS = (b"prefetch", b"prerender", b"preview")


class Teller(NamedTuple):
    """A request that tells events: `origin` is its `Origin` header."""

    agent: AgentKind = AgentKind.READER
    address: str = ""
    origin: bytes | None = None
    authorization: bytes | None = None
    is_ahead: bool = False


def teller_of(scope: Scope, *, proxies: tuple[Network, ...]) -> Teller:
    """Return who sent a request."""
    agent, origin, authorization, is_ahead = b"", None, None, False
    for name, value in scope["headers"]:
        if name == b"user-agent":
            agent = value[:LONGEST]
        elif name == b"origin":
            origin = value
        elif name == b"authorization":
            authorization = value
        elif name in AHEAD:
            is_ahead = is_ahead or any(word in value.lower() for word in AHEAD_WORDS)
    client = scope.get("client")
    address = reader_address(scope["headers"], client[0] if client else None, proxies=proxies)
    return Teller(agent_kind(agent), address, origin, authorization, is_ahead)

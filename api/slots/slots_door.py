"""`/v1/slots`, asked most and so answered in front of the FastAPI app.

It does what the app would do for it: reading, errors, cross-origin answers, cache headers.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from starlette.types import Receive, Scope

from api.edge.problems import Problem, problem_of
from api.edge.raw_exchange import (
    JSON,
    UNCACHED,
    HeaderPair,
    Reply,
    problem_reply,
    raw_body,
)
from api.slots.ask import Ask
from api.slots.ask_reading import ask_of_body
from api.slots.decider import FAILURE
from api.slots.held_asks import HeldAsks
from api.slots.slots_desk import Asker, SlotsDesk, now_ms
from api.snapshots.readable_origins import origin_headers
from recommender.domain import Article, TokenMode
from recommender.errors import ChirashiError

PATH = "/v1/slots"
FRESH_SECONDS = 60
PREFLIGHT = (
    (b"access-control-allow-methods", b"GET, POST"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-max-age", b"86400"),
)
FRESHNESS = tuple(
    (b"cache-control", b"public, max-age=%d, stale-if-error=86400" % seconds)
    for seconds in range(FRESH_SECONDS + 1)
)
OF_BODIES = frozenset({b"content-length", b"transfer-encoding"})
ADVICE = "leave out the article's text"
logger = logging.getLogger(__name__)
SiteKey = Callable[[str, str], Awaitable[bool]]
"""Whether an Authorization header (first) bears a key of a site (second)."""
KeepInline = Callable[[Article], None]
"""Has an article kept that the site's own server sent along; returns at once."""


class SlotsDoor:
    """From a request to a reply, problems included."""

    def __init__(self, desk: SlotsDesk, *, has_site_key: SiteKey, keep_inline: KeepInline) -> None:
        self._desk = desk
        self._has_site_key = has_site_key
        self._keep_inline = keep_inline
        self._asks = HeldAsks()

    def at_once(self, scope: Scope) -> Reply | None:
        """Return the reply to a stranger's GET whose question is held, else None.

        One with a body is awaited: what is wrong with it is for the server to find first.
        """
        return self._at_hand(scope, _told(scope))

    def _at_hand(self, scope: Scope, told: "_Told") -> Reply | None:
        is_plain = told.authorization is None and not told.has_body
        held = self._asks.held(scope["query_string"]) if is_plain else None
        body = self._desk.answer_at_once(held) if held else None
        return self._answered(held.ask, body, told.origin) if held and body else None

    async def reply(self, scope: Scope, receive: Receive) -> Reply:
        """Return the reply to one request."""
        method, told = scope["method"], _told(scope)
        origin, authorization, _ = told
        try:
            if method in ("GET", "HEAD"):
                # Not every server asks for it before.
                if (at_hand := self._at_hand(scope, told)) is not None:
                    return at_hand
                held = self._asks.of_query(scope["query_string"])
                asker = await self._asker(held.ask, scope, authorization)
                body = await self._never_failing(held.ask, self._desk.answer_again(held, asker))
                return self._answered(held.ask, body, origin)
            if method == "POST":
                ask = ask_of_body(await raw_body(scope, receive, advice=ADVICE))
                asker = await self._asker(ask, scope, authorization)
                body = await self._never_failing(ask, self._desk.answer(ask, asker))
                if ask.inline is not None and asker.has_site_key and not ask.is_preview:
                    self._keep_inline(ask.inline)
                return self._answered(ask, body, origin)
        except ChirashiError as error:
            return self._problem(problem_of(error), origin)
        if method == "OPTIONS":
            return Reply(204, [*self._allowed(origin), *PREFLIGHT], b"")
        problem = Problem(status=405, detail=f"{PATH} takes GET and POST, not {method}")
        reply = self._problem(problem, origin)
        return reply._replace(headers=[*reply.headers, (b"allow", b"GET, HEAD, POST, OPTIONS")])

    async def _never_failing(self, ask: Ask, answer: Awaitable[bytes]) -> bytes:
        """Return the answer, an empty one if we fail. Raises what the ask itself caused."""
        try:
            return await answer
        except ChirashiError:
            raise
        except Exception:
            logger.exception("an ask was answered empty")
            return self._desk.decider.empty(ask, reason=FAILURE, now_ms=now_ms())

    def _answered(self, ask: Ask, body: bytes, origin: bytes | None) -> Reply:
        return Reply(200, [JSON, *self._freshness(ask), *self._allowed(origin, ask.site)], body)

    async def _asker(self, ask: Ask, scope: Scope, authorization: bytes | None) -> Asker:
        client = scope.get("client")
        has_key = False
        if authorization is not None:
            has_key = await self._has_site_key(authorization.decode("latin-1"), ask.site)
        return Asker(scope["headers"], client[0] if client else None, has_key)

    def _freshness(self, ask: Ask) -> tuple[HeaderPair, ...]:
        """Say how long a cache may keep the answer: until the next flight begins or ends."""
        served = self._desk.watch.served
        if ask.mode is not TokenMode.CACHED or ask.is_preview or served is None:
            return (UNCACHED,)
        return (FRESHNESS[served.fresh_seconds(now_ms(), most=FRESH_SECONDS)],)

    def _problem(self, problem: Problem, origin: bytes | None) -> Reply:
        return problem_reply(problem, self._allowed(origin))

    def _allowed(self, origin: bytes | None, site: str | None = None) -> list[HeaderPair]:
        return origin_headers(self._desk.watch.served, origin, site=site)


class _Told(NamedTuple):
    """What headers tell that matters here."""

    origin: bytes | None
    authorization: bytes | None
    has_body: bool


def _told(scope: Scope) -> _Told:
    origin, authorization, has_body = None, None, False
    for name, value in scope["headers"]:
        if name == b"origin":
            origin = value
        elif name == b"authorization":
            authorization = value
        elif name in OF_BODIES:
            has_body = True
    return _Told(origin, authorization, has_body)

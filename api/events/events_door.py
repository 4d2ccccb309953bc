"""`POST /v1/events`: what readers do, acknowledged once it is on the disk.

Answered in front of the FastAPI app, as slots are: a page tells events as often as it asks.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.types import Receive, Scope

from api.edge.body_reading import json_of
from api.edge.problems import Problem, problem_of
from api.edge.raw_exchange import JSON, UNCACHED, Reply, problem_reply, raw_body
from api.edge.reader_address import Network
from api.events.event_counts import EventCounts
from api.events.event_reading import EventReader, TokenMemory
from api.events.invalid_traffic import Telling, TrafficJudge
from api.events.teller import Teller, teller_of
from api.snapshots.readable_origins import origin_headers
from api.snapshots.snapshot_watch import SnapshotWatch
from api.tokens.slot_tokens import SigningKeys
from data.inbox.packed import Way
from recommender.errors import ChirashiError, Malformed, TooLarge, Unavailable

PATH = "/v1/events"
MOST_EVENTS = 1000
AT_ONCE = 50
"""So many events are read before others get their turn: under a millisecond of work."""
PATIENCE_SECONDS = 10.0
AGAIN = "events cannot be kept now: send them again in a while"
ADVICE = f"send fewer events at once, at most {MOST_EVENTS}"
PREFLIGHT = (
    (b"access-control-allow-methods", b"POST"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-max-age", b"86400"),
)
Keep = Callable[[bytes], Awaitable[None]]
"""Makes packed events durable. Raises Unavailable if it cannot."""
SiteKey = Callable[[str, str], Awaitable[bool]]
"""Whether an Authorization header (first) bears a key of a site (second)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsDoor:
    """From a request to a reply, problems included."""

    watch: SnapshotWatch
    keys: SigningKeys
    judge: TrafficJudge
    keep: Keep
    has_site_key: SiteKey
    proxies: tuple[Network, ...]
    counts: EventCounts
    now_ms: Callable[[], int]
    patience_seconds: float = PATIENCE_SECONDS

    async def reply(self, scope: Scope, receive: Receive) -> Reply:
        """Return the reply to one request."""
        teller, method = teller_of(scope, proxies=self.proxies), scope["method"]
        allowed = origin_headers(self.watch.served, teller.origin)
        if method == "OPTIONS":
            return Reply(204, [*allowed, *PREFLIGHT], b"")
        if method != "POST":
            detail, allow = f"{PATH} takes POST, not {method}", {"Allow": "POST, OPTIONS"}
            return problem_reply(Problem(status=405, detail=detail, headers=allow), allowed)
        try:
            events = _events_of(await raw_body(scope, receive, advice=ADVICE))
            verdicts = await self._verdicts(events, teller)
        except ChirashiError as error:
            return problem_reply(problem_of(error), allowed)
        return Reply(202, [JSON, UNCACHED, *allowed], b"[" + b",".join(verdicts) + b"]")

    async def _verdicts(self, events: list[Any], teller: Teller) -> list[bytes]:
        """Return the verdict on each event, all that are accepted durable. Raises Unavailable."""
        tokens = TokenMemory(self.keys)
        sites = await self._server_sites(tokens, events, teller)
        reader = EventReader(tokens, self.judge, Telling(teller, Way.SCRIPT, self.now_ms(), sites))
        for start in range(0, len(events), AT_ONCE):
            if start:
                await asyncio.sleep(0)
            reader.read(events[start : start + AT_ONCE])
        if reader.records:
            await self._make_durable(reader.records)
        self.counts.malformed(reader.malformed)
        return reader.verdicts

    async def _make_durable(self, records: list[bytes]) -> None:
        try:
            await asyncio.wait_for(self.keep(b"".join(records)), self.patience_seconds)
        except (Unavailable, TimeoutError) as error:
            self.counts.unavailable(records)
            message = str(error) or "the disk takes too long to keep events"
            raise Unavailable(message, told=AGAIN) from error
        self.counts.kept(records)

    async def _server_sites(
        self, tokens: TokenMemory, events: list[Any], teller: Teller
    ) -> frozenset[int]:
        """Return the numbers of the sites of these events whose own server sends them."""
        served = self.watch.served
        if teller.authorization is None or served is None:
            return frozenset()
        authorization, reached = teller.authorization.decode("latin-1"), set()
        for number in tokens.sites(events):
            site = served.site_by_number(number)
            if site is not None and await self.has_site_key(authorization, site.site.id):
                reached.add(number)
        return frozenset(reached)


def _events_of(body: bytes) -> list[Any]:
    content = json_of(body)
    if not isinstance(content, list):
        raise Malformed("a JSON array of events is wanted here, of a single one too")
    if len(content) > MOST_EVENTS:
        raise TooLarge(f"{len(content)} events are too many: {ADVICE}")
    return content

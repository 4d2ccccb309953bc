"""How often one token may be told of from one address, before the rest no longer counts."""

from limits import RateLimitItem
from limits.strategies import FixedWindowRateLimiter

from api.events.repeat_counts import RepeatCounts
from data.inbox.packed import EVENTS, EventKind

SEEN = (EventKind.IMPRESSION, EventKind.VIEW)


class RepeatLimits:
    """Two limits: of what shows by itself, and of what a reader must do with a hand."""

    def __init__(
        self, *, shown: RateLimitItem, acted: RateLimitItem, counts: RepeatCounts | None = None
    ) -> None:
        self._limiter = FixedWindowRateLimiter(RepeatCounts() if counts is None else counts)
        self._of_kind = [shown if kind in SEEN else acted for kind in EVENTS]

    def allows(self, kind: int, token: str, address: str) -> bool:
        """Count an event (its place in EVENTS) of a token; tell whether it is within its limit."""
        return self._limiter.hit(self._of_kind[kind], str(kind), token, address)

"""Whether an event counts: judged silently, so that nobody learns how to pass.

The reason is packed as its place in INVALID, from 1; 0 is an event that counts.
"""

from typing import NamedTuple

from api.edge.crawlers import AgentKind
from api.events.repeat_limits import RepeatLimits
from api.events.teller import Teller
from api.snapshots.snapshot_watch import SnapshotWatch
from api.tokens.token_reading import SlotToken
from data.inbox.packed import INVALID, InvalidReason, Origin, Way

CODES = {reason: at for at, reason in enumerate(INVALID, 1)}
COUNTS = 0
TOO_MANY = CODES[InvalidReason.TOO_MANY]


class Telling(NamedTuple):
    """One request's telling: who, which way, and when (Unix milliseconds).

    `server_sites` are the numbers of the sites whose own server it is, by its key.
    """

    teller: Teller
    way: Way
    at_ms: int
    server_sites: frozenset[int] = frozenset()

    def way_of(self, slot: SlotToken) -> Way:
        """Return which way an event of this slot came."""
        if self.server_sites and slot.site in self.server_sites:
            return Way.SERVER
        return self.way


class TrafficJudge:
    """Judges events for one worker."""

    def __init__(self, watch: SnapshotWatch, limits: RepeatLimits) -> None:
        self._watch = watch
        self._limits = limits

    def of_token(self, slot: SlotToken, telling: Telling) -> int:
        """Return what is wrong with every event that one request tells of a token."""
        teller, way = telling.teller, telling.way_of(slot)
        if slot.origin is Origin.PREVIEW:
            return CODES[InvalidReason.PREVIEW]
        # A server speaks for readers whom it has seen itself: its own agent says nothing.
        if way is not Way.SERVER:
            if is_no_reader(teller.agent, way=way, origin=slot.origin):
                return CODES[InvalidReason.CRAWLER]
            if teller.is_ahead:
                return CODES[InvalidReason.PREFETCH]
            if self._is_of_other_site(teller.origin, slot.site):
                return CODES[InvalidReason.OTHER_SITE]
        return CODES[InvalidReason.EXPIRED] if slot.is_expired(telling.at_ms) else COUNTS

    def of_event(self, kind: int, slot: SlotToken, telling: Telling) -> int:
        """Return whether an event (its place in EVENTS) of a token that counts is one too many."""
        if telling.way_of(slot) is Way.SERVER:
            return COUNTS
        is_allowed = self._limits.allows(kind, slot.slot_name, telling.teller.address)
        return COUNTS if is_allowed else TOO_MANY

    def _is_of_other_site(self, origin: bytes | None, number: int) -> bool:
        """Whether a page of another site of ours sent it.

        Origins that nobody registered say nothing: readers come through translators and archives.
        """
        served = self._watch.served
        if origin is None or served is None or origin not in served.origins:
            return False
        site = served.site_by_number(number)
        return site is not None and origin not in site.origins


def is_no_reader(agent: AgentKind, *, way: Way, origin: Origin) -> bool:
    """Whether an agent declares itself no reader's.

    A mail service fetches pixels for its readers; a library may be a server's that renders pages.
    """
    if agent is AgentKind.MAIL_PROXY:
        return way is not Way.PIXEL
    if agent is AgentKind.LIBRARY:
        return origin is not Origin.SERVER
    return agent is AgentKind.CRAWLER

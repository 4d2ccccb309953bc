"""Everything that takes in events for one worker, wired: the door, and what notes single ones."""

from collections.abc import Callable
from dataclasses import dataclass

from api.edge.reader_address import Network
from api.events.event_counts import EventCounts
from api.events.events_door import EventsDoor, Keep, SiteKey
from api.events.invalid_traffic import TrafficJudge
from api.events.repeat_limits import RepeatLimits
from api.events.single_events import SingleEvents
from api.observing.counts import Counts
from api.snapshots.snapshot_watch import SnapshotWatch
from api.tokens.slot_tokens import SigningKeys


@dataclass(frozen=True, slots=True)
class EventDesk:
    """The two ways in, and the proxies whose word both take for a reader's address."""

    door: EventsDoor
    singles: SingleEvents
    proxies: tuple[Network, ...]


def event_desk(
    *,
    watch: SnapshotWatch,
    keys: SigningKeys,
    keep: Keep,
    has_site_key: SiteKey,
    proxies: tuple[Network, ...],
    limits: RepeatLimits,
    counts: Counts,
    now_ms: Callable[[], int],
) -> EventDesk:
    """Wire the desk. Both ways share one judge: what is told of a token is counted together."""
    judge, counted = TrafficJudge(watch, limits), EventCounts(counts.events)
    door = EventsDoor(
        watch=watch,
        keys=keys,
        judge=judge,
        keep=keep,
        has_site_key=has_site_key,
        proxies=proxies,
        counts=counted,
        now_ms=now_ms,
    )
    singles = SingleEvents(judge=judge, keep=keep, counts=counted, now_ms=now_ms)
    return EventDesk(door, singles, proxies)

"""What a worker tells of itself beside its counts: what it serves as long as it lives."""

from typing import Any

from api.observing.counts import Counts
from api.snapshots.snapshot_watch import SnapshotWatch
from data.inbox.inbox_writer import InboxWriter


def worker_facts(watch: SnapshotWatch, inbox: InboxWriter, counts: Counts) -> dict[str, Any]:
    """Return what the worker serves, and take over what its inbox counted."""
    if inbox.noted.lost:
        counts.decisions["lost",] = inbox.noted.lost
    if watch.served is None:
        return {}
    snapshot = watch.served.snapshot
    return {
        "snapshot": snapshot.number,
        "made_at_ms": snapshot.made_at_ms,
        "model": snapshot.learned.version if snapshot.learned else None,
        "online": snapshot.online.version if snapshot.online else None,
        "temperatures": [(*place, tau) for place, tau in snapshot.temperatures.items()],
    }

"""What the workers counted, as figures."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from api.metrics.exposition import Family, Kind, Sample
from api.observing.counts import LABELS, Counts
from api.observing.timings import BOUNDS_SECONDS, EMPTY, Timings

TOLD = {
    "answers": "Answers of slots by arm, rung and the reason of a lower rung; previews not.",
    "events": "Events told, by verdict; invalid ones with their reason. Only durable ones are "
    "accepted or invalid.",
    "decisions": "Decisions that were lost because the disk refused them too long.",
}
REQUESTS = "Requests by door and class of status."
SECONDS = "Seconds from the request to the end of its answer, by door."


def counted(counts: Counts) -> Iterator[Family]:
    """Yield a figure for each tally, and the requests."""
    for name, tally in counts.tallies().items():
        samples = [
            Sample(count, tuple(zip(LABELS[name], labels, strict=True)))
            for labels, count in sorted(tally.items())
        ]
        yield Family(f"{name}_total", TOLD[name], Kind.COUNTER, samples)
    yield _requests(counts.requests)
    yield _seconds(counts.requests)


def _requests(timings: Timings) -> Family:
    sums: Counter[tuple[str, str]] = Counter()
    for (door, status), row in timings.rows.items():
        sums[door, f"{status // 100}xx"] += int(sum(row[:-1]))
    samples = [
        Sample(count, (("door", door), ("status", status)))
        for (door, status), count in sorted(sums.items())
    ]
    return Family("requests_total", REQUESTS, Kind.COUNTER, samples)


def _seconds(timings: Timings) -> Family:
    by_door: dict[str, list[float]] = defaultdict(EMPTY.copy)
    for (door, _), row in timings.rows.items():
        by_door[door] = [one + two for one, two in zip(by_door[door], row, strict=True)]
    samples = [sample for door, row in sorted(by_door.items()) for sample in _buckets(door, row)]
    return Family("request_seconds", SECONDS, Kind.HISTOGRAM, samples)


def _buckets(door: str, row: list[float]) -> Iterator[Sample]:
    """Yield how many took at most each bound: buckets of Prometheus hold the shorter ones too."""
    *counts, seconds = row
    so_far = 0.0
    for bound, count in zip((*map(str, BOUNDS_SECONDS), "+Inf"), counts, strict=True):
        so_far += count
        yield Sample(so_far, (("door", door), ("le", bound)), "_bucket")
    yield Sample(seconds, (("door", door),), "_sum")
    yield Sample(so_far, (("door", door),), "_count")

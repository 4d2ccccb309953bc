"""What the sample publisher publishes: the rows of `data/samples`, dated relative to `now`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from data.operational.domain_documents import from_document
from recommender.domain import Article, Placement, Promo, Site, Source

T = TypeVar("T")
SAMPLES = Path(__file__).parent.parent / "samples"
# A sample's date is so many hours before (-1) or after (1) now.
OFFSETS = {
    "published_hours_ago": ("published_at", -1),
    "starts_hours_ago": ("starts_at", -1),
    "ends_in_hours": ("ends_at", 1),
}


@dataclass(frozen=True, slots=True)
class SampleCatalogue:
    """Every noun of a publisher; worlds number their rows in this order."""

    sites: tuple[Site, ...]
    sources: tuple[Source, ...]
    articles: tuple[Article, ...]
    promos: tuple[Promo, ...]
    placements: tuple[Placement, ...]


def read_samples(now: datetime, *, folder: Path = SAMPLES) -> SampleCatalogue:
    """Return the samples of `folder`, every date counted from `now` (aware)."""
    return SampleCatalogue(
        sites=_values(Site, folder, "sites", now=now),
        sources=_values(Source, folder, "sources", now=now),
        articles=_values(Article, folder, "articles", now=now),
        promos=_values(Promo, folder, "promos", now=now),
        placements=_values(Placement, folder, "placements", now=now),
    )


def sample_rows(folder: Path, noun: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of `<noun>.ndjson` and `<noun>-<part>.ndjson` as written, by file name."""
    for path in sorted(folder.glob(f"{noun}*.ndjson")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def dated(fields: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the fields with offsets in hours turned into ISO times."""
    known = {name: value for name, value in fields.items() if name not in OFFSETS}
    for name in OFFSETS.keys() & fields.keys():
        field, direction = OFFSETS[name]
        known[field] = (now + direction * timedelta(hours=fields[name])).isoformat()
    return known


def _values(kind: type[T], folder: Path, noun: str, *, now: datetime) -> tuple[T, ...]:
    rows = sample_rows(folder, noun)
    return tuple(from_document(kind, json.dumps(dated(fields, now))) for fields in rows)

"""What the sample publisher publishes: the rows of `data/samples`, dated relative to `now`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from recommender.domain import Article, Layout, Placement, Promo, Rules, Site, Source

SAMPLES = Path(__file__).parent.parent / "samples"
OFFSETS = {
    "published_hours_ago": ("published_at", -1),
    "starts_hours_ago": ("starts_at", -1),
    "ends_in_hours": ("ends_at", 1),
}
TUPLES = ("tags", "topics", "languages", "countries", "regions", "origins")


@dataclass(frozen=True, slots=True)
class SampleCatalogue:
    """Every noun of a publisher; the order within each tuple is what worlds number rows by."""

    sites: tuple[Site, ...]
    sources: tuple[Source, ...]
    articles: tuple[Article, ...]
    promos: tuple[Promo, ...]
    placements: tuple[Placement, ...]


def read_samples(now: datetime, *, folder: Path = SAMPLES) -> SampleCatalogue:
    """Return the samples of `folder`, every date counted from `now` (aware UTC)."""
    return SampleCatalogue(
        sites=tuple(Site(**fields) for fields in _rows(folder, "sites", now)),
        sources=tuple(Source(**fields) for fields in _rows(folder, "sources", now)),
        articles=tuple(Article(**fields) for fields in _rows(folder, "articles", now)),
        promos=tuple(Promo(**fields) for fields in _rows(folder, "promos", now)),
        placements=tuple(_placement(fields) for fields in _rows(folder, "placements", now)),
    )


def _rows(folder: Path, noun: str, now: datetime) -> Iterator[dict[str, Any]]:
    """Yield the rows of `<noun>.ndjson` and `<noun>-<part>.ndjson`, by file name."""
    for path in sorted(folder.glob(f"{noun}*.ndjson")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield dated(json.loads(line), now)


def dated(fields: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the fields with lists as tuples and offsets in hours as times."""
    known: dict[str, Any] = {}
    for name, value in fields.items():
        if name in OFFSETS:
            field, direction = OFFSETS[name]
            known[field] = now + direction * timedelta(hours=value)
        else:
            known[name] = tuple(value) if name in TUPLES else value
    return known


def _placement(fields: dict[str, Any]) -> Placement:
    rules = Rules(**fields.pop("rules", {}))
    layout = Layout(fields.pop("layout", Layout.LIST))
    return Placement(**fields, layout=layout, rules=rules)

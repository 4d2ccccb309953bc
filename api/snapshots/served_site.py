"""A site and a placement as a worker keeps them: what every answer needs is made once."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from api.snapshots.answer_bytes import PlacementPieces, placement_pieces
from recommender.domain import Site
from recommender.placement_plan import PlacementPlan

HOUR_MS = 3_600_000
OFFSET_KEPT_MS = 60_000


class ServedSite:
    """One site with its number; knows the hour there without asking the zone each time."""

    __slots__ = ("_offset_ms", "_offset_until_ms", "_zone", "number", "origins", "site")

    def __init__(self, site: Site, *, number: int) -> None:
        self.site = site
        self.number = number
        self.origins = frozenset(origin.encode() for origin in site.origins)
        self._zone = _zone(site.time_zone)
        self._offset_ms, self._offset_until_ms = 0, -1

    def local_hour(self, now_ms: int) -> int:
        """Return the hour (0-23) that the site's clocks show."""
        if now_ms >= self._offset_until_ms:
            offset = datetime.fromtimestamp(now_ms / 1000, self._zone).utcoffset()
            self._offset_ms = int(offset.total_seconds() * 1000) if offset else 0
            self._offset_until_ms = now_ms - now_ms % OFFSET_KEPT_MS + OFFSET_KEPT_MS
        return (now_ms + self._offset_ms) // HOUR_MS % 24


@dataclass(frozen=True, slots=True)
class ServedPlacement:
    """One placement with its number, its rules made ready and its part of every answer."""

    number: int
    plan: PlacementPlan
    pieces: PlacementPieces


def served_placement(plan: PlacementPlan, *, number: int) -> ServedPlacement:
    """Make a placement ready."""
    placement = plan.placement
    return ServedPlacement(number, plan, placement_pieces(placement.id, placement.heading))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(UTC.tzname(None) or "UTC")

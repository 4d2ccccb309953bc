"""Times as a reader of the site says them: in the site's zone and the page's language."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, format_datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenTime:
    """A time for machines (ISO 8601), in full, and short for lists."""

    iso: str
    full: str
    short: str


def spoken_time(moment: datetime, *, zone: str, language: str) -> SpokenTime:
    """Say when something was published."""
    local = moment.astimezone(_zone(zone))
    if language.startswith("ja"):
        return SpokenTime(
            iso=local.isoformat(timespec="minutes"),
            full=format_datetime(local, "y年M月d日 HH:mm", locale="ja"),
            short=format_datetime(local, "M月d日 HH:mm", locale="ja"),
        )
    return SpokenTime(
        iso=local.isoformat(timespec="minutes"),
        full=format_datetime(local, "MMMM d, y, HH:mm", locale="en") + f" {local:%Z}",
        short=format_datetime(local, "MMM d, HH:mm", locale="en"),
    )


def spoken_day(moment: datetime, *, zone: str, language: str) -> str:
    """Say the day that stands under the masthead."""
    locale = "ja" if language.startswith("ja") else "en"
    return format_date(moment.astimezone(_zone(zone)).date(), "full", locale=locale)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")

"""What time it is, for whoever is not told."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the time of this machine's clock, in UTC."""
    return datetime.now(UTC)

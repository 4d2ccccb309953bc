"""What the checks look at: the settings as they stand, and the time."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.settings import ServeSettings, serve_settings
from api.tokens.signing_secrets import SHORTEST
from data.storage_settings import StorageSettings

NO_SECRET = "x" * SHORTEST
"""Stands in for the signing key that only a server makes: looking must write nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The values as given, the settings made of them, and the time in Unix milliseconds."""

    values: Mapping[str, str]
    settings: ServeSettings
    now_ms: int

    @property
    def storage(self) -> StorageSettings:
        """Where things lie."""
        return self.settings.storage

    @property
    def keeps_secrets_in_a_file(self) -> bool:
        """Whether no setting names the signing keys."""
        return not self.values.get("CHIRASHI_SECRETS")

    def seconds_since(self, at_ms: float) -> float:
        """Return how long ago a moment was, in seconds; below 0 if it is still to come."""
        return (self.now_ms - at_ms) / 1000


def installation_of(values: Mapping[str, str], *, now_ms: int) -> Installation:
    """Return the installation that the settings name. Raises Invalid, naming the setting."""
    from_file = not values.get("CHIRASHI_SECRETS")
    settings = serve_settings({**values, "CHIRASHI_SECRETS": NO_SECRET} if from_file else values)
    return Installation(values=values, settings=settings, now_ms=now_ms)


def age_in_words(seconds: float) -> str:
    """Return a duration as people say it."""
    for length, unit in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(0.0, seconds):.0f} seconds"

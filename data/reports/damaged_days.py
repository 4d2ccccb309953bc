"""Days that cannot be read for a damaged file: told as they were last counted, or left out."""

from dataclasses import dataclass, field
from datetime import date, datetime

from data.reports.kept_days import KeptDay, name_within
from recommender.errors import SpoiltFile

OF_DAYS = ("decisions", "slots", "unfilled", "events")
"""The tables of which a damaged file spoils the figures of its days alone."""
ADVICE = "restore it from a backup, or move it out of the lake to go on without its rows"


def is_of_days(error: SpoiltFile) -> bool:
    """Whether the other days can be told all the same."""
    return name_within(error.path).partition("/")[0] in OF_DAYS


@dataclass(slots=True)
class DamagedDays:
    """The days (UTC) of one report that could not be read, by what file; the sums told instead."""

    files: dict[date, str] = field(default_factory=dict)
    instead: dict[date, KeptDay] = field(default_factory=dict)

    def note(self, day: date, error: SpoiltFile, *, instead: KeptDay | None) -> None:
        """Note a day, and the sums that are told instead, if there are any."""
        self.files[day] = name_within(error.path)
        if instead:
            self.instead[day] = instead

    @property
    def counted_at(self) -> list[datetime]:
        """When the sums that are told instead were made."""
        return [each.made_at for each in self.instead.values()]

    def notes(self) -> tuple[str, ...]:
        """Return a sentence for each day."""
        return tuple(self._sentence(day, file) for day, file in sorted(self.files.items()))

    def _sentence(self, day: date, file: str) -> str:
        kept = self.instead.get(day)
        if kept is None:
            return f"{day} is left out, for the file {file} is damaged: {ADVICE}."
        at = f"{kept.made_at:%Y-%m-%d %H:%M} UTC"
        return f"{day} is told as counted at {at}, for the file {file} is damaged: {ADVICE}."

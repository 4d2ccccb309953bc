"""One day of the sample publisher: its visits, what was served, what the readers did."""

from dataclasses import dataclass

from data.publisher.former_ranker import ServedPages
from data.worlds.world import Response, Visits


@dataclass(frozen=True, slots=True)
class LoggedVisits:
    """Visits in order of time with their pages and responses (by placement)."""

    visits: Visits
    pages: ServedPages
    responses: dict[str, Response]

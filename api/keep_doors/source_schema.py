"""The JSON of a source."""

from api.edge.field_types import Address, Identity, Name
from api.keep_doors.keep_schema import KeepSchema
from recommender.domain import Source


class SourceSchema(KeepSchema[Source]):
    """Where promos come from: a sister site or a merchant."""

    id: Identity
    name: Name
    url: Address | None = None

    def value(self) -> Source:
        """Return the source."""
        return Source(**dict(self))

"""The JSON of a promo."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from api.edge.field_types import (
    Address,
    Country,
    Identity,
    Kind,
    Language,
    LongLine,
    Micros,
    Moment,
    Place,
    Region,
    ShortLine,
    Switch,
    Tag,
    Title,
)
from api.edge.validation import refuse_field
from api.keep_doors.keep_schema import KeepSchema
from recommender.domain import Promo


class PromoSchema(KeepSchema[Promo]):
    """What may fill a slot."""

    id: Identity
    kind: Kind
    title: Title
    source: Identity
    url: Address
    summary: LongLine | None = None
    image: Place | None = None
    label: ShortLine | None = None
    display_url: ShortLine | None = None
    call_to_action: ShortLine | None = None
    advertiser: Identity | None = None
    sponsored: Switch = False
    value_micros: Micros | None = None
    topics: Annotated[tuple[Tag, ...], Field(max_length=50)] = ()
    languages: Annotated[tuple[Language, ...], Field(max_length=50)] = ()
    countries: Annotated[tuple[Country, ...], Field(max_length=250)] = ()
    regions: Annotated[tuple[Region, ...], Field(max_length=250)] = ()
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    published_at: Moment | None = None
    paused: Switch = False

    @model_validator(mode="after")
    def _check_flight(self) -> Self:
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            refuse_field("/ends_at", "the flight must end after it starts (starts_at)")
        return self

    def value(self) -> Promo:
        """Return the promo."""
        return Promo(**dict(self))

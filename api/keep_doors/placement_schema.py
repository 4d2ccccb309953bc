"""The JSON of a placement and its rules; rules that can never hold together are refused."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.edge.field_types import Identity, Kind, ShortLine
from api.edge.validation import pointer_of, refuse_field
from api.keep_doors.keep_schema import KeepSchema
from recommender.domain import Layout, Placement, Rules

SLOTS_MAXIMUM = 100
Slots = Annotated[int, Field(strict=True, ge=1, le=SLOTS_MAXIMUM)]
Limit = Annotated[int, Field(strict=True, ge=0, le=SLOTS_MAXIMUM)]
AtLeastOne = Annotated[int, Field(strict=True, ge=1, le=1_000)]
PerKind = Annotated[dict[Kind, Limit], Field(max_length=50)]


class RulesSchema(BaseModel):
    """What a placement's slots must hold together. None and empty mean no limit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    minimum_per_kind: PerKind = {}
    maximum_per_kind: PerKind = {}
    maximum_per_source: AtLeastOne | None = None
    maximum_per_advertiser: AtLeastOne | None = None
    maximum_same_words: AtLeastOne | None = None
    maximum_seen: AtLeastOne | None = None

    @model_validator(mode="after")
    def _check_kinds(self) -> Self:
        for kind, minimum in self.minimum_per_kind.items():
            maximum = self.maximum_per_kind.get(kind, minimum)
            if maximum < minimum:
                place = pointer_of(("minimum_per_kind", kind))
                refuse_field(place, f"the minimum {minimum} is above the maximum {maximum}")
        return self


class PlacementSchema(KeepSchema[Placement]):
    """A named place in a site's template."""

    site: Identity
    id: Identity
    slots: Slots
    heading: ShortLine | None = None
    layout: Layout = Layout.LIST
    rules: RulesSchema = RulesSchema()

    @model_validator(mode="after")
    def _check_minima(self) -> Self:
        reserved = sum(self.rules.minimum_per_kind.values())
        if reserved > self.slots:
            words = f"the minima need {reserved} slots, the placement has {self.slots}"
            refuse_field("/rules/minimum_per_kind", words)
        return self

    def value(self) -> Placement:
        """Return the placement."""
        return Placement(**dict(self) | {"rules": Rules(**dict(self.rules))})

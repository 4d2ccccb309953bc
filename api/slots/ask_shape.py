"""The JSON shapes of `POST /v1/slots`, strict; unknown fields are passed over (newer callers)."""

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
)

from api.edge.field_types import Address, Country, Language, Region, in_utc
from recommender.domain import Arm, TokenMode

MOST_SEEN = 200
LONGEST_IDENTITY = 200
MOST_PLACEMENTS = 20
MOST_SLOTS = 100
LONGEST_DEADLINE_MS = 10_000
BY_ID, INLINE = "(by id)", "(inline)"


Moment = Annotated[AwareDatetime, AfterValidator(in_utc)]
Identity = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_IDENTITY)]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class ArticleShape(_Shape):
    """An article sent along with the question."""

    id: Identity
    url: Address | None = None
    title: Annotated[str, StringConstraints(max_length=1_000)] = ""
    category: Identity | None = None
    tags: Annotated[list[Identity], Field(max_length=100)] = []
    text: str = ""
    published_at: Moment | None = None
    language: Language | None = None


class SeenShape(_Shape):
    """A promo that the reader's browser remembers."""

    promo: Identity
    at: Moment
    dismissed: bool = False


class ReaderShape(_Shape):
    """What is known of the reader; what is left out is derived from the request's headers."""

    country: Country | None = None
    region: Region | None = None
    device: Literal["desktop", "mobile", "tablet"] | None = None
    language: Language | None = None
    signed_in: bool = False
    seen: Annotated[list[SeenShape], Field(max_length=MOST_SEEN)] = []


class PlacementShape(_Shape):
    """A placement to fill, and how many slots of it if not all."""

    id: Identity
    count: Annotated[int, Field(ge=1, le=MOST_SLOTS)] | None = None


def _article_form(value: Any) -> str:
    return BY_ID if isinstance(value, str) else INLINE


class AskShape(_Shape):
    """The body of `POST /v1/slots`."""

    site: Identity
    article: Annotated[
        Annotated[Identity, Tag(BY_ID)] | Annotated[ArticleShape, Tag(INLINE)],
        Discriminator(_article_form),
    ]
    placements: Annotated[list[PlacementShape], Field(min_length=1, max_length=MOST_PLACEMENTS)]
    reader: ReaderShape = ReaderShape()
    mode: TokenMode = TokenMode.PER_VIEW
    preview: bool = False
    arm: Arm | None = None
    deadline_ms: Annotated[int, Field(ge=1, le=LONGEST_DEADLINE_MS)] | None = None

"""The JSON shapes of `POST /v1/slots`, strict; unknown fields are passed over (newer callers)."""

from datetime import UTC, datetime
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

from recommender.domain import Arm, TokenMode

MOST_SEEN = 200
MOST_PLACEMENTS = 20
MOST_SLOTS = 100
LONGEST_DEADLINE_MS = 10_000
BY_ID, INLINE = "(by id)", "(inline)"


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("the time is out of range in UTC") from error


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Identity = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2}$", to_upper=True)]
Region = Annotated[
    str, StringConstraints(pattern=r"^([A-Za-z]{2}-)?[A-Za-z0-9]{1,3}$", to_upper=True)
]
Language = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,8}$", to_lower=True)
]
Url = Annotated[str, StringConstraints(pattern=r"^(?i:https?)://[^\s/]", max_length=2_000)]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class ArticleShape(_Shape):
    """An article sent along with the question."""

    id: Identity
    url: Url | None = None
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

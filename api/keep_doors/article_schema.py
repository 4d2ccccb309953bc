"""The JSON of an article."""

from typing import Annotated

from pydantic import Field

from api.edge.field_types import (
    Count,
    Identity,
    Language,
    Line,
    LongLine,
    Moment,
    Passage,
    Place,
    ShortLine,
    Tag,
)
from api.keep_doors.keep_schema import KeepSchema
from recommender.domain import Article


class ArticleSchema(KeepSchema[Article]):
    """A page of a site."""

    site: Identity
    id: Identity
    url: Place | None = None
    title: Annotated[Line, Field(max_length=1_000)] = ""
    category: ShortLine | None = None
    tags: Annotated[tuple[Tag, ...], Field(max_length=100)] = ()
    text: Passage = ""
    published_at: Moment | None = None
    language: Language | None = None
    summary: LongLine | None = None
    byline: ShortLine | None = None
    place: ShortLine | None = None
    image: Place | None = None
    caption: LongLine | None = None
    comment_count: Count = 0

    def value(self) -> Article:
        """Return the article."""
        return Article(**dict(self))

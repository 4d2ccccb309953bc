"""What a page asks for, as trusted values: made from JSON or a query string in `ask_reading`."""

from dataclasses import dataclass

from recommender.domain import Arm, Article, Reader, TokenMode


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPlacement:
    """One placement to fill; `count` None stands for the placement's own number of slots."""

    id: str
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A visit's request. `inline` is the article if it was sent along; `arm` only in a preview."""

    site: str
    article: str
    placements: tuple[WantedPlacement, ...]
    reader: Reader
    mode: TokenMode
    inline: Article | None = None
    is_preview: bool = False
    arm: Arm | None = None
    deadline_ms: int | None = None

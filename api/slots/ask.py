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

    def about(self, article: str) -> "Ask":
        """Return the same ask about another article of the site, known by its id."""
        # Written out: dataclasses.replace costs three times as much.
        return Ask(
            site=self.site,
            article=article,
            placements=self.placements,
            reader=self.reader,
            mode=self.mode,
            is_preview=self.is_preview,
            arm=self.arm,
            deadline_ms=self.deadline_ms,
        )

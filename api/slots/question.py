"""An ask made ready for deciding: what stays the same while one snapshot serves one local hour."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.slots.ask import Ask
from api.snapshots.served_site import ServedPlacement
from api.snapshots.served_snapshot import ServedSnapshot
from data.inbox.packed import Origin
from data.inbox.reader_class import packed_reader
from recommender.ranking import Asked
from recommender.snapshot import article_key
from recommender.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`places` follow the ask's placements, None where nobody knows one; `asked` are the known.

    `reason` tells what keeps the answer from the top rung, if it is known before;
    `article_version` is 0 for an article that the snapshot does not hold.
    """

    ask: Ask
    visit: Visit
    origin: Origin
    reason: str | None
    site: int
    article: int
    article_version: int
    reader: bytes
    language: str
    places: Sequence[ServedPlacement | None]
    asked: Sequence[Asked]


def question_of(
    served: ServedSnapshot, ask: Ask, *, visit: Visit, origin: Origin, reason: str | None
) -> Question:
    """Make an ask ready; its site must be known."""
    places = [served.placements.get((ask.site, wanted.id)) for wanted in ask.placements]
    site, article = served.sites[ask.site], _article(ask, visit)
    return Question(
        ask=ask,
        visit=visit,
        origin=origin,
        reason=reason,
        site=site.number,
        article=article,
        article_version=served.snapshot.articles.version_of(article),
        reader=packed_reader(visit.reader, local_hour=visit.local_hour),
        language=visit.language or site.site.language,
        places=places,
        asked=[
            Asked(place.plan, _slots(place, wanted.count))
            for place, wanted in zip(places, ask.placements, strict=True)
            if place is not None
        ],
    )


def _article(ask: Ask, visit: Visit) -> int:
    """Return the article's key; the visit of one that was sent along bears a key of its content."""
    return visit.article_key if ask.inline is None else article_key(ask.site, ask.article)


def _slots(place: ServedPlacement, count: int | None) -> int:
    slots = place.plan.placement.slots
    return slots if count is None else min(count, slots)

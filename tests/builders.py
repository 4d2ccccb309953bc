"""Builders with valid defaults, for every test: say only what the test is about."""

from datetime import UTC, datetime
from typing import Any

from recommender.domain import Article, Placement, Promo, Reader, Rules, Site, Source

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def a_site(**changes: Any) -> Site:
    """Return a news site."""
    return Site(**({"id": "daily", "name": "The Daily", "url": "https://daily.example/"} | changes))


def a_source(**changes: Any) -> Source:
    """Return a merchant."""
    return Source(**({"id": "ribs", "name": "Rib House"} | changes))


def an_article(**changes: Any) -> Article:
    """Return a world news article."""
    defaults = {"site": "daily", "id": "2026/11/02/harbour", "title": "Harbour reopens"}
    return Article(**(defaults | {"category": "world", "language": "en"} | changes))


def a_promo(**changes: Any) -> Promo:
    """Return an unpaid story that may stand anywhere."""
    identity = changes.get("id", "story-1")
    defaults = {"id": identity, "kind": "story", "title": f"Title of {identity}", "source": "blog"}
    return Promo(**(defaults | {"url": f"https://blog.example/{identity}"} | changes))


def a_placement(**changes: Any) -> Placement:
    """Return a widget of four slots without rules."""
    defaults: dict[str, Any] = {"site": "daily", "id": "footer", "slots": 4, "rules": Rules()}
    return Placement(**(defaults | changes))


def a_reader(**changes: Any) -> Reader:
    """Return a reader of whom nothing is known."""
    return Reader(**changes)

"""The columns of each report: names for programs, titles for people."""

from data.reports.report_table import Column, Unit

KEYS: dict[str, tuple[Column, ...]] = {
    "total": (Column("total", "Readers", Unit.TEXT),),
    "kind": (Column("kind", "Kind", Unit.TEXT),),
    "source": (Column("source", "Source", Unit.TEXT),),
    "promo": (
        Column("promo", "Promo", Unit.TEXT),
        Column("title", "Title", Unit.TEXT),
        Column("kind", "Kind", Unit.TEXT),
        Column("source", "Source", Unit.TEXT),
    ),
    "placement": (Column("placement", "Placement", Unit.TEXT), Column("site", "Site", Unit.TEXT)),
    "position": (
        Column("position", "Position", Unit.COUNT),
        Column("placement", "Placement", Unit.TEXT),
        Column("site", "Site", Unit.TEXT),
    ),
    "section": (Column("section", "Section", Unit.TEXT),),
    "article": (
        Column("article", "Article", Unit.TEXT),
        Column("title", "Title", Unit.TEXT),
        Column("site", "Site", Unit.TEXT),
    ),
    "device": (Column("device", "Device", Unit.TEXT),),
    "day": (Column("day", "Day", Unit.TEXT),),
    "site": (Column("site", "Site", Unit.TEXT),),
    "arm": (Column("arm", "Arm", Unit.TEXT),),
    "reason": (Column("reason", "Reason", Unit.TEXT), Column("words", "In words", Unit.TEXT)),
    "event": (Column("event", "Event", Unit.TEXT),),
    "way": (Column("way", "Told by", Unit.TEXT),),
}
"""What a row is about, by dimension. A position counts from 1, as people do."""
COMPARISON = (Column("compared_with", "Compared with", Unit.TEXT),)
BESIDE = {"lift": COMPARISON, "exploration": KEYS["arm"]}
"""What each row of some reports is about besides."""
MEASURES: dict[str, tuple[Column, ...]] = {
    "performance": (
        Column("decisions", "Decisions", Unit.COUNT),
        Column("page_views", "Page views", Unit.COUNT),
        Column("impressions", "Impressions", Unit.COUNT),
        Column("views", "Views", Unit.COUNT),
        Column("clicks", "Clicks", Unit.COUNT),
        Column("ctr", "CTR", Unit.RATE),
        Column("viewable_rate", "Viewable rate", Unit.RATE),
        Column("vctr", "vCTR", Unit.RATE),
        Column("revenue", "Revenue", Unit.MICROS),
        Column("ecpm", "eCPM", Unit.MICROS),
    ),
    "lift": (
        Column("decisions", "Decisions, learned", Unit.COUNT),
        Column("impressions", "Impressions, learned", Unit.COUNT),
        Column("clicks", "Clicks, learned", Unit.COUNT),
        Column("ctr", "CTR, learned", Unit.RATE),
        Column("other_decisions", "Decisions, other", Unit.COUNT),
        Column("other_impressions", "Impressions, other", Unit.COUNT),
        Column("other_clicks", "Clicks, other", Unit.COUNT),
        Column("other_ctr", "CTR, other", Unit.RATE),
        Column("lift", "Lift", Unit.RATIO),
        Column("value", "Value, learned", Unit.MICROS),
        Column("other_value", "Value, other", Unit.MICROS),
        Column("value_lift", "Lift of value", Unit.RATIO),
    ),
    "trending": (
        Column("impressions", "Impressions", Unit.COUNT),
        Column("clicks", "Clicks", Unit.COUNT),
        Column("expected_clicks", "Clicks expected", Unit.COUNT),
        Column("trend", "Times what was expected", Unit.RATIO),
    ),
    "unfilled": (
        Column("requested", "Slots asked for", Unit.COUNT),
        Column("filled", "Filled", Unit.COUNT),
        Column("unfilled", "Unfilled", Unit.COUNT),
        Column("unfilled_share", "Share unfilled", Unit.RATE),
        Column("fill_rate", "Fill rate", Unit.RATE),
    ),
    "exploration": (
        Column("pages", "Pages looked at", Unit.COUNT),
        Column("given_up", "Given up", Unit.RATE),
    ),
    "invalid": (
        Column("events", "Events", Unit.COUNT),
        Column("invalid", "Invalid", Unit.COUNT),
        Column("share", "Invalid share", Unit.RATE),
    ),
}
"""What is told of each row.

By reason, `requested` and `events` are those of all reasons; `filled` and `fill_rate` are None.
"""
TITLES = {
    "performance": "Performance",
    "lift": "What the learned ranking gained",
    "trending": "Trending",
    "unfilled": "Unfilled slots, and why",
    "exploration": "What exploring gave up",
    "invalid": "Invalid traffic",
}


def columns_of(name: str, by: str) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """Return the columns that say what a row is about, and those that say how it did."""
    if name == "lift" and by == "total":
        return COMPARISON, MEASURES[name]
    return KEYS[by] + BESIDE.get(name, ()), MEASURES[name]

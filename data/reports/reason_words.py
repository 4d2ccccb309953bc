"""Reasons in the words of a marketer: why a slot stayed empty, why an event does not count."""

WORDS = {
    "unknown_placement": "The page asked for a placement that the catalogue does not know.",
    "no_candidates": "No promo was live for this page and reader.",
    "quota": "The placement's limits by kind were reached.",
    "source_limit": "Enough promos of that source stood on the page.",
    "advertiser_limit": "Enough promos of that advertiser stood on the page.",
    "same_words": "What was left says the same as promos already on the page.",
    "on_page": "Every promo that could stand there stood on the page already.",
    "own_article": "The promo leads to the very page it would stand on.",
    "seen": "The reader has seen the promos that were left often enough.",
    "paused": "The promos that could stand there are paused.",
    "before_flight": "The promos that could stand there have not begun.",
    "after_flight": "The promos that could stand there have ended.",
    "country": "The promos that were left are for other countries.",
    "region": "The promos that were left are for other regions.",
    "language": "The promos that were left are in other languages.",
    "kind": "The placement takes none of the kinds that were left.",
    "not_shortlisted": "Too many promos were live, and none of those looked at fitted.",
    "not_drawn": "Promos were live, and none was drawn.",
    "crawler": "A program that declares itself to be one, as search engines do.",
    "prefetch": "A browser fetched ahead of a click that may never have come.",
    "expired": "The page was older than its links are good for.",
    "too_many": "One address told more of a slot than a reader can.",
    "other_site": "It came from a page of another site than the slot was made for.",
    "preview": "An editor looked at a preview.",
    "no_impression": "A click on a slot that no page told us it had rendered.",
}


def in_words(reason: str | None) -> str | None:
    """Return what a reason means, if it is known."""
    return WORDS.get(reason or "")

"""What makes two rows of a table the same one: drain and merge drop all but one.

Of an event it is the slot, what happened, in which page view, and whether and why it does not
count: an invalid event is no double of one that counts. A reason that is found only later
(JUDGED_LATER) makes no other event of it.
"""

SLOT = ("decision", "placement", "position")
KEYS = {
    "decisions": ("decision",),
    "slots": SLOT,
    "unfilled": SLOT,
    "events": (*SLOT, "event", "view_id", "invalid"),
    "candidates": ("decision", "snapshot", "site", "article", "reader_class", "promo"),
    "promos": ("id", "version"),
    "articles": ("site", "id", "version"),
}
JUDGED_LATER = "no_impression"

"""What the words under a report mean."""

from data.reports.report_table import Definition

IMPRESSION = Definition(
    "Impression",
    "A slot that the page, or a pixel in it, told us it rendered, or that a view or a click"
    " proves to have been rendered. Invalid traffic and previews never count. Of pages that tell"
    " nothing but followed links only what was clicked is known: there CTR says nothing.",
)
VIEW = Definition(
    "View",
    "At least half of the slot's pixels for one continuous second in a visible tab (MRC).",
)
CLICK = Definition("Click", "A reader followed the slot's link; once for each page view and slot.")
DECISION = Definition(
    "Decision",
    "One draw of promos for a page. A page kept in a cache serves one decision to many readers:"
    " page views count the readers, for each decision as many as its most rendered slot has"
    " impressions.",
)
CTR = Definition("CTR", "Clicks / impressions.")
VIEWABLE_RATE = Definition(
    "Viewable rate", "Views / measurable impressions: those of which a script would tell a view."
)
VCTR = Definition("vCTR", "Clicks on measurable impressions / views.")
REVENUE = Definition(
    "Revenue", "The clicks, each at the value its promo had when it was shown, where it has one."
)
ECPM = Definition("eCPM", "Revenue x 1000 / impressions of promos whose value is known.")
INTERVAL = Definition(
    "Interval",
    "If the same days could be had again many times, 95 of 100 such intervals would hold the true"
    " figure. Slots of one decision were chosen together and are not counted as independent.",
)
LIFT = Definition(
    "Lift",
    "CTR of the pages that the learned ranking filled / CTR of the pages that the other did; who"
    " gets which is left to chance, so imported pages are left out. 1.10 is 10 % more clicks for"
    " each impression. An interval that holds 1 does not tell which is better.",
)
VALUE = Definition(
    "Value",
    "What the clicks of 1,000 impressions were worth, each at the value its promo had when it was"
    " shown; clicks of promos without one count nothing. The learned ranking aims at value, and"
    " takes such promos for worth the median: it may have fewer clicks than another, but more"
    " value.",
)
ARMS = Definition(
    "Baseline and control",
    "Baseline: the most popular promos first, without learning (before the first model, which"
    " counts them: in the catalogue's order). Control: promos drawn at random. Both under the same"
    " rules.",
)
TREND = Definition(
    "Trend",
    "Clicks / clicks that an average promo would have had in the same slots on the same days; each"
    " day counts half as much as the day after it. Ordered by the low end of the interval, so that"
    " luck of a few clicks does not lead.",
)
FILL_RATE = Definition(
    "Fill rate", "Filled slots / slots asked for; pages that got nothing at all count as asked for."
)
GIVEN_UP = Definition(
    "Given up",
    "1 - what could be expected of the promos shown / of the best ones that could have stood there."
    " Expected is click rate x value of each slot, weighed by how often it is looked at: what the"
    " model reckons, of a sample of pages, every five minutes. Clicks are not in it. The learned"
    " ranking gives it up to find out more, by the exploration budget.",
)
INVALID = Definition(
    "Invalid share",
    "Events of crawlers, prefetching, expired or repeated tokens, other sites and clicks without"
    " impression / all events. Previews by editors are listed and are in neither.",
)
DEFINITIONS: dict[str, tuple[Definition, ...]] = {
    "performance": (
        *(DECISION, IMPRESSION, VIEW, CLICK, CTR, VIEWABLE_RATE, VCTR),
        *(REVENUE, ECPM, INTERVAL),
    ),
    "lift": (LIFT, VALUE, ARMS, CTR, IMPRESSION, CLICK, INTERVAL),
    "trending": (TREND, IMPRESSION, CLICK, INTERVAL),
    "unfilled": (FILL_RATE,),
    "exploration": (GIVEN_UP, ARMS, INTERVAL),
    "invalid": (INVALID,),
}


def day_meaning(time_zones: tuple[str, ...]) -> Definition:
    """Return what a day is: from midnight to midnight of the site's own time zone."""
    zones = ", ".join(time_zones)
    return Definition(
        "Day",
        f"From midnight to midnight in the site's time zone ({zones}). Figures belong to the day on"
        " which the page was asked for, whenever the click came.",
    )

"""What is asked of the reports: which one, of which days, by what, of which site."""

from dataclasses import dataclass
from datetime import date

from recommender.errors import Invalid, NotFound

SLOT_BYS = ("kind", "source", "promo", "placement", "position")
VISIT_BYS = ("section", "article", "device", "day", "site", "arm")
BYS: dict[str, tuple[str, ...]] = {
    "performance": (*SLOT_BYS, *VISIT_BYS),
    "lift": ("total", "day", "site", "placement", "section", "device"),
    "trending": ("promo", "source", "kind"),
    "unfilled": ("reason", "placement", "day", "site"),
    "exploration": ("placement", "day", "site"),
    "invalid": ("reason", "event", "way", "day", "site"),
}
"""The reports, and by what each may be asked; the first is what it gives without `by`."""
NAMES = tuple(BYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAsk:
    """A report's name, its days (both included, in the site's time zone), by what, which site.

    `by` None is the report's first in `BYS`; `site` None is every site.
    """

    name: str
    since: date
    until: date
    by: str | None = None
    site: str | None = None

    @property
    def dimension(self) -> str:
        """By what the figures are told."""
        return self.by or BYS[self.name][0]


def checked(ask: ReportAsk) -> ReportAsk:
    """Return an ask that can be answered.

    Raises NotFound if there is no such report, Invalid (pointer `/by`, `/since`) if it is not told
    by that, or if its first day lies after its last.
    """
    if ask.name not in BYS:
        message = f"there is no report {ask.name!r}: ask for one of {', '.join(NAMES)}"
        raise NotFound("report", ask.name, message=message)
    if ask.dimension not in BYS[ask.name]:
        known = ", ".join(BYS[ask.name])
        message = f"the report {ask.name} is not told by {ask.by!r}: ask for one of {known}"
        raise Invalid(message, pointer="/by")
    if ask.since > ask.until:
        message = f"the first day, {ask.since}, lies after the last, {ask.until}"
        raise Invalid(message, pointer="/since")
    return ask

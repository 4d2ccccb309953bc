"""Addresses of the report pages and files; one that is shown can be sent to a colleague."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from api.reports.report_question import Form
from data.reports.report_ask import ReportAsk

PATH = "/reports"
FILES = {Form.XLSX: "Excel", Form.CSV: "CSV", Form.JSON: "JSON"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link, and whether it leads to what is shown already."""

    name: str
    href: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a page of the reports shows; `language` None is the browser's own."""

    since: date
    until: date
    by: str
    site: str | None
    language: str | None

    def href(self) -> str:
        """Return the page's address."""
        return f"{PATH}?{urlencode(self._query())}"

    def of_days(self, days: int) -> "Place":
        """Return the place that shows so many days up to the same last one."""
        return replace(self, since=self.until - timedelta(days - 1))

    def told_by(self, by: str) -> "Place":
        """Return the place that tells the same days by something else."""
        return replace(self, by=by)

    def in_language(self, language: str) -> "Place":
        """Return the same place in another language."""
        return replace(self, language=language)

    def files(self, name: str, *, by: str | None = None) -> tuple[Link, ...]:
        """Return the files of a report of these days."""
        query = self._days() | ({"by": by} if by else {}) | self._of_site()
        told = urlencode(query)
        return tuple(
            Link(name=title, href=f"{PATH}/{name}.{form.value}?{told}")
            for form, title in FILES.items()
        )

    def ask(self, name: str, *, by: str | None = None) -> ReportAsk:
        """Return a report of these days."""
        return ReportAsk(name=name, since=self.since, until=self.until, by=by, site=self.site)

    def _query(self) -> dict[str, str]:
        language = {} if self.language is None else {"language": self.language}
        return self._days() | {"by": self.by} | self._of_site() | language

    def _days(self) -> dict[str, str]:
        return {"from": self.since.isoformat(), "to": self.until.isoformat()}

    def _of_site(self) -> dict[str, str]:
        return {} if self.site is None else {"site": self.site}

"""Where the doors get reports: tables and drawings from the desk, sites and days from here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from starlette.concurrency import run_in_threadpool

from api.reports.report_chart import Chart, json_of_chart
from api.reports.report_desk import ReportDesk
from api.reports.report_json import json_of_ask, table_of_json
from api.reports.report_question import today
from data.operational.catalogue import Catalogue
from data.reports.report_ask import ReportAsk
from data.reports.report_table import ReportTable
from recommender.domain import Site
from recommender.errors import NotFound

SITES_A_PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRoom:
    """What the reports' doors share."""

    desk: ReportDesk
    catalogue: Catalogue
    now: Callable[[], datetime]

    async def sites(self) -> tuple[Site, ...]:
        """Return every site. Raises Unavailable."""
        return await run_in_threadpool(sites_of, self.catalogue)

    async def tables(
        self, asks: Sequence[ReportAsk], *, sites: Sequence[Site]
    ) -> list[ReportTable]:
        """Return the reports asked for. Raises Busy, Unavailable."""
        question = {"asks": [json_of_ask(ask) for ask in asks], "zones": zones_of(sites)}
        answer = await self.desk.answer(question)
        return [table_of_json(table) for table in answer["tables"]]

    async def drawings(self, charts: Sequence[Chart]) -> list[str]:
        """Return charts as SVG. Raises Busy, Unavailable."""
        if not charts:
            return []
        answer = await self.desk.answer({"charts": [json_of_chart(chart) for chart in charts]})
        return list(answer["drawings"])

    def today(self, site: str | None, *, sites: Sequence[Site]) -> date:
        """Return the day it is where the site is; of all sites, where the first one is."""
        zones = zones_of(sites)
        zone = zones.get(site, "UTC") if site else next(iter(zones.values()), "UTC")
        return today(self.now(), zone=zone)


def sites_of(catalogue: Catalogue) -> tuple[Site, ...]:
    """Return every site of a catalogue. Raises Unavailable."""
    found: list[Site] = []
    after = 0
    while page := catalogue.sites.page(after=after, limit=SITES_A_PAGE):
        found += [kept.value for kept in page]
        after = page[-1].number
    return tuple(found)


def zones_of(sites: Sequence[Site]) -> Mapping[str, str]:
    """Return the sites' time zones by their ids."""
    return {site.id: site.time_zone for site in sites}


def check_known(site: str | None, *, sites: Sequence[Site]) -> None:
    """Raise NotFound if a site is named that there is not: its report would only look empty."""
    if site is not None and all(site != known.id for known in sites):
        raise NotFound("site", site)

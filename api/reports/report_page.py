"""Sets the report pages: figures and drawings go in, HTML comes out."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.reports.overview_shapes import Drawn, Overview
from api.reports.report_links import Place
from api.reports.report_overview import asks_of, overview
from api.reports.report_room import ReportRoom
from api.reports.report_route import words_for
from api.reports.report_wording import ReportWording
from api.reports.report_words import WORDINGS
from api.reports.reports_entry import Visitor
from data.operational.api_keys import EVERY_SITE
from data.reports.report_ask import ReportAsk
from recommender.domain import Site
from recommender.errors import ChirashiError

FIRST_BY = "kind"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing and the widths it fits."""

    fit: str
    svg: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictured:
    """A chart with its drawings."""

    heading: str
    told: str
    note: str | None
    drawings: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The templates of the report pages."""

    templates: Environment

    def way_in(self, words: ReportWording, *, to: str, refusal: str | None) -> str:
        """Return the page that asks for a key."""
        return self.templates.get_template("report_sign_in.html").render(
            words=words, to=to, refusal=refusal, other_language=None, has_key=False
        )

    async def overview(
        self,
        ask: ReportAsk,
        *,
        visitor: Visitor,
        sites: Sequence[Site],
        request: Request,
        room: ReportRoom,
    ) -> str:
        """Return the page of a period. Raises Busy, Unavailable."""
        words, place = words_for(request), place_of(ask, request)
        tables = await room.tables(asks_of(place), sites=sites)
        may_see_all = visitor.site == EVERY_SITE
        seen = [site for site in sites if visitor.site in (EVERY_SITE, site.id)]
        view = await run_in_threadpool(
            overview, tables, words, place=place, sites=seen, may_see_all=may_see_all
        )
        charts = await _pictured(view.drawn, room)
        return await run_in_threadpool(
            self._set, view, words, charts=charts, place=place, visitor=visitor
        )

    def _set(
        self,
        view: Overview,
        words: ReportWording,
        *,
        charts: Sequence[Pictured],
        place: Place,
        visitor: Visitor,
    ) -> str:
        return self.templates.get_template("report.html").render(
            view=view,
            words=words,
            charts=charts,
            other_language=place.in_language(words.other_language).href(),
            has_key=visitor.has_key,
        )


def place_of(ask: ReportAsk, request: Request) -> Place:
    """Return the place of a page; a language that nobody asked for stays the browser's."""
    language = request.query_params.get("language")
    return Place(
        since=ask.since,
        until=ask.until,
        by=ask.by or FIRST_BY,
        site=ask.site,
        language=language if language in WORDINGS else None,
    )


async def _pictured(drawn: Sequence[Drawn], room: ReportRoom) -> list[Pictured]:
    """Draw the charts; a page without them still has every figure."""
    wanted = [chart for one in drawn for chart in one.charts.values()]
    try:
        drawings = iter(await room.drawings(wanted))
    except ChirashiError as error:
        logger.warning("a report stands without its charts: %s", error)
        return []
    return [
        Pictured(
            heading=one.heading,
            told=one.told,
            note=one.note,
            # Its texts were escaped when it was drawn.
            drawings=tuple(Picture(fit, Markup(next(drawings))) for fit in one.charts),  # noqa: S704
        )
        for one in drawn
    ]

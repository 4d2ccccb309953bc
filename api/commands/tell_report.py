"""`chirashi report`: a report in the terminal, or as a file on standard output."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.installed_home import installed, is_there

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.reports.report_table import ReportTable
    from recommender.domain import Site

NAMES = "performance, lift, trending, unfilled, exploration, invalid"


class Written(StrEnum):
    """What a report is written as."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


def report(
    name: Annotated[str, typer.Argument(help=f"One of: {NAMES}.")] = "performance",
    since: Annotated[
        str, typer.Option("--from", help="First day, as 2026-11-01. Default: 28 days in all.")
    ] = "",
    until: Annotated[str, typer.Option("--to", help="Last day. Default: today.")] = "",
    by: Annotated[str, typer.Option(help="By what: kind, promo, day, … Default: its first.")] = "",
    site: Annotated[str, typer.Option(help="Of this site alone.")] = "",
    form: Annotated[Written, typer.Option("--format", help="What it is written as.")] = (
        Written.TABLE
    ),
) -> None:
    """Tell what readers did, with 95 % intervals, from the lake on this machine."""
    table = _made(name, {"from": since, "to": until, "by": by, "site": site})
    if form is Written.TABLE:
        from rich.console import Console

        from api.reports.terminal_table import print_report

        print_report(table, Console())
        return
    from api.reports.report_answers import written
    from api.reports.report_question import Form

    sys.stdout.buffer.write(written(table, Form(form.value)))
    sys.stdout.buffer.flush()


def _made(name: str, told: dict[str, str]) -> "ReportTable":
    from datetime import UTC, datetime

    from api.reports.report_question import read_ask, today
    from api.reports.report_room import check_known, zones_of
    from data.lake.lake_store import Lake
    from data.reports.reporting import report as make_report

    settings, now = installed(), datetime.now(UTC)
    # A lake may be told of before there is a catalogue: then every site is of UTC.
    sites = _sites(settings.database_url) if is_there(settings.database_url) else ()
    check_known(told["site"] or None, sites=sites)
    zones = zones_of(sites)
    zone = zones.get(told["site"]) or next(iter(zones.values()), "UTC")
    asked = read_ask(name, told, today=today(now, zone=zone))
    lake = Lake(settings.lake_url, engine=settings.engine)
    return make_report(lake, asked, now=now, zones=zones)


def _sites(database_url: str) -> "Sequence[Site]":
    from api.reports.report_room import sites_of
    from data.operational.catalogue import open_catalogue

    catalogue = open_catalogue(database_url)
    try:
        return sites_of(catalogue)
    finally:
        catalogue.close()

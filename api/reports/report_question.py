"""Reads what a URL or a command asks of the reports: days, by what, which site."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from data.reports.report_ask import BYS, ReportAsk
from recommender.errors import Fault, InvalidFields, NotFound

USUAL_DAYS = 28
MOST_DAYS = 3653
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
PARAMETERS = ("from", "to", "by", "site", "format")


class Form(StrEnum):
    """What a report is written as."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


def today(now: datetime, *, zone: str) -> date:
    """Return the day it is in a zone; one that nobody knows is UTC."""
    try:
        return now.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return now.date()


def read_ask(name: str, parameters: Mapping[str, str], *, today: date) -> ReportAsk:
    """Return what is asked: of the last 28 days if none are told, an empty parameter is none.

    Raises NotFound for a report that there is not, InvalidFields naming every wrong parameter.
    """
    if name not in BYS:
        message = f"there is no report {name!r}: ask for one of {', '.join(BYS)}"
        raise NotFound("report", name, message=message)
    faults: list[Fault] = []
    until = _day("to", parameters, otherwise=today, faults=faults)
    first = until - timedelta(USUAL_DAYS - 1) if until is not None else today
    since = _day("from", parameters, otherwise=first, faults=faults)
    by = parameters.get("by") or None
    if by is not None and by not in BYS[name]:
        faults.append(Fault("?by", f"{name} is told by one of {', '.join(BYS[name])}"))
    if since is not None and until is not None:
        faults += _period_faults(since, until)
    if faults or since is None or until is None:
        raise InvalidFields(tuple(faults))
    return ReportAsk(
        name=name, since=since, until=until, by=by, site=parameters.get("site") or None
    )


def read_question(
    name: str, parameters: Mapping[str, str], *, today: date
) -> tuple[ReportAsk, Form]:
    """Return what is asked and in which form; a misspelt parameter would else be every site or day.

    Raises as `read_ask`, naming wrong and unknown parameters together.
    """
    faults = _unknown_faults(parameters)
    text = parameters.get("format") or Form.JSON.value
    if text not in set(Form):
        faults.append(Fault("?format", f"one of {', '.join(Form)} is wanted here"))
    try:
        asked = read_ask(name, parameters, today=today)
    except InvalidFields as error:
        raise InvalidFields((*error.faults, *faults)) from error
    if faults:
        raise InvalidFields(tuple(faults))
    return asked, Form(text)


def _unknown_faults(parameters: Mapping[str, str]) -> list[Fault]:
    known = f"no parameter has this name: there are {', '.join(PARAMETERS)}"
    return [Fault(f"?{name}", known) for name in parameters if name not in PARAMETERS]


def _day(
    name: str, parameters: Mapping[str, str], *, otherwise: date, faults: list[Fault]
) -> date | None:
    text = parameters.get(name, "").strip()
    if not text:
        return otherwise
    try:
        day = date.fromisoformat(text)
    except ValueError:
        faults.append(Fault(f"?{name}", "a day as 2026-11-24 is wanted here"))
        return None
    if not FIRST_DAY <= day <= LAST_DAY:
        faults.append(Fault(f"?{name}", f"a day from {FIRST_DAY} to {LAST_DAY} is wanted here"))
        return None
    return day


def _period_faults(since: date, until: date) -> list[Fault]:
    if since > until:
        return [Fault("?from", f"the first day, {since}, lies after the last, {until}")]
    if (until - since).days >= MOST_DAYS:
        return [Fault("?from", f"at most {MOST_DAYS} days fit into a report")]
    return []

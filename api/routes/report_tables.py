"""`GET /v1/reports/{name}`: a report as JSON, CSV or a workbook, for programs."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from api.edge.gate import Gate, check_site
from api.edge.openapi_parts import answers
from api.reports.report_answers import file_answer
from api.reports.report_question import Form, read_question
from api.reports.report_room import ReportRoom, check_known
from data.operational.api_keys import EVERY_SITE, ApiKey, Scope
from data.reports.report_ask import BYS, NAMES

DAY = {"type": "string", "format": "date"}


def reports_router(room: ReportRoom, *, gate: Gate) -> APIRouter:
    """Return the route of the reports."""
    router = APIRouter(prefix="/v1", tags=["reports"])
    may_use = Depends(gate.requires(Scope.REPORTS))

    @router.get(
        "/reports/{name}",
        responses=answers({200: TABLE, 404: None}),
        openapi_extra={"parameters": PARAMETERS},
        summary="Give a report",
    )
    async def give_report(
        request: Request, name: str, principal: Annotated[ApiKey, may_use]
    ) -> Response:
        told = request.query_params
        site = told.get("site") or None
        if principal.site != EVERY_SITE:
            site = site or principal.site
            check_site(principal, site)
        sites = await room.sites()
        today = room.today(site, sites=sites)
        asked, form = read_question(name, {**told, "site": site or ""}, today=today)
        check_known(site, sites=sites)
        (table,) = await room.tables([asked], sites=sites)
        return await file_answer(table, form)

    return router


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


PARAMETERS = [
    _parameter("from", "The first day; 28 days up to the last if left out.", DAY),
    _parameter("to", "The last day; today if left out.", DAY),
    _parameter(
        "by",
        "By what the figures are told; the report's first if left out.",
        {"type": "string", "enum": sorted({by for bys in BYS.values() for by in bys})},
    ),
    _parameter("site", "Of this site alone.", {"type": "string"}),
    _parameter("format", "What it is written as.", {"enum": [form.value for form in Form]}),
]
ESTIMATE = {
    "type": "object",
    "description": "A figure with its 95 % interval; null is not known.",
    "required": ["value", "low", "high"],
    "properties": {name: {"type": ["number", "null"]} for name in ("value", "low", "high")},
}
ROW = {
    "type": "object",
    "required": ["note"],
    "properties": {"note": {"type": ["string", "null"]}},
    "additionalProperties": {"anyOf": [{"type": ["string", "integer", "null"]}, ESTIMATE]},
}
TEXTS = {"type": "array", "items": {"type": "string"}}


def _objects(*names: str) -> dict[str, Any]:
    properties = {name: {"type": "string"} for name in names}
    items = {"type": "object", "required": list(names), "properties": properties}
    return {"type": "array", "items": items}


TABLE: dict[str, Any] = {
    "type": "object",
    "required": ["report", "by", "from", "to", "columns", "rows", "total", "notes", "definitions"],
    "properties": {
        "report": {"type": "string", "enum": list(NAMES)},
        "by": {"type": "string"},
        "title": {"type": "string"},
        "from": DAY,
        "to": DAY,
        "site": {"type": ["string", "null"]},
        "time_zones": TEXTS,
        "as_of": {"type": "string", "format": "date-time"},
        "keys": TEXTS,
        "columns": _objects("name", "title", "unit"),
        "rows": {"type": "array", "items": ROW},
        "total": {"anyOf": [ROW, {"type": "null"}]},
        "notes": TEXTS,
        "definitions": _objects("term", "meaning"),
    },
}

"""POST of many values as NDJSON or CSV: an upsert with a verdict for each row."""

import json
from typing import IO, Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from api.edge.body_reading import BULK_MAXIMUM, spooled_body
from api.edge.gate import Gate, check_every_site
from api.edge.openapi_parts import answers, request_body
from api.edge.problems import shown
from api.keep_doors.bulk_keeping import RowVerdict, keep_rows
from api.keep_doors.bulk_rows import MEDIA_TYPES, NDJSON, rows_of
from api.keep_doors.keep_door import KeepDoor
from data.operational.api_keys import ApiKey, Scope
from data.operational.catalogue_shelf import Shelf
from recommender.domain import Site
from recommender.errors import UnknownFormat

VERDICTS = {
    "type": "string",
    "description": "One JSON object a line, in the order of the rows: `row` (from 1), the id, "
    "`verdict` (created, updated, unchanged or rejected) and `errors` of a rejected row.",
}


def add_bulk(router: APIRouter, *, door: KeepDoor[Any], sites: Shelf[Site], gate: Gate) -> None:
    """Add the bulk door to the router."""
    may_use = Depends(gate.requires(Scope.CATALOGUE))
    rows = {"type": "string", "description": f"{door.plural}, one a row, up to 64 MiB in all."}

    @router.post(
        door.many,
        responses=answers({200: VERDICTS, 400: None, 413: None, 415: None}, media_type=NDJSON),
        openapi_extra=request_body(dict.fromkeys(("application/x-ndjson", "text/csv"), rows)),
    )
    async def post_bulk(principal: Annotated[ApiKey, may_use], request: Request) -> Response:
        """Create or replace each row by its id; a rejected row never stops the others."""
        if not door.is_of_site:
            check_every_site(principal)
        media_type = _media_type(request)
        with await spooled_body(request, maximum=BULK_MAXIMUM) as file:
            body = await run_in_threadpool(_keep_file, file, media_type, principal=principal)
        return Response(body, media_type=NDJSON)

    def _keep_file(file: IO[bytes], media_type: str, *, principal: ApiKey) -> bytes:
        found = rows_of(file, media_type=media_type, schema=door.schema)
        verdicts = keep_rows(found, door=door, sites=sites, may_reach=principal.reaches_site)
        return b"".join(_line(verdict) for verdict in verdicts)


def _media_type(request: Request) -> str:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in MEDIA_TYPES:
        message = "send Content-Type: application/x-ndjson (a JSON object a line) or text/csv"
        raise UnknownFormat(message)
    return media_type


def _line(verdict: RowVerdict) -> bytes:
    content: dict[str, Any] = {"row": verdict.row, **verdict.key, "verdict": verdict.verdict}
    if verdict.faults:
        content["errors"] = [shown(fault) for fault in verdict.faults]
    return json.dumps(content).encode() + b"\n"

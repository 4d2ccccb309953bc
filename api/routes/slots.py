"""`/v1/slots` as the schema tells it. The front door answers before it, alike."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from api.edge.openapi_parts import PROBLEM, WORDS, value_schema
from api.edge.problems import MEDIA_TYPE
from api.slots.answer_shape import AnswerShape
from api.slots.ask_shape import AskShape
from api.slots.slots_door import PATH, SlotsDoor

ANSWER = {"description": "The slots, filled or with reasons.", "model": AnswerShape}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": WORDS[status], "content": {MEDIA_TYPE: {"schema": PROBLEM}}}
    for status in (400, 404, 413, 422)
}
BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": value_schema(AskShape)}},
    }
}


MANY = {"type": "array", "minItems": 1, "maxItems": 20, "items": {"type": "string", "minLength": 1}}
COUNTS = {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 100}}
IDENTITY = {"type": "string", "minLength": 1, "maxLength": 200}
YES_OR_NO = {"type": "boolean"}
REQUIRED = ("site", "article", "placement")
PARAMETERS: dict[str, tuple[str, dict[str, Any]]] = {
    "site": ("The site's id.", IDENTITY),
    "article": ("The article's id.", IDENTITY),
    "placement": ("Placements to fill, in their order.", MANY),
    "count": ("Slots to fill of each placement, in the same order.", COUNTS),
    "country": ("Of the reader.", {"type": "string", "pattern": "^[A-Za-z]{2}$"}),
    "region": ("ISO 3166-2.", {"type": "string", "pattern": "^[A-Za-z0-9]{1,3}$"}),
    "device": ("Of the reader.", {"enum": ["desktop", "mobile", "tablet"]}),
    "language": ("Of the reader.", {"type": "string", "pattern": "^[A-Za-z]{2,3}$"}),
    "signed_in": ("Whether the reader is.", YES_OR_NO),
    "mode": ("`cached` (default) serves many readers.", {"enum": ["cached", "per_view"]}),
    "preview": ("Never counted.", YES_OR_NO),
    "arm": ("The slate to preview.", {"enum": ["learned", "baseline", "control"]}),
    "deadline_ms": ("How long to think.", {"type": "integer", "minimum": 1, "maximum": 10_000}),
}


def query_of(parameters: Mapping[str, tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """Return the OpenAPI of a query string."""
    told = [
        {
            "name": name,
            "in": "query",
            "required": name in REQUIRED,
            "description": words,
            "schema": schema,
        }
        for name, (words, schema) in parameters.items()
    ]
    return {"parameters": told}


QUERY = query_of(PARAMETERS)


def slots_router(door: SlotsDoor) -> APIRouter:
    """Return the routes of `/v1/slots`."""

    async def answer(request: Request) -> Response:
        reply = await door.reply(request.scope, request.receive)
        headers = {name.decode(): value.decode("latin-1") for name, value in reply.headers}
        return Response(reply.body, reply.status, headers=headers)

    router = APIRouter(tags=["slots"])
    responses: dict[int | str, dict[str, Any]] = {200: ANSWER, **PROBLEMS}
    for method, extra, summary in (
        ("POST", BODY, "Fill the slots of a page view"),
        ("GET", QUERY, "Fill the slots of a page that caches keep"),
    ):
        router.add_api_route(
            PATH,
            answer,
            methods=[method],
            name=f"slots_{method.lower()}",
            summary=summary,
            responses=responses,
            openapi_extra=extra,
        )
    return router

"""`/v1/events` as the schema tells it. The front door answers before it, alike."""

from typing import Any

from fastapi import APIRouter, Request, Response

from api.edge.openapi_parts import PROBLEM, WORDS, request_body
from api.edge.problems import MEDIA_TYPE
from api.events.event_shape import EVENTS_BODY, VERDICTS
from api.events.events_door import PATH, EventsDoor

TOLD = {
    "description": "A verdict on each event, in their order. What is accepted is durable.",
    "content": {"application/json": {"schema": VERDICTS}},
}
PROBLEMS = {
    400: "The body is no JSON, or no array.",
    413: WORDS[413],
    503: "Nothing could be made durable: send it again.",
}
RESPONSES: dict[int | str, dict[str, Any]] = {202: TOLD}
RESPONSES |= {
    status: {"description": words, "content": {MEDIA_TYPE: {"schema": PROBLEM}}}
    for status, words in PROBLEMS.items()
}


def events_router(door: EventsDoor) -> APIRouter:
    """Return the route of `/v1/events`."""

    async def tell(request: Request) -> Response:
        reply = await door.reply(request.scope, request.receive)
        headers = {name.decode(): value.decode("latin-1") for name, value in reply.headers}
        return Response(reply.body, reply.status, headers=headers)

    router = APIRouter(tags=["events"])
    router.add_api_route(
        PATH,
        tell,
        methods=["POST"],
        status_code=202,
        response_class=Response,
        summary="Tell what readers did",
        responses=RESPONSES,
        openapi_extra=request_body({"application/json": EVENTS_BODY, "text/plain": EVENTS_BODY}),
    )
    return router

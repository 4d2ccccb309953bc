"""`GET /v1/explain`: why these promos would stand on a page, and why every other would not."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.edge.gate import Gate, check_site
from api.edge.openapi_parts import answers, value_schema
from api.routes.slots import PARAMETERS, query_of
from api.slots.ask_reading import ask_of_pairs, query_pairs
from api.slots.explained_shape import ExplainedShape
from api.slots.slots_explaining import SlotsExplainer
from data.operational.api_keys import ApiKey, Scope

# What an explanation does not depend on: it never counts, and nobody waits for it.
NOT_ASKED = ("mode", "preview", "deadline_ms")
NEVER_COUNTED = [("preview", "true")]


def explain_router(explainer: SlotsExplainer, *, gate: Gate) -> APIRouter:
    """Return the route of explanations, for keys that read the models or keep the catalogue."""
    router = APIRouter(prefix="/v1", tags=["models"])
    may_use = Depends(gate.requires(Scope.MODELS, Scope.CATALOGUE))
    asked = query_of({name: of for name, of in PARAMETERS.items() if name not in NOT_ASKED})

    @router.get(
        "/explain",
        responses=answers({200: value_schema(ExplainedShape), 404: None}),
        openapi_extra=asked,
        summary="Explain what a page would show",
    )
    def explain(principal: Annotated[ApiKey, may_use], request: Request) -> Response:
        ask = ask_of_pairs(query_pairs(request.scope["query_string"]) + NEVER_COUNTED)
        check_site(principal, ask.site)
        body = explainer.explain(ask).model_dump_json()
        headers = {"Cache-Control": "no-store"}
        return Response(body, headers=headers, media_type="application/json")

    return router

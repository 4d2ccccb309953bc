"""`GET /v1/models`: the kept models, which one serves, and how each was judged."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime, BaseModel

from api.edge.gate import Gate, check_every_site
from api.edge.openapi_parts import answers, value_schema
from data.models.model_file import VERSION
from data.models.model_store import ModelStore
from data.operational.api_keys import ApiKey, Scope
from recommender.errors import InvalidModel, NotFound

Limit = Annotated[int, Query(ge=1, le=1000, description="At most so many models.")]
Cursor = Annotated[
    str | None,
    Query(pattern=f"^{VERSION.pattern}$", description="The `next` of the page before."),
]


CURVES = frozenset({"reliability", "positions"})


class ModelShape(BaseModel):
    """A kept model; `problem` says why it cannot be read. Its curves are left out."""

    version: str
    is_live: bool
    created_at: AwareDatetime | None = None
    learner: str | None = None
    settings: dict[str, Any] = {}
    window: dict[str, Any] = {}
    scorecard: dict[str, Any] = {}
    problem: str | None = None


class ModelsShape(BaseModel):
    """A page of models, the newest version first; `live` is the one that serves."""

    live: str | None
    problem: str | None = None
    items: list[ModelShape]
    next: str | None


def models_router(store: ModelStore, *, gate: Gate) -> APIRouter:
    """Return the route of the models; they are what all sites share."""
    router = APIRouter(prefix="/v1", tags=["models"])
    may_use = Depends(gate.requires(Scope.MODELS))

    @router.get(
        "/models",
        responses=answers({200: value_schema(ModelsShape)}),
        summary="List the kept models",
    )
    def list_models(
        principal: Annotated[ApiKey, may_use], limit: Limit = 100, cursor: Cursor = None
    ) -> Response:
        check_every_site(principal)
        body = models_of(store, limit=limit, before=cursor).model_dump_json()
        headers = {"Cache-Control": "no-store"}
        return Response(body, headers=headers, media_type="application/json")

    return router


def models_of(store: ModelStore, *, limit: int, before: str | None) -> ModelsShape:
    """Return a page of what a store keeps; what is spoilt in it is told, not raised."""
    live, problem = _live(store)
    versions = [name for name in store.versions() if before is None or name < before]
    page = versions[::-1][:limit]
    items = [_model(store, version, live=live) for version in page]
    following = page[-1] if len(versions) > limit else None
    return ModelsShape(live=live, problem=problem, items=items, next=following)


def _live(store: ModelStore) -> tuple[str | None, str | None]:
    try:
        return store.live(), None
    except InvalidModel as error:
        return None, str(error)


def _model(store: ModelStore, version: str, *, live: str | None) -> ModelShape:
    is_live = version == live
    try:
        manifest = store.manifest(version)
    except (InvalidModel, NotFound) as error:
        return ModelShape(version=version, is_live=is_live, problem=str(error))
    figures = {name: of for name, of in manifest.scorecard.items() if name not in CURVES}
    return ModelShape(
        version=version,
        is_live=is_live,
        created_at=manifest.created_at,
        learner=manifest.learner,
        settings=dict(manifest.settings),
        window=dict(manifest.window),
        scorecard=figures,
    )

"""`/metrics`: the figures of all workers and the keeper, for those who may see them."""

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from api.edge.gate import Credentials, Gate, check_every_site
from api.edge.openapi_parts import answers
from api.edge.reader_address import Network, is_trusted
from api.metrics.counted import counted
from api.metrics.exposition import CONTENT_TYPE, text_of
from api.metrics.looked_up import compiled, looked_up, served
from api.observing.count_telling import CountTelling
from api.settings import ServeSettings
from api.slots.compiled_parts import compiled_parts
from api.slots.slots_desk import now_ms
from data.operational.api_keys import Scope
from data.storage_settings import StorageSettings

PASSED_ON = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
PAGE = {"description": "Prometheus' text.", "content": {"text/plain": {}}}


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsDoor:
    """The handler of one worker; it answers for all."""

    telling: CountTelling
    storage: StorageSettings
    gate: Gate
    readers: tuple[Network, ...]

    async def metrics(self) -> Response:
        """Return the figures."""
        totals = await self.telling.totals()
        at_ms = now_ms()
        families = [
            *served(totals.living, now_ms=at_ms),
            *compiled(compiled_parts()),
            *counted(totals.counts),
            *await run_in_threadpool(lambda: list(looked_up(self.storage, now_ms=at_ms))),
        ]
        headers = {"Cache-Control": "no-store"}
        return Response(text_of(families), media_type=CONTENT_TYPE, headers=headers)

    def check(self, request: Request, credentials: Credentials) -> None:
        """Let in who asks from an address of the settings, directly, or bears an admin key.

        Raises KeyRefused, NotAllowed.
        """
        client = request.client.host if request.client else None
        is_passed_on = any(name in request.headers for name in PASSED_ON)
        if credentials is not None or is_passed_on or not is_trusted(client, self.readers):
            check_every_site(self.gate.requires(Scope.ADMIN)(credentials))


def metrics_door(settings: ServeSettings, *, telling: CountTelling, gate: Gate) -> MetricsDoor:
    """Return the door that the settings state."""
    return MetricsDoor(
        telling=telling, storage=settings.storage, gate=gate, readers=settings.metrics_from
    )


def metrics_router(door: MetricsDoor) -> APIRouter:
    """Return the route for whoever collects the figures."""
    router = APIRouter(tags=["health"])
    router.add_api_route(
        "/metrics",
        door.metrics,
        dependencies=[Depends(door.check)],
        response_class=Response,
        responses=answers({200: PAGE}),
        summary="The figures of all workers and the keeper",
    )
    return router

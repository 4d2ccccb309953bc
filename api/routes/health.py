"""`/healthz`: the process answers. `/readyz`: it has a snapshot, and says how old it is."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from api.slots.slots_desk import now_ms
from api.snapshots.keeper_state import KeeperState, read_state
from api.snapshots.snapshot_watch import SnapshotWatch
from data.snapshot_store import SnapshotStore

HEADERS = {"Cache-Control": "no-store"}
SILENT_SECONDS = 60
"""Longer than any keeper looks and builds: then it is down, or may write nothing in its folder."""
SILENT = "the keeper was not heard of for {age} s: see the log, and that its disk takes files"


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthDoors:
    """The handlers of one worker."""

    watch: SnapshotWatch
    store: SnapshotStore

    async def healthz(self) -> Response:
        """Say that the process answers."""
        return JSONResponse({"status": "ok"}, headers=HEADERS)

    def readyz(self) -> Response:
        """Say what is served, how old it is, and when the keeper was last heard of."""
        served, state = self.watch.served, read_state(self.store.folder)
        keeper = _keeper(state)
        if served is None:
            content: dict[str, Any] = {"status": "no snapshot yet", "keeper": keeper}
            return JSONResponse(content, status_code=503, headers={**HEADERS, "Retry-After": "1"})
        snapshot = served.snapshot
        content = {
            "status": "ready",
            "snapshot": snapshot.number,
            "snapshot_age_seconds": max(0, now_ms() - snapshot.made_at_ms) // 1000,
            "catalogue_version": snapshot.catalogue_version,
            "model": snapshot.learned.version if snapshot.learned else None,
            "online": snapshot.online.version if snapshot.online else None,
            "promos": len(snapshot.promos),
            "temperatures": [
                {"site": site, "placement": placement, "temperature": round(tau, 4)}
                for (site, placement), tau in snapshot.temperatures.items()
            ],
            "keeper": keeper,
        }
        return JSONResponse(content, headers=HEADERS)


def _keeper(state: KeeperState | None) -> dict[str, Any]:
    if state is None:
        return {"seen_seconds_ago": None, "problem": "no keeper has run yet"}
    age_seconds = max(0, now_ms() - state.at_ms) // 1000
    silence = SILENT.format(age=age_seconds) if age_seconds > SILENT_SECONDS else None
    problems = [problem for problem in (silence, state.problem) if problem]
    return {"seen_seconds_ago": age_seconds, "problem": "; it last said: ".join(problems) or None}


def health_router(doors: HealthDoors) -> APIRouter:
    """Return the routes for whoever watches the server."""
    router = APIRouter(tags=["health"])
    router.add_api_route("/healthz", doors.healthz, summary="Whether the process answers")
    not_ready: dict[int | str, dict[str, Any]] = {503: {"description": "No snapshot yet."}}
    router.add_api_route(
        "/readyz", doors.readyz, summary="Whether slots can be filled", responses=not_ready
    )
    return router

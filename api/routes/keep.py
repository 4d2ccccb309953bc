"""The routes of every noun's keep-door."""

from typing import Any

from fastapi import APIRouter

from api.edge.gate import Gate
from api.keep_doors.catalogue_doors import catalogue_doors
from api.keep_doors.keep_door import KeepDoor
from api.routes.keep_bulk import add_bulk
from api.routes.keep_list import add_list
from api.routes.keep_one import add_one
from data.operational.catalogue import Catalogue


def catalogue_routers(catalogue: Catalogue, *, gate: Gate) -> list[APIRouter]:
    """Return a router for each noun of the catalogue."""
    return [
        _router(door, catalogue=catalogue, gate=gate)
        for door in catalogue_doors(catalogue).values()
    ]


def _router(door: KeepDoor[Any], *, catalogue: Catalogue, gate: Gate) -> APIRouter:
    router = APIRouter(tags=[door.plural])
    add_list(router, door=door, gate=gate)
    add_bulk(router, door=door, sites=catalogue.sites, gate=gate)
    add_one(router, door=door, gate=gate)
    return router

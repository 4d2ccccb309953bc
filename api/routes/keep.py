"""The keep-doors of every noun. A noun to come (campaigns) is one more `KeepDoor` here."""

from typing import Any

from fastapi import APIRouter

from api.edge.gate import Gate
from api.keep_doors.article_schema import ArticleSchema
from api.keep_doors.keep_door import KeepDoor
from api.keep_doors.placement_schema import PlacementSchema
from api.keep_doors.promo_schema import PromoSchema
from api.keep_doors.site_schema import SiteSchema
from api.keep_doors.source_schema import SourceSchema
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


def catalogue_doors(catalogue: Catalogue) -> dict[str, KeepDoor[Any]]:
    """Return the door of each noun by its plural; what others refer to comes first."""
    doors: list[KeepDoor[Any]] = [
        KeepDoor(plural="sites", shelf=catalogue.sites, schema=SiteSchema, key_names=("id",)),
        KeepDoor(plural="sources", shelf=catalogue.sources, schema=SourceSchema, key_names=("id",)),
        KeepDoor(
            plural="articles",
            shelf=catalogue.articles,
            schema=ArticleSchema,
            key_names=("site", "id"),
        ),
        KeepDoor(plural="promos", shelf=catalogue.promos, schema=PromoSchema, key_names=("id",)),
        KeepDoor(
            plural="placements",
            shelf=catalogue.placements,
            schema=PlacementSchema,
            key_names=("site", "id"),
        ),
    ]
    return {door.plural: door for door in doors}


def _router(door: KeepDoor[Any], *, catalogue: Catalogue, gate: Gate) -> APIRouter:
    router = APIRouter(tags=[door.plural])
    add_list(router, door=door, gate=gate)
    add_bulk(router, door=door, sites=catalogue.sites, gate=gate)
    add_one(router, door=door, gate=gate)
    return router

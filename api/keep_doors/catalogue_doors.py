"""The keep-doors there are. A noun to come (campaigns) is one more `KeepDoor` here."""

from typing import Any

from api.keep_doors.article_schema import ArticleSchema
from api.keep_doors.keep_door import KeepDoor
from api.keep_doors.placement_schema import PlacementSchema
from api.keep_doors.promo_schema import PromoSchema
from api.keep_doors.site_schema import SiteSchema
from api.keep_doors.source_schema import SourceSchema
from data.operational.catalogue import Catalogue


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

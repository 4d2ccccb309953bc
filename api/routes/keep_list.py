"""GET of many values, a page at a time."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from api.edge.field_types import Identity
from api.edge.gate import Gate, check_every_site, check_site
from api.edge.openapi_parts import answers, page_schema
from api.keep_doors.keep_answers import json_answer
from api.keep_doors.keep_door import KeepDoor
from data.operational.api_keys import EVERY_SITE, ApiKey, Scope
from data.operational.domain_documents import to_fields

Limit = Annotated[int, Query(ge=1, le=1000, description="At most so many items.")]
Cursor = Annotated[
    str, Query(pattern=r"^[0-9]{1,18}$", description="The `next` of the page before.")
]
OfSite = Annotated[Identity | None, Query(description="Only what belongs to this site.")]


def add_list(router: APIRouter, *, door: KeepDoor[Any], gate: Gate) -> None:
    """Add the list to the router."""
    may_use = Depends(gate.requires(Scope.CATALOGUE))
    responses = answers({200: page_schema(door.schema)})

    def list_of(*, site: str | None, cursor: str, limit: int) -> Response:
        found = door.shelf.page(after=int(cursor), limit=limit, site=site)
        following = str(found[-1].number) if len(found) == limit else None
        return json_answer({"items": [to_fields(each.value) for each in found], "next": following})

    def list_all(
        principal: Annotated[ApiKey, may_use], limit: Limit = 100, cursor: Cursor = "0"
    ) -> Response:
        """Return the values in the order they were created, archived ones left out."""
        check_every_site(principal)
        return list_of(site=None, cursor=cursor, limit=limit)

    def list_of_site(
        principal: Annotated[ApiKey, may_use],
        site: OfSite = None,
        limit: Limit = 100,
        cursor: Cursor = "0",
    ) -> Response:
        """Return the values in the order they were created; a site's key sees its site's."""
        if site is None and principal.site != EVERY_SITE:
            site = principal.site
        if site is not None:
            check_site(principal, site)
        return list_of(site=site, cursor=cursor, limit=limit)

    endpoint = list_of_site if door.is_of_site else list_all
    router.add_api_route(door.many, endpoint, methods=["GET"], responses=responses)

"""GET, PUT and DELETE of one value by its id."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from api.edge.body_reading import json_object_of, small_body
from api.edge.gate import Gate
from api.edge.openapi_parts import answers, request_body, sent_schema, value_schema
from api.keep_doors.entity_tags import etag_of, is_known, precondition_of
from api.keep_doors.keep_answers import kept_answer
from api.keep_doors.keep_door import KeepDoor, Key
from data.operational.api_keys import ApiKey, Scope
from data.operational.kept import Verdict


def add_one(router: APIRouter, *, door: KeepDoor[Any], gate: Gate) -> None:
    """Add the doors of one value to the router."""
    may_use = Depends(gate.requires(Scope.CATALOGUE))
    _add_get(router, door, may_use=may_use)
    _add_put(router, door, may_use=may_use)
    _add_delete(router, door, may_use=may_use)


def _add_get(router: APIRouter, door: KeepDoor[Any], *, may_use: Any) -> None:
    schema = value_schema(door.schema)

    @router.get(door.one, responses=answers({200: schema, 304: None, 404: None}))
    def get_one(
        principal: Annotated[ApiKey, may_use],
        key: Annotated[Key, Depends(door.key)],
        request: Request,
    ) -> Response:
        """Return the value; its version is the ETag."""
        door.check_reader(principal, identity=key)
        kept = door.shelf.get(*key)
        if is_known(request.headers, kept.version):
            return Response(status_code=304, headers={"ETag": etag_of(kept.version)})
        return kept_answer(kept)


def _add_put(router: APIRouter, door: KeepDoor[Any], *, may_use: Any) -> None:
    schema = value_schema(door.schema)
    sent = sent_schema(door.schema, in_path=door.key_names)

    @router.put(
        door.one,
        responses=answers({200: schema, 201: schema, 404: None, 412: None, 422: None}),
        openapi_extra=request_body({"application/json": sent}),
    )
    def put_one(
        principal: Annotated[ApiKey, may_use],
        key: Annotated[Key, Depends(door.key)],
        body: Annotated[bytes, Depends(small_body)],
        request: Request,
    ) -> Response:
        """Create or replace it whole; the same content again makes no new version."""
        door.check_writer(principal, identity=key)
        value = door.value_at(key, content=json_object_of(body))
        written = door.shelf.put(value, before=precondition_of(request.headers))
        if written.verdict is Verdict.CREATED:
            return kept_answer(written.kept, status=201, address=door.address_of(key))
        return kept_answer(written.kept)


def _add_delete(router: APIRouter, door: KeepDoor[Any], *, may_use: Any) -> None:
    @router.delete(door.one, status_code=204, responses=answers({404: None, 412: None}))
    def delete_one(
        principal: Annotated[ApiKey, may_use],
        key: Annotated[Key, Depends(door.key)],
        request: Request,
    ) -> Response:
        """Archive it: it is listed and shown no more, links to it go on working."""
        door.check_writer(principal, identity=key)
        door.shelf.delete(*key, before=precondition_of(request.headers))
        return Response(status_code=204)

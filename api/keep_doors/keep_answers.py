"""The answers of the keep-doors: a kept value as JSON, with its version in the headers."""

import json
from typing import Any
from urllib.parse import quote

from fastapi import Response

from api.keep_doors.entity_tags import etag_of
from data.operational.domain_documents import to_fields
from data.operational.kept import Kept


def json_answer(
    content: Any, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Return JSON in UTF-8."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return Response(body, status, headers=headers, media_type="application/json")


def kept_answer(kept: Kept[Any], *, status: int = 200, address: str = "") -> Response:
    """Return the value; `address` says where a new one stands."""
    headers = headers_of(kept)
    if address:
        headers["Location"] = quote(address)
    return json_answer(to_fields(kept.value), status=status, headers=headers)


def headers_of(kept: Kept[Any]) -> dict[str, str]:
    """Return the version as ETag, and its time."""
    moment = kept.valid_from.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return {"ETag": etag_of(kept.version), "Last-Modified": moment}

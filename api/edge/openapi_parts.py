"""Parts of `/openapi.json` that doors write who read their bodies themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {"type": "string"},
                    "parameter": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
WORDS = {
    200: "As asked.",
    201: "Created.",
    304: "The version that If-None-Match names.",
    400: "The body cannot be read.",
    401: "No API key, or none in force.",
    403: "The API key is not for this.",
    404: "Nothing bears this id.",
    412: "It is not as If-Match or If-None-Match says.",
    413: "The body is too large.",
    415: "The body's media type is not taken.",
    422: "Fields or parameters are wrong: `errors` points at each.",
    503: "The database does not answer.",
}
ALWAYS = dict.fromkeys((400, 401, 403, 413, 422, 503))


def value_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schema of one value, with everything it refers to inside."""
    whole = schema.model_json_schema()
    parts = whole.pop("$defs", {})
    inlined: dict[str, Any] = _inlined(whole, parts)
    return inlined


def sent_schema(schema: type[BaseModel], *, in_path: Sequence[str]) -> dict[str, Any]:
    """Return the JSON schema of a value that is sent to its path, which names it already."""
    sent = value_schema(schema)
    sent["properties"] = {k: v for k, v in sent["properties"].items() if k not in in_path}
    required = [name for name in sent.get("required", ()) if name not in in_path]
    return sent | {"required": required, "description": "What stands in the path may be left out."}


def page_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schema of a page of values."""
    items = {"type": "array", "items": value_schema(schema)}
    following = {"type": ["string", "null"], "description": "The `cursor` of the next page."}
    return {
        "type": "object",
        "required": ["items", "next"],
        "properties": {"items": items, "next": following},
    }


def request_body(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI of a body that is required, by media type."""
    by_type = {media_type: {"schema": schema} for media_type, schema in content.items()}
    return {"requestBody": {"required": True, "content": by_type}}


def answers(
    schemas: Mapping[int, Any], *, media_type: str = "application/json"
) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI of the answers by status; those from 400 on are problems."""
    return {
        status: {"description": WORDS[status]} | _content(status, schema, media_type=media_type)
        for status, schema in sorted({**ALWAYS, **schemas}.items())
    }


def _content(status: int, schema: Any, *, media_type: str) -> dict[str, Any]:
    if status >= 400:
        return {"content": {"application/problem+json": {"schema": PROBLEM}}}
    return {} if schema is None else {"content": {media_type: {"schema": schema}}}


def _inlined(part: Any, parts: Mapping[str, Any]) -> Any:
    if isinstance(part, list):
        return [_inlined(each, parts) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _inlined(parts[part["$ref"].rpartition("/")[2]], parts)
    return {name: _inlined(each, parts) for name, each in part.items()}

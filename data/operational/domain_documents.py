"""Turns a domain value into its JSON document and back.

Fields at their default are left out, so that a field added later changes no document.
"""

import dataclasses
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")
FieldsOf = Callable[[Any], "tuple[dataclasses.Field[Any], ...]"]


def to_document(value: Any) -> str:
    """Return the value's canonical JSON: equal values give equal text."""
    return json.dumps(
        _plain(value, _stored_fields), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def from_document(kind: type[T], document: str) -> T:
    """Return the value of a document that `to_document` wrote; unknown fields are passed over."""
    value: T = _build(kind, json.loads(document))
    return value


def to_fields(value: Any) -> dict[str, Any]:
    """Return every field of the value, defaults too, as plain JSON values."""
    fields: dict[str, Any] = _plain(value, dataclasses.fields)
    return fields


def _plain(value: Any, fields_of: FieldsOf) -> Any:
    if dataclasses.is_dataclass(value):
        names = [field.name for field in fields_of(value)]
        return {name: _plain(getattr(value, name), fields_of) for name in names}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {key: _plain(each, fields_of) for key, each in value.items()}
    return [_plain(each, fields_of) for each in value] if isinstance(value, tuple) else value


def _stored_fields(value: Any) -> "tuple[dataclasses.Field[Any], ...]":
    fields = dataclasses.fields(value)
    return tuple(field for field in fields if not _is_default(field, getattr(value, field.name)))


def _is_default(field: "dataclasses.Field[Any]", value: Any) -> bool:
    if field.default_factory is not dataclasses.MISSING:
        return bool(value == field.default_factory())
    return field.default is not dataclasses.MISSING and bool(value == field.default)


def _build(kind: Any, found: Mapping[str, Any]) -> Any:
    readers = _readers_of(kind)
    return kind(**{name: readers[name](each) for name, each in found.items() if name in readers})


@cache
def _readers_of(kind: Any) -> Mapping[str, Callable[[Any], Any]]:
    return {name: _reader_of(hint) for name, hint in get_type_hints(kind).items()}


def _reader_of(hint: Any) -> Callable[[Any], Any]:
    if isinstance(hint, UnionType):
        inner = next(each for each in get_args(hint) if each is not type(None))
        read = _reader_of(inner)
        return lambda each: None if each is None else read(each)
    origin = get_origin(hint) or hint
    if origin is tuple:
        return tuple
    if origin is Mapping:
        return MappingProxyType
    if dataclasses.is_dataclass(origin):
        return lambda each: _build(hint, each)
    if origin is datetime:
        return datetime.fromisoformat
    return hint if isinstance(hint, type) and issubclass(hint, StrEnum) else _as_is


def _as_is(each: Any) -> Any:
    return each

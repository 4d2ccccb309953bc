"""Turns pydantic's findings into faults: a JSON pointer (RFC 6901) and words for each."""

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from api.edge.code_patterns import COUNTRY_PATTERN, LANGUAGE_PATTERN, REGION_PATTERN
from recommender.errors import Fault, InvalidFields

S = TypeVar("S", bound=BaseModel)
MOMENT_WANTED = "a time with its zone is wanted here, as 2026-11-24T12:00:00+09:00"
# Pydantic speaks of Python's types; callers send JSON.
WORDS = {
    "missing": "this field is needed",
    "extra_forbidden": "no field has this name",
    "tuple_type": "a list is wanted here",
    "dict_type": "an object is wanted here",
    "model_type": "an object is wanted here",
    "string_type": "text is wanted here",
    "int_type": "a whole number is wanted here",
    "bool_type": "true or false is wanted here",
    "list_type": "a list is wanted here",
    "int_from_float": "a whole number is wanted here",
    "int_parsing": "a whole number is wanted here",
    "bool_parsing": "true or false is wanted here",
    "float_type": "a number is wanted here",
    "float_parsing": "a number is wanted here",
    "finite_number": "a finite number is wanted here",
    "enum": "one of {expected} is wanted here",
    "literal_error": "one of {expected} is wanted here",
    "greater_than": "it must be more than {gt}",
    "greater_than_equal": "it must be at least {ge}",
    "less_than": "it must be less than {lt}",
    "less_than_equal": "it must be at most {le}",
    "string_too_short": "it is too short: at least {min_length} characters are wanted",
    "string_too_long": "it is too long: at most {max_length} characters are taken",
    "string_pattern_mismatch": "it does not fit the pattern {pattern}",
    "too_short": "too few items: at least {min_length} wanted, {actual_length} found",
    "datetime_type": MOMENT_WANTED,
    "datetime_parsing": MOMENT_WANTED,
    "datetime_from_date_parsing": MOMENT_WANTED,
    "timezone_aware": "its zone is missing: 2026-11-24T12:00:00+09:00",
    "too_long": "too many items: at most {max_length} are taken",
}
PATTERNS = {
    COUNTRY_PATTERN: "a country's two letters are wanted here, as JP",
    REGION_PATTERN: "a region's code is wanted here, with its country or without, as JP-13 or 13",
    LANGUAGE_PATTERN: "a language's tag is wanted here, as en or ja-JP",
}
IN_THE_URL = ("path", "query", "header", "cookie")


def validated(schema: type[S], content: object) -> S:
    """Return the content as the schema, or raise InvalidFields with every fault."""
    try:
        return schema.model_validate(content)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        raise InvalidFields(faults_of_details(details)) from error


def refuse_field(pointer: str, detail: str) -> NoReturn:
    """Raise, inside a schema's check between fields, what is wrong with one of them."""
    context = {"pointer": pointer, "words": detail}
    raise PydanticCustomError("between_fields", "{words}", context)


def faults_of_details(details: Iterable[Any]) -> tuple[Fault, ...]:
    """Return pydantic's (or FastAPI's) error details as faults, in their order."""
    return tuple(_fault(detail) for detail in details)


def pointer_of(place: Iterable[object]) -> str:
    """Return the JSON pointer of a path of names and indices."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in place)


def _bare(message: str) -> str:
    return message.removeprefix("Value error, ")


def _fault(detail: Mapping[str, Any]) -> Fault:
    place = tuple(detail["loc"])
    context = detail.get("ctx", {})
    known = WORDS.get(detail["type"])
    words = known.format(**context) if known else _bare(detail["msg"])
    words = PATTERNS.get(str(context.get("pattern")), words)
    if place and place[0] in IN_THE_URL:
        return Fault(f"?{'.'.join(str(part) for part in place[1:])}", words)
    inner = str(context.get("pointer", ""))
    # Of a name that is wrong itself, pydantic says "[key]": the pointer to it is enough.
    return Fault(pointer_of(part for part in place if part != "[key]") + inner, words)

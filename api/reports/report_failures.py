"""Errors of ours as they cross from the report process to its worker: by name, in words."""

from collections.abc import Mapping
from typing import Any

from recommender.errors import (
    OUT_OF_REACH,
    ChirashiError,
    Invalid,
    NotEnoughData,
    NotFound,
    Unavailable,
)


def failure_of(error: ChirashiError) -> dict[str, Any]:
    """Return an error as an answer."""
    failure: dict[str, Any] = {"failure": "Unavailable", "words": str(error)}
    if isinstance(error, Unavailable):
        return failure | {"told": error.told}
    if isinstance(error, NotFound):
        return failure | {"failure": "NotFound", "noun": error.noun, "identity": error.identity}
    if isinstance(error, Invalid) and error.pointer:
        return failure | {"failure": "Invalid", "pointer": error.pointer}
    if isinstance(error, NotEnoughData):
        return failure | {"failure": "NotEnoughData"}
    # Without a place in the question it is our setting that is wrong, not what was asked.
    return failure


def raise_told(answer: Mapping[str, Any]) -> None:
    """Raise the error that an answer tells, if it tells one."""
    words = str(answer.get("words"))
    match answer.get("failure"):
        case None:
            return
        case "NotFound":
            raise NotFound(answer["noun"], answer["identity"], message=words)
        case "Invalid":
            raise Invalid(words, pointer=answer["pointer"])
        case "NotEnoughData":
            raise NotEnoughData(words)
        case _:
            raise Unavailable(words, told=answer.get("told", OUT_OF_REACH))

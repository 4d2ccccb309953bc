"""Errors of ours as they cross from the report process to its worker: by name, in words."""

from collections.abc import Mapping
from typing import Any

from recommender.errors import ChirashiError, Invalid, NotEnoughData, NotFound, Unavailable


def failure_of(error: ChirashiError) -> dict[str, Any]:
    """Return an error as an answer."""
    told: dict[str, Any] = {"failure": "Unavailable", "words": str(error)}
    if isinstance(error, NotFound):
        return told | {"failure": "NotFound", "noun": error.noun, "identity": error.identity}
    if isinstance(error, Invalid):
        return told | {"failure": "Invalid", "pointer": error.pointer}
    if isinstance(error, NotEnoughData):
        return told | {"failure": "NotEnoughData"}
    return told


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
            raise Unavailable(words)

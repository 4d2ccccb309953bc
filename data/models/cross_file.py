"""One state of the cross learner as a file: arrays, `facts`, and what is told `about` it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.models.array_archive import Arrays, arrays_in, content_of, packed, unpacked
from recommender.crossed.cross_state import CrossState, version_of, weights_of
from recommender.crossed.cross_weights import CrossWeights
from recommender.errors import InvalidModel

JSON_ARRAYS = ("facts", "about")
REMEDY = "delete the file, and the state before it is the newest"


@dataclass(frozen=True, slots=True)
class StoredCross:
    """A state as it was read; `about` is what was noted beside it, free JSON."""

    version: str
    weights: CrossWeights
    about: Mapping[str, Any]


def cross_content(state: CrossState, about: Mapping[str, Any]) -> bytes:
    """Return the bytes of a state's file; the same state and notes give the same bytes."""
    told = dict(zip(JSON_ARRAYS, (packed(state.facts), packed(about)), strict=True))
    return content_of({**state.arrays, **told})


def cross_in(content: bytes, version: str) -> StoredCross:
    """Read a state. Raises InvalidModel if it is cut, altered, foreign, or another version."""
    arrays = arrays_in(content, refusal=_refusal("it is no archive of plain arrays"))
    facts, about = (_taken(arrays, name) for name in JSON_ARRAYS)
    if not isinstance(about, dict):
        raise InvalidModel(_refusal("about is no JSON object"))
    state = CrossState(arrays, facts)
    weights = weights_of(state)
    if (found := version_of(state)) != version:
        raise InvalidModel(_refusal(f"it was altered or renamed, for it holds {found}"))
    return StoredCross(version, weights, about)


def _taken(arrays: Arrays, name: str) -> Any:
    refusal = _refusal(f"{name} is missing or no JSON")
    if name not in arrays:
        raise InvalidModel(refusal)
    return unpacked(arrays.pop(name), refusal=refusal)


def _refusal(complaint: str) -> str:
    return f"cross state refused: {complaint}: {REMEDY}"

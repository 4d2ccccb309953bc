"""Named plain arrays as bytes and back; JSON goes in as UTF-8 bytes, so nothing needs pickle."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.errors import InvalidModel

Arrays = dict[str, NDArray[Any]]
# A byte that changed may make an archive say that it is locked, or larger than the memory.
_UNREADABLE = (
    ValueError,
    OSError,
    KeyError,
    EOFError,
    RuntimeError,
    MemoryError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
)


def content_of(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return the bytes of an `.npz`; the same arrays give the same bytes."""
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def arrays_in(content: bytes, *, refusal: str) -> Arrays:
    """Return the arrays of an `.npz`. Raises InvalidModel with the sentence `refusal`."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except _UNREADABLE as error:
        raise InvalidModel(refusal) from error
    # What bears no array's mark comes as bytes.
    if not all(isinstance(array, np.ndarray) for array in arrays.values()):
        raise InvalidModel(refusal)
    return arrays


def packed(value: object) -> NDArray[np.uint8]:
    """Return JSON as an array of bytes."""
    return np.frombuffer(json.dumps(value).encode(), dtype=np.uint8)


def unpacked(array: NDArray[Any], *, refusal: str) -> Any:
    """Return the JSON in an array of bytes. Raises InvalidModel with the sentence `refusal`."""
    try:
        return json.loads(array.tobytes())
    except (ValueError, RecursionError) as error:
        raise InvalidModel(refusal) from error

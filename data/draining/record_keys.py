"""The 64-bit keys by which decisions, slots and events are remembered, from packed or lake rows.

What they are made of, `data.lake.row_keys` says.

Words are folded in (`data.lake.mixing`) over a seed of this process's own: whoever chooses a view
id cannot choose what it collides with. Two of 50 million keys meet by chance once in ten thousand
days.
"""

import os
from functools import cache
from hashlib import blake2b

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.draining.decision_words import DecisionWords, Words
from data.lake.mixing import folded

SEED = np.uint64(int.from_bytes(os.urandom(8), "little"))
_EVENT_SHIFT, _PLACE_SHIFT = np.uint64(16), np.uint64(8)


def decision_keys(decisions: DecisionWords) -> Words:
    """Return the key of each decision [n]."""
    return folded(folded(np.full(len(decisions.high), SEED), decisions.high), decisions.low)


def slot_keys(decisions: Words, *, placements: Words, positions: NDArray[np.integer]) -> Words:
    """Return the key of each slot [n], given its decision's key and its placement's word."""
    return folded(folded(decisions, placements), positions.astype(np.uint64))


def event_keys(
    slots: Words,
    *,
    events: NDArray[np.integer],
    invalid: NDArray[np.integer],
    views: tuple[Words, Words],
) -> Words:
    """Return the key of each event [n]: slot, kind, whether and why it does not count, view."""
    what = (events.astype(np.uint64) << _EVENT_SHIFT) | (invalid.astype(np.uint64) << _PLACE_SHIFT)
    return folded(folded(folded(slots, what), views[0]), views[1])


@cache
def text_word(text: str) -> int:
    """Return a word that stands for a text: a placement's id."""
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def text_words(texts: pa.ChunkedArray) -> Words:
    """Return the word of each text of a column [n] with few distinct ones."""
    column = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    encoded = column.dictionary_encode()
    words = np.array([text_word(text) for text in encoded.dictionary.to_pylist()], dtype=np.uint64)
    chosen: Words = words[encoded.indices.to_numpy(zero_copy_only=False)]
    return chosen

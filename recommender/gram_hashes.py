"""Grams of a text by hash bucket, whole arrays at a time: part of the model format, never change.

A text is its code points p with one space before and after. Characters: windows of 2, 3 and 4,
h = (h of one shorter) * BASE + p. Words: h = sum of p * BASE^place over a run without spaces; pairs
of neighbours h1 * BASE + h2. All modulo 2^64; then the family's salt is added, the bits are mixed
(splitmix64), and the remainder by the number of buckets is the bucket.
"""

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

BASE = np.uint64(0x9E3779B97F4A7C15)
CHARACTER_GRAMS = (2, 3, 4)
SPACE = 32


def hashed_grams(text: str, *, buckets: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count the grams of `text`: (bucket numbers ascending, counts)."""
    points = _code_points(f" {text} ")
    families = [*_character_grams(points), *_word_grams(points)]
    salted = [grams + np.uint64(salt) for salt, grams in enumerate(families)]
    places = (_mixed(np.concatenate(salted)) % np.uint64(buckets)).astype(np.int64)
    numbers, counts = np.unique(places, return_counts=True)
    return numbers, counts


def _code_points(text: str) -> Hashes:
    # Lone surrogates are judged like any other character: no text may make serving fail.
    encoded = text.encode("utf-32-le", errors="surrogatepass")
    return np.frombuffer(encoded, dtype=np.uint32).astype(np.uint64)


def _character_grams(points: Hashes) -> list[Hashes]:
    grams, hashes = [], points
    for length in CHARACTER_GRAMS:
        hashes = hashes[: len(points) - length + 1] * BASE + points[length - 1 :]
        grams.append(hashes)
    return grams


def _word_grams(points: Hashes) -> list[Hashes]:
    letters = points != SPACE
    starts = np.flatnonzero(letters[1:] & ~letters[:-1]) + 1
    if not len(starts):
        return [points[:0], points[:0]]
    lengths = np.diff(starts, append=len(points))
    within = np.arange(starts[0], len(points)) - np.repeat(starts, lengths)
    terms = (points * letters)[starts[0] :] * _powers(within)
    words = np.add.reduceat(terms, starts - starts[0])
    return [words, words[:-1] * BASE + words[1:]]


def _powers(exponents: NDArray[np.int64]) -> Hashes:
    table = np.ones(int(exponents.max()) + 1, dtype=np.uint64)
    table[1:] = BASE
    return np.cumprod(table, dtype=np.uint64)[exponents]


def _mixed(hashes: Hashes) -> Hashes:
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))

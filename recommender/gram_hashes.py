"""Grams of a text by hash bucket, whole arrays at a time: part of the model format, never change.

A text is its code points p with one space before and after. Characters: windows of 2, 3 and 4,
h = (h of one shorter) * BASE + p. Words: h = sum of p * BASE^place over a run of letters (ASCII
letters and digits, and all from U+00AA that is outside PUNCTUATION, bounds included); pairs of
neighbours h1 * BASE + h2. All modulo 2^64; then the family's salt is added and the bits are
mixed (splitmix64). The remainder by the number of buckets is the bucket: characters have the first
half of the buckets, words the second.
"""

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

BASE = np.uint64(0x9E3779B97F4A7C15)
CHARACTER_GRAMS = (2, 3, 4)
FIRST_FOREIGN_LETTER = 0xAA
PUNCTUATION = ((0xD7, 0xD7), (0xF7, 0xF7), (0x2000, 0x206F), (0x3000, 0x3020), (0xFF00, 0xFF0F))


def hashed_grams(text: str, *, buckets: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count the grams of `text`: (bucket numbers ascending, counts)."""
    points = _code_points(f" {text} ")
    characters, words = _character_grams(points), _word_grams(points)
    first = first_word_bucket(buckets)
    places = [
        _buckets(characters, salt=0, buckets=first),
        first + _buckets(words, salt=len(characters), buckets=buckets - first),
    ]
    numbers, counts = np.unique(np.concatenate(places), return_counts=True)
    return numbers, counts


def first_word_bucket(buckets: int) -> int:
    """Return where the buckets of words begin."""
    return buckets // 2


def _buckets(families: list[Hashes], *, salt: int, buckets: int) -> NDArray[np.int64]:
    salted = [grams + np.uint64(salt + place) for place, grams in enumerate(families)]
    return (_mixed(np.concatenate(salted)) % np.uint64(buckets)).astype(np.int64)


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
    letters = _are_letters(points)
    starts = np.flatnonzero(letters[1:] & ~letters[:-1]) + 1
    if not len(starts):
        return [points[:0], points[:0]]
    lengths = np.diff(starts, append=len(points))
    within = np.arange(starts[0], len(points)) - np.repeat(starts, lengths)
    terms = (points * letters)[starts[0] :] * _powers(within)
    words = np.add.reduceat(terms, starts - starts[0])
    return [words, words[:-1] * BASE + words[1:]]


def _are_letters(points: Hashes) -> NDArray[np.bool_]:
    found = (points >= ord("0")) & (points <= ord("9"))
    found |= (points >= ord("a")) & (points <= ord("z"))
    found |= (points >= ord("A")) & (points <= ord("Z"))
    found |= points >= FIRST_FOREIGN_LETTER
    for first, last in PUNCTUATION:
        found &= (points < first) | (points > last)
    return found


def _powers(exponents: NDArray[np.int64]) -> Hashes:
    table = np.ones(int(exponents.max()) + 1, dtype=np.uint64)
    table[1:] = BASE
    return np.cumprod(table, dtype=np.uint64)[exponents]


def _mixed(hashes: Hashes) -> Hashes:
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))

"""Folds words of 64 bits into numbers that look random: an xor and a splitmix64 finaliser.

Source: S. Vigna's splitmix64, after Steele, Lea and Flood (2014).
"""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
FIRST = 0xBF58476D1CE4E5B9
SECOND = 0x94D049BB133111EB
MASK = 2**64 - 1


def folded(numbers: Words, words: Words) -> Words:
    """Return the numbers [n] with one more word each folded in."""
    mixed = numbers ^ words
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(FIRST)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(SECOND)
    return mixed ^ (mixed >> np.uint64(31))


def folded_one(number: int, word: int) -> int:
    """Return the same for one number, in plain Python."""
    mixed = number ^ word
    mixed = (mixed ^ (mixed >> 30)) * FIRST & MASK
    mixed = (mixed ^ (mixed >> 27)) * SECOND & MASK
    return mixed ^ (mixed >> 31)

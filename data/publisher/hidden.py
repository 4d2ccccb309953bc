"""Numbers nobody sees: each follows from the seed and a name alone, in any order of asking."""

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TOPICS = 8
OWN_PULL = 0.7
SHARPNESS = 1.4
WORD = re.compile(r"\w{3,}")


@lru_cache(maxsize=50_000)
def hidden_numbers(seed: int, name: str, *, count: int = 1) -> Floats:
    """Return `count` standard normal numbers that belong to `name`."""
    digest = blake2b(f"{seed}/{name}".encode(), digest_size=16).digest()
    numbers = np.random.default_rng(int.from_bytes(digest, "big")).standard_normal(count)
    numbers.flags.writeable = False
    return numbers


def hidden_mixture(seed: int, identity: str, *, words: Iterable[tuple[str, float]]) -> Floats:
    """Return what a text is about [TOPICS], summing to 1: its weighted words and a pull of its own.

    The same word pulls articles and promos alike; the pull of its own no feature can tell.
    """
    pull = OWN_PULL * hidden_numbers(seed, identity, count=TOPICS)
    for word, weight in words:
        pull = pull + weight * hidden_numbers(seed, f"word/{word.casefold()}", count=TOPICS)
    mixture = np.exp(SHARPNESS * pull / np.sqrt(TOPICS / 2))
    return np.asarray(mixture / mixture.sum())


def weighted_words(text: str, *, weight: float) -> list[tuple[str, float]]:
    """Return the words of a text, sharing `weight` so that long texts pull no harder."""
    words = WORD.findall(text.casefold())
    return [(word, weight / np.sqrt(len(words))) for word in words]

"""Grams are what the format says, whatever the text."""

from collections import Counter
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.gram_hashes import first_word_bucket, hashed_grams

WORD = 2**64
BASE = 0x9E3779B97F4A7C15


def mixed(number: int) -> int:
    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    number = (number ^ (number >> 27)) * 0x94D049BB133111EB % WORD
    return number ^ (number >> 31)


def is_letter(point: int) -> bool:
    if point < 0xAA:
        return chr(point).isalnum()
    blocks = ((0xD7, 0xD7), (0xF7, 0xF7), (0x2000, 0x206F), (0x3000, 0x3020), (0xFF00, 0xFF0F))
    return not any(first <= point <= last for first, last in blocks)


def chained(numbers: list[int]) -> int:
    total = 0
    for number in numbers:
        total = (total * BASE + number) % WORD
    return total


def plain_grams(text: str, *, buckets: int) -> Counter[int]:
    """Follow the words of the format, one gram at a time."""
    points = [ord(character) for character in f" {text} "]
    families = [
        [chained(points[at : at + n]) for at in range(len(points) - n + 1)] for n in (2, 3, 4)
    ]
    spaced = "".join(one if is_letter(ord(one)) else " " for one in text)
    words = [chained([ord(one) for one in reversed(word)]) for word in spaced.split(" ") if word]
    pairs = [(one * BASE + two) % WORD for one, two in pairwise(words)]
    half = buckets // 2
    characters = (mixed((gram + n) % WORD) % half for n in range(3) for gram in families[n])
    of_words = (mixed((gram + n) % WORD) for n, grams in ((3, words), (4, pairs)) for gram in grams)
    return Counter([*characters, *(half + number % (buckets - half) for number in of_words)])


@given(text=st.text(st.characters(codec="utf-32") | st.just(" "), max_size=60))
def test_counts_what_the_format_says(text: str) -> None:
    buckets, counts = hashed_grams(text, buckets=97)
    expected = plain_grams(text, buckets=97)
    assert dict(zip(buckets.tolist(), counts.tolist(), strict=True)) == dict(expected)
    assert (np.diff(buckets) > 0).all()


def test_a_word_in_another_place_hashes_alike() -> None:
    first, second = (set(hashed_grams(text, buckets=2**20)[0].tolist()) for text in ("ab cd", "cd"))
    assert len(first & second) >= len("cd ") + 1


def test_a_lone_surrogate_is_judged_like_any_character() -> None:
    assert len(hashed_grams("\ud800", buckets=97)[0])


def test_marks_do_not_belong_to_words() -> None:
    plain, marked = (hashed_grams(text, buckets=2**20)[0] for text in ("him", "“him!” – ,"))
    words = [set(found[found >= first_word_bucket(2**20)].tolist()) for found in (plain, marked)]
    assert words[0] == words[1]

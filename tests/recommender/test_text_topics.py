"""Topics: the same for the same words, nothing for no words, quick in arrays."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.text_topics import LONGEST_TEXT, normalised, text_grams
from tests.model_builder import some_topics


def test_a_text_without_words_has_no_topics() -> None:
    assert not some_topics().topics_of(" \n\t ").any()


@given(text=st.text())
def test_width_case_and_space_make_no_difference(text: str) -> None:
    topics = some_topics()
    folded = normalised(text)
    assert np.array_equal(topics.topics_of(f"  {folded}\n"), topics.topics_of(folded))
    assert np.array_equal(topics.topics_of("ＲＡＭＥＮ"), topics.topics_of("ramen"))


@given(text=st.text(min_size=1))
def test_repeating_a_text_hardly_matters(text: str) -> None:
    once, twice = (some_topics().topics_of(each) for each in (text, f"{text} " * 3))
    assert float(np.abs(once).max(initial=0)) < 100
    assert np.isfinite(twice).all()


def test_only_the_first_characters_are_read() -> None:
    topics = some_topics()
    start = "rain over the harbour " * 200
    same = topics.topics_of(start[:LONGEST_TEXT] + "sun " * 1000)
    assert np.array_equal(same, topics.topics_of(start[:LONGEST_TEXT] + "wind"))


def test_forms_that_grow_in_folding_are_cut_again() -> None:
    buckets, _ = text_grams("\ufdfa" * LONGEST_TEXT, buckets=2**20)
    assert len(buckets) < 100


def test_topics_are_standardised() -> None:
    plain = some_topics()
    shifted = type(plain)(plain.projection, plain.weights, plain.mean + 1, plain.scale * 2)
    expected = (plain.topics_of("ramen") - 1) / 2
    assert np.allclose(shifted.topics_of("ramen"), expected, atol=1e-6)

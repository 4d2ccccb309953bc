"""Texts kept as counts of grams are what they were, whatever the order and however many at once."""

import numpy as np
import pytest

from recommender.text_topics import text_grams
from training import hashed_texts
from training.fit_settings import FitSettings
from training.hashed_texts import CountedGrams, Texts
from training.topics import fitted_topics

TEXTS = ["a warm sea", "", "soup and noodles", "海で泳ぐ", "a warm sea", "sea sea sea"]
BUCKETS = 2**12


def test_rows_are_the_grams_of_each_text() -> None:
    grams = CountedGrams(TEXTS, buckets=BUCKETS)
    rows = grams.rows(np.array([5, 1, 0]))
    for row, text in enumerate([TEXTS[5], TEXTS[1], TEXTS[0]]):
        columns, amounts = text_grams(text, buckets=BUCKETS)
        expected = np.zeros(BUCKETS, dtype=np.float32)
        expected[columns] = amounts
        assert rows[[row]].toarray()[0] == pytest.approx(expected)
    assert grams.has_words().tolist() == [True, False, True, True, True, True]


def test_judging_some_at_a_time_is_judging_all(monkeypatch: pytest.MonkeyPatch) -> None:
    topics = fitted_topics(TEXTS, settings=FitSettings(topics=2, buckets=BUCKETS))
    at_once = Texts(TEXTS).judged(topics)
    monkeypatch.setattr(hashed_texts, "CHUNK", 2)
    assert Texts(TEXTS).judged(topics) == pytest.approx(at_once)
    assert at_once[0].tolist() == at_once[4].tolist()
    assert not at_once[1].any()


def test_a_text_is_hashed_once_for_all_models(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    count = hashed_texts.gram_counts
    monkeypatch.setattr(
        hashed_texts,
        "gram_counts",
        lambda text, *, buckets: (hashed.append(text), count(text, buckets=buckets))[1],
    )
    texts = Texts(TEXTS)
    for seed in (1, 2):
        topics = fitted_topics(["one", "two", "three"], settings=FitSettings(seed=seed))
        hashed.clear()
        texts.judged(topics)
    assert hashed == []

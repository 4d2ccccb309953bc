"""Topics put texts about the same thing together, in English and in Japanese."""

import numpy as np
import pytest

from recommender.text_topics import TextTopics
from training.fit_settings import FitSettings
from training.topics import fitted_topics, topics_of_texts

SETTINGS = FitSettings(topics=6, topic_scale=1.0)
BEACH = ["sandy beach and warm sea", "swimming in the warm sea", "a beach with soft sand", "sea"]
RAMEN = ["noodle soup with pork", "hot soup and noodles", "pork noodle shop opens", "soup"]
浜 = ["白い砂浜と温かい海", "海で泳ぐ夏の砂浜", "砂浜の夏休み", "夏の海"]
麺 = ["豚骨ラーメンの店", "熱いラーメンと餃子", "新しいラーメン店が開店", "醤油ラーメン"]


@pytest.fixture(scope="module")
def topics() -> TextTopics:
    return fitted_topics([*BEACH, *RAMEN, *浜, *麺], settings=SETTINGS)


def cosine(one: np.ndarray, two: np.ndarray) -> float:
    return float(one @ two / (np.linalg.norm(one) * np.linalg.norm(two)))


@pytest.mark.parametrize(
    ("unseen", "near", "far"),
    [
        ("the sea at the sandy beach", "warm beach sand", "pork soup noodles"),
        ("海と砂浜", "夏の砂浜で泳ぐ", "ラーメン店"),
        ("餃子とラーメン", "豚骨ラーメン", "温かい海の砂浜"),
    ],
)
def test_unseen_texts_of_a_kind_lie_together(
    topics: TextTopics, unseen: str, near: str, far: str
) -> None:
    asked, close, apart = (topics.topics_of(text) for text in (unseen, near, far))
    assert cosine(asked, close) > cosine(asked, apart) + 0.2


def test_whole_lists_are_judged_as_serving_judges_one(topics: TextTopics) -> None:
    texts = [*BEACH, "", *麺, BEACH[0]]
    one_by_one = np.stack([topics.topics_of(text) for text in texts])
    assert topics_of_texts(topics, texts) == pytest.approx(one_by_one, abs=1e-5)


def test_topics_are_standardised() -> None:
    texts = [*BEACH, *RAMEN, *浜, *麺]
    judged = topics_of_texts(fitted_topics(texts, settings=SETTINGS), texts)
    assert judged.mean(axis=0) == pytest.approx(np.zeros(6), abs=1e-4)
    assert judged.std(axis=0) == pytest.approx(np.ones(6), abs=1e-3)


@pytest.mark.parametrize("texts", [[], [""], ["only one"], ["same", "same"]])
def test_too_few_texts_give_a_topic_that_says_nothing(texts: list[str]) -> None:
    topics = fitted_topics(texts, settings=SETTINGS)
    assert topics.size == 1
    assert not topics.topics_of("anything").any()


def test_order_and_repetition_of_texts_make_no_difference() -> None:
    one = fitted_topics([*BEACH, *RAMEN], settings=SETTINGS)
    two = fitted_topics([*RAMEN, *BEACH, *BEACH], settings=SETTINGS)
    assert np.array_equal(one.projection, two.projection)

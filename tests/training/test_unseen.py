"""What nobody has seen before gets a sensible score from its words, in English and in Japanese."""

import numpy as np
import pytest

from recommender.domain import Article, Promo
from recommender.learned import Learned
from tests.builders import a_promo, an_article
from tests.training.log_builder import a_log, exposures_of
from tests.training.promotable_model import click_rate
from training.best_trial import best_trial
from training.fit_settings import FitSettings
from training.trial import learned_from

SEA = [
    "Sandy beaches and a warm sea",
    "Swimming in the warm sea",
    "The beach house by the sea",
    "夏の白い砂浜と青い海",
    "海で泳ぐ砂浜の夏休み",
    "青い海の見える宿",
]
NOODLES = [
    "Hot noodle soup with pork",
    "A new noodle shop opens",
    "Pork soup for cold noodle days",
    "豚骨ラーメンの新しい店",
    "熱いラーメンと餃子の店",
    "醤油ラーメンの名店",
]
ARTICLES = [
    an_article(id=f"a{n}", title=title, category=None) for n, title in enumerate(SEA + NOODLES)
]
PROMOS = [a_promo(id=f"p{n}", title=title) for n, title in enumerate(SEA + NOODLES)]


def by_words(article: Article, promo: Promo) -> float:
    """Readers about the sea like the sea, readers about noodles like noodles."""
    return 0.4 if (article.title in SEA) == (promo.title in SEA) else 0.05


@pytest.fixture(scope="module")
def learned() -> Learned:
    log = a_log(by_words, articles=ARTICLES, promos=PROMOS, visits=4_000)
    exposures = exposures_of(log, articles=ARTICLES, promos=PROMOS)
    settings = FitSettings(components=4, topics=11, topic_scale=1.0, rarest=1, unclicked_share=1.0)
    late = exposures.times >= np.quantile(exposures.times, 0.7)
    fit, stop = exposures.where(~late), exposures.where(late)
    trial = best_trial(fit, stop, searched=[settings], report=str)
    return learned_from(trial, fit, version="unseen")


@pytest.mark.parametrize(
    ("article", "liked", "disliked"),
    [
        ("A swim in the warm sea", "The sandy beach", "Pork noodle soup"),
        ("Where to eat noodle soup", "Hot pork noodles", "A beach by the sea"),
        ("夏の海と砂浜", "白い砂浜の夏", "豚骨ラーメンの店"),
        ("新しいラーメン店", "熱い豚骨ラーメン", "青い海と砂浜"),
    ],
)
def test_unseen_promo_beside_unseen_article(
    learned: Learned, article: str, liked: str, disliked: str
) -> None:
    page = an_article(id="new", title=article, category=None)
    best = click_rate(learned, page, a_promo(id="new-1", title=liked))
    worst = click_rate(learned, page, a_promo(id="new-2", title=disliked))
    assert best > 1.2 * worst


def test_unseen_words_get_about_the_usual_rate(learned: Learned) -> None:
    page = an_article(id="new", title="zzzz", category=None)
    rate = click_rate(learned, page, a_promo(id="new", title="qqqq"))
    assert 0.05 < rate < 0.5

"""The direction of the words finds what earns clicks, and nothing where the words tell nothing."""

import numpy as np
import pytest

from recommender.domain import Article, Promo
from tests.builders import a_promo
from tests.training.log_builder import a_log, exposures_of
from training.encoding import Exposures
from training.fit_settings import FitSettings
from training.topics import topics_with_wording

FREE = [a_promo(id=f"free-{n}", title=f"A free drink at number {n * 37}") for n in range(40)]
PLAIN = [a_promo(id=f"plain-{n}", title=f"A short walk to number {n * 41}") for n in range(40)]
SETTINGS = FitSettings(topics=3, wording_scale=1.0, buckets=2**12)


def free_is_liked(article: Article, promo: Promo) -> float:
    return 0.4 if "free" in promo.id else 0.1


def a_log_of(truth: float | None) -> Exposures:
    """Return a log in which free drinks are liked, or all alike at one rate."""
    rate = free_is_liked if truth is None else lambda article, promo: truth
    log = a_log(rate, promos=[*FREE, *PLAIN], visits=4_000)
    return exposures_of(log, promos=[*FREE, *PLAIN])


def test_unseen_texts_are_worth_what_their_words_earn() -> None:
    exposures = a_log_of(None)
    topics, _ = topics_with_wording(exposures, np.ones(len(exposures)), settings=SETTINGS)
    liked = topics.topics_of("A free drink for you")[-1]
    assert liked > topics.topics_of("A long walk for you")[-1] + 0.4


def test_a_promo_learns_from_texts_other_than_its_own() -> None:
    exposures = a_log_of(None)
    _, judged = topics_with_wording(exposures, np.ones(len(exposures)), settings=SETTINGS)
    assert not np.allclose(judged.promos[:, -1], judged.new_promos[:, -1])
    assert judged.promos[:, :-2] == pytest.approx(judged.new_promos[:, :-2])
    likes = np.array(["free" in identity for identity in exposures.promo_ids])
    assert judged.new_promos[likes, -1].min() > judged.new_promos[~likes, -1].max()


def test_words_that_tell_nothing_are_worth_nothing() -> None:
    exposures = a_log_of(0.2)
    topics, _ = topics_with_wording(exposures, np.ones(len(exposures)), settings=SETTINGS)
    worth = [topics.topics_of(promo.title)[-1] for promo in (*FREE, *PLAIN)]
    assert np.std(worth) == pytest.approx(0, abs=0.8)


def test_too_few_texts_are_worth_nothing() -> None:
    exposures = exposures_of(a_log(visits=500))
    topics, _ = topics_with_wording(exposures, np.ones(len(exposures)), settings=SETTINGS)
    assert topics.topics_of("A free drink")[-1] == 0

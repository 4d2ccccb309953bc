"""The contract of a model that may be promoted, whoever made it: subclass and give a folder.

What a page asks of a model: that it loads, scores whatever it is asked with numpy alone, and comes
back unchanged. A new learner's test is a subclass with one fixture.
"""

from pathlib import Path

import numpy as np
import pytest

from data.models.model_store import ModelStore
from recommender.domain import Article, Promo
from recommender.features import (
    article_features,
    article_text,
    promo_features,
    promo_text,
    reader_features,
)
from recommender.learned import Learned
from tests.builders import NOON, a_promo, a_reader, an_article
from training.calibrate import Calibration

TEXTS = ("", "Rain over the harbour", "港に雨", "\ud800", "x" * 50_000)


class PromotableModelContract:
    """Subclasses give the fixture `model_folder`: a folder that fits docs/model-format.md."""

    @pytest.fixture
    def model_folder(self, tmp_path: Path) -> Path:
        raise NotImplementedError

    @pytest.fixture
    def store(self, tmp_path: Path) -> ModelStore:
        return ModelStore(tmp_path / "store")

    @pytest.fixture
    def learned(self, store: ModelStore, model_folder: Path) -> Learned:
        return store.load(store.adopt(model_folder))

    def test_is_adopted_and_promoted(self, store: ModelStore, model_folder: Path) -> None:
        version = store.adopt(model_folder)
        store.promote(version)
        assert store.live() == version
        assert (store.folder / version / "arrays.npz").read_bytes() == (
            model_folder / "arrays.npz"
        ).read_bytes()

    @pytest.mark.parametrize("text", TEXTS)
    def test_gives_every_page_a_click_rate(self, learned: Learned, text: str) -> None:
        article = an_article(id=f"unseen-{len(text)}", title=text, category="never seen")
        promo = a_promo(id="unseen", title=text, kind="never seen", published_at=NOON)
        rate = click_rate(learned, article, promo)
        assert 0 < rate < 1

    def test_gives_a_reader_of_whom_nothing_is_known_a_click_rate(self, learned: Learned) -> None:
        assert 0 < click_rate(learned, an_article(), a_promo()) < 1

    def test_examination_begins_at_one(self, learned: Learned) -> None:
        assert all(theta[0] == 1 for theta in learned.examination.values())

    def test_rates_are_no_more_than_one(self, learned: Learned) -> None:
        rates = learned.prior_rates
        for clicks, exposures in (*rates.by_promo.values(), *rates.by_kind.values(), rates.overall):
            assert 0 <= clicks
            assert exposures > 0


def click_rate(learned: Learned, article: Article, promo: Promo) -> float:
    """Return r of one page by the sums that serving makes."""
    topics = learned.text_topics
    visit = learned.visit_side.sum_of(
        [*article_features(article), *reader_features(a_reader(), local_hour=12)],
        topics.topics_of(article_text(article)),
    )
    shown = learned.promo_side.sum_of(
        promo_features(promo, now=NOON), topics.topics_of(promo_text(promo))
    )
    logit = float(visit[:-1] @ shown[:-1] + visit[-1] + shown[-1])
    return float(Calibration(learned.slope, learned.intercept).rates(np.array([logit]))[0])

"""What workers compute of published weights is what the learner itself would."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.crossed.cross_features import (
    article_page_features,
    crossed_promo_features,
    crossed_reader_features,
    page_features,
)
from recommender.crossed.cross_learning import learn
from recommender.crossed.cross_scores import active_table, deviations, logits
from recommender.crossed.cross_weights import Active, CrossWeights
from recommender.crossed.keyed_features import PAGE_CODES, PROMO_CODES, keyed, keyed_article
from recommender.crossed.page_scores import (
    IS_COMPILED,
    PromoColumns,
    page_scores,
    plain_scores,
)
from recommender.crossed.published_cross import published
from recommender.domain import Article, Promo, Reader
from recommender.online import online_of
from tests.builders import NOON, a_promo, an_article
from tests.cross_builder import PRIOR

ARTICLES = [
    an_article(),
    an_article(id="b", title="Ribs and noodles", tags=("food", "tokyo"), category=None),
    an_article(id="c", title="", category="sports", tags=tuple(f"t{at}" for at in range(90))),
]
PROMOS = [
    a_promo(id="a", topics=("food",), label="Offer", published_at=NOON),
    a_promo(id="b", title="A night of ribs", kind="offer", topics=("food", "night")),
    a_promo(id="c", topics=tuple(f"topic {at}" for at in range(90))),
]
READERS = [Reader(), Reader(country="JP", device="mobile"), Reader(device="tablet")]
MET = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, 1), st.booleans()), max_size=12
)


def _learned(met: list[tuple[int, int, int, bool]]) -> CrossWeights:
    weights = CrossWeights(PRIOR)
    for article, reader, promo, is_clicked in met:
        page = weights.page_of(page_features(ARTICLES[article], READERS[reader], local_hour=9))
        active = weights.promo_of(crossed_promo_features(PROMOS[promo], now=NOON))
        learn(weights, page, active, theta=0.5, is_clicked=is_clicked)
    return weights


@settings(max_examples=25, deadline=None)
@given(met=MET)
def test_logits_and_deviations_are_the_learners_own_of_features_never_met_too(
    met: list[tuple[int, int, int, bool]],
) -> None:
    weights = _learned(met)
    crossed = keyed([crossed_promo_features(each, now=NOON) for each in PROMOS], PROMO_CODES)
    online = online_of("x", published(weights), crossed)
    rows = np.arange(len(PROMOS))
    for article in ARTICLES:
        for reader in READERS:
            page = online.page(keyed_article(article), reader, local_hour=9)
            active = weights.page_of(page_features(article, reader, local_hour=9))
            promos = [weights.promo_of(crossed_promo_features(each, now=NOON)) for each in PROMOS]
            table = active_table(promos)
            means, spreads = online.scores(page, rows)
            wanted = logits(weights, active, table), deviations(weights, active, table)
            np.testing.assert_allclose(means, wanted[0], rtol=1e-4, atol=1e-5)
            np.testing.assert_allclose(spreads, wanted[1], rtol=1e-4)


def test_what_is_published_does_not_change_when_the_learner_goes_on() -> None:
    weights = _learned([(0, 0, 0, True)])
    before = published(weights)
    kept = before.mean.copy()
    page = weights.page_of(page_features(ARTICLES[0], READERS[0], local_hour=9))
    learn(weights, page, weights.promo_of([("bias:", 1.0)]), theta=1.0, is_clicked=True)
    assert (before.mean == kept).all()
    assert before.fits


def test_page_features_are_those_of_the_article_and_those_of_the_reader() -> None:
    for article in ARTICLES:
        for reader in READERS:
            apart = [
                *article_page_features(article),
                *crossed_reader_features(reader, local_hour=9),
            ]
            assert sorted(apart) == sorted(page_features(article, reader, local_hour=9))


def test_every_field_has_a_code() -> None:
    full = Article(site="s", id="a", category="c", tags=("t",), title="words", language="en")
    names = page_features(full, Reader(country="JP", region="13", device="mobile"), local_hour=3)
    assert {name.partition(":")[0] for name, _ in names} == set(PAGE_CODES)
    promo = Promo(id="p", kind="k", title="words", source="s", url="u", label="l", topics=("t",))
    features = crossed_promo_features(promo, now=NOON)
    assert {name.partition(":")[0] for name, _ in features} == set(PROMO_CODES)


def test_no_promo_and_no_feature_met_are_no_hindrance() -> None:
    nothing = keyed([], PROMO_CODES)
    online = online_of("x", published(CrossWeights(PRIOR)), nothing)
    page = online.article(keyed_article(ARTICLES[0]))
    assert [each.shape for each in online.scores(page, np.arange(0))] == [(0,), (0,)]


@pytest.mark.skipif(not IS_COMPILED, reason="no C compiler was there")
@given(met=MET, rows=st.lists(st.integers(0, 2), max_size=5))
@settings(max_examples=25, deadline=None)
def test_compiled_and_plain_scores_agree_to_the_bit(
    met: list[tuple[int, int, int, bool]], rows: list[int]
) -> None:
    weights = published(_learned(met))
    crossed = keyed([crossed_promo_features(each, now=NOON) for each in PROMOS], PROMO_CODES)
    online = online_of("x", weights, crossed)
    chosen = np.array(rows, dtype=np.int64)
    page = online.page(keyed_article(ARTICLES[1]), READERS[1], local_hour=9)
    found = [
        score(weights.mean, weights.variance, page, online.promos, chosen)
        for score in (page_scores, plain_scores)
    ]
    assert [each.tobytes() for each in found[0]] == [each.tobytes() for each in found[1]]


@pytest.mark.skipif(not IS_COMPILED, reason="no C compiler was there")
@pytest.mark.parametrize("spoil", ["page", "promo", "column"])
def test_scores_of_what_lies_beyond_the_weights_are_refused(spoil: str) -> None:
    table = np.zeros((2, 3), dtype=np.float32)
    page = Active(np.array([2 if spoil == "page" else 1]), np.ones(1))
    columns = np.array([[3 if spoil == "column" else 2]])
    promos = PromoColumns(columns, np.ones((1, 1), dtype=np.float32))
    rows = np.array([1 if spoil == "promo" else 0])
    with pytest.raises(ValueError, match="do not fit"):
        page_scores(table, table, page, promos, rows)

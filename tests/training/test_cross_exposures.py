"""Exposures as a refit reads them give the logits that serving gives."""

import numpy as np
import pytest

from recommender.crossed.cross_features import crossed_promo_features, page_features
from recommender.crossed.cross_prior import flat_prior
from recommender.crossed.cross_scores import active_table, logits
from recommender.crossed.cross_weights import CrossWeights
from recommender.domain import Reader
from tests.builders import a_promo, an_article
from tests.training.log_builder import FIRST, a_log, a_row, exposure_table, exposures_of, sampled
from training import cross_exposures, cross_table
from training.cross_exposures import cross_log, cross_logits, placed_weights
from training.crossed_things import CrossedThings

PRIOR = flat_prior(0.1)


def some_weights(weights: CrossWeights) -> CrossWeights:
    """Give every pair a weight of its own."""
    mean = np.random.default_rng(3).normal(size=(len(weights.page), len(weights.promo)))
    weights.set(mean, np.ones_like(mean), prior=PRIOR)
    return weights


def test_a_logit_is_that_of_serving(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cross_exposures, "CHUNK", 3)
    monkeypatch.setattr(cross_table, "RAREST", 1.0)
    articles = [an_article(id=f"w{n}", title=f"Sea no {n}", tags=("a", f"t{n}")) for n in range(4)]
    promos = [a_promo(id=f"p{n}", published_at=FIRST, topics=("x", f"t{n}")) for n in range(3)]
    rows = [
        a_row(article=f"w{n % 4}", promo=f"p{n % 3}", country="JP" if n % 2 else None)
        for n in range(10)
    ]
    log = exposures_of(exposure_table(rows), articles=articles, promos=promos)
    things = CrossedThings()
    weights = some_weights(placed_weights(log, things, PRIOR))
    found = cross_logits(weights, log, things=things)
    for n, row in enumerate(rows):
        reader = Reader(country=row["country"], device="mobile")
        page = weights.page_of(page_features(articles[n % 4], reader, local_hour=12))
        promo = weights.promo_of(crossed_promo_features(promos[n % 3], now=FIRST))
        assert found[n] == pytest.approx(logits(weights, page, active_table([promo]))[0])


def test_sampled_exposures_stand_for_those_left_out() -> None:
    table = sampled(a_log(visits=200), share=0.25)
    log = exposures_of(table)
    things = CrossedThings()
    weights = placed_weights(log, things, PRIOR)
    read = cross_log(log, np.ones(len(log)), things=things, weights=weights)
    assert read.clicks.tolist() == table["clicks"].to_pylist()
    assert set(read.unclicked.tolist()) == {0.0, 4.0}


def test_what_is_met_seldom_has_no_place() -> None:
    rows = [a_row(article="w0")] * 20 + [a_row(article="w1")] * 19
    weights = placed_weights(exposures_of(exposure_table(rows)), CrossedThings(), PRIOR)
    assert "article:daily/w0" in weights.page.numbers
    assert "article:daily/w1" not in weights.page.numbers
    assert weights.page.numbers["bias:"] == weights.promo.numbers["bias:"] == 0


def test_the_more_is_left_out_the_less_the_table_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    log = exposures_of(a_log(visits=300))
    whole = placed_weights(log, CrossedThings(), PRIOR)
    monkeypatch.setattr(cross_table, "MOST_CELLS", 60)
    small = placed_weights(log, CrossedThings(), PRIOR)
    assert len(small.page) * len(small.promo) <= 60 < len(whole.page) * len(whole.promo)


def test_what_has_no_place_adds_nothing() -> None:
    log = exposures_of(a_log(visits=50))
    things = CrossedThings()
    weights = some_weights(placed_weights(log, things, PRIOR))
    strange = exposures_of(exposure_table([a_row(article="new", promo="gone", device="tv")]))
    hour, bias = weights.page.numbers["hour:3"], weights.promo.numbers["bias:"]
    expected = weights.mean[0, bias] + weights.mean[hour, bias]
    assert cross_logits(weights, strange, things=things) == pytest.approx([expected])

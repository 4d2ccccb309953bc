"""Articles and promos that a model never met are judged apart."""

import numpy as np
import pytest

from recommender.learned import PriorRates
from tests.model_builder import a_learned
from tests.training.log_builder import a_row, exposure_table, exposures_of
from training.encoding import Exposures
from training.newness import NEW_ARTICLES, NEW_PROMOS, Seen, known_to, new_parts, seen_in


def exposures() -> Exposures:
    """Return exposures of an old and a new article, an old and a new promo, and of no article."""
    met = [("w0", "story-0"), ("w0", "offer-0"), ("s0", "story-0"), (None, "story-0")]
    rows = [
        a_row(decision=f"v{at}", article=article, promo=promo, clicks=int(at == 1))
        for at, (article, promo) in enumerate(met)
    ]
    return exposures_of(exposure_table(rows))


def test_what_was_seen_is_what_has_an_exposure() -> None:
    early = exposures().part(0, 1)
    assert seen_in(early) == Seen(frozenset({"daily/w0"}), frozenset({"story-0"}))


def test_new_articles_and_new_promos_are_judged_apart() -> None:
    log = exposures()
    ours, base = np.array([0.1, 0.8, 0.1, 0.1]), np.full(4, 0.25)
    parts = new_parts(ours, {"base rate": base}, log, seen=seen_in(log.part(0, 1)))
    articles, promos = parts[NEW_ARTICLES], parts[NEW_PROMOS]
    assert (articles.exposures, articles.share, articles.clicks) == (1, 0.25, 0)
    assert (promos.exposures, promos.share, promos.clicks) == (1, 0.25, 1)
    assert promos.log_loss == pytest.approx(-np.log(0.8))
    assert promos.loss_against["base rate"].value == pytest.approx(np.log(0.25 / 0.8))


def test_where_nothing_is_new_nothing_is_compared() -> None:
    log = exposures()
    (articles, promos) = new_parts(np.full(4, 0.2), {}, log, seen=seen_in(log)).values()
    assert (articles.share, articles.log_loss, articles.loss_against) == (0.0, None, {})
    assert promos.log_loss is None


def test_a_kept_model_tells_what_it_knows() -> None:
    rates = PriorRates(by_promo={"story-0": (1.0, 9.0)}, by_kind={}, overall=(1.0, 9.0))
    seen = known_to(a_learned(prior_rates=rates))
    assert seen.promos == {"story-0"}
    assert all("/" in name for name in seen.articles)

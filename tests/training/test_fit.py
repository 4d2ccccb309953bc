"""LightFM learns what it should: from totals as from single exposures, and what no side shows."""

from dataclasses import replace

import numpy as np
import pytest

from recommender.errors import InvalidModel
from recommender.metrics import auc, log_loss
from tests.training.log_builder import (
    OFFERS,
    SPORTS,
    STORIES,
    WORLD,
    a_log,
    a_row,
    exposure_table,
    exposures_of,
)
from training.dataset import Dataset, dataset
from training.encoding import Exposures
from training.fit import fitted_epochs
from training.fit_settings import FitSettings
from training.prediction import logits
from training.sums import Amounts
from training.topics import fitted_topics, judged_texts

SETTINGS = FitSettings(
    components=4, epochs=10, unclicked_share=1.0, rarest=1, cold_articles=0, cold_promos=0
)


def predicted(learned_on: Exposures, asked: Exposures, settings: FitSettings) -> Amounts:
    topics = fitted_topics([], settings=settings)
    judged = judged_texts(topics, learned_on)
    data = dataset(learned_on, np.ones(len(learned_on)), judged=judged, settings=settings)
    *_, sides = fitted_epochs(data, settings)
    found = logits(sides, judged_texts(topics, asked), asked)
    return 1 / (1 + np.exp(-found))


def totals_log(*, biggest: int) -> list[dict[str, object]]:
    """Return one total per pair of article and promo, their counts from 10 to `biggest`."""
    rng = np.random.default_rng(3)
    rows = []
    for article in (*WORLD, *SPORTS):
        for promo in (*STORIES, *OFFERS):
            count = int(10 ** rng.uniform(1, np.log10(biggest)))
            rate = 0.2 if (article.category == "world") == (promo.kind == "story") else 0.05
            clicks = int(rng.binomial(count, rate))
            rows.append(a_row(article=article.id, promo=promo.id, clicks=clicks, count=count))
    rows[0] |= {"count": biggest, "clicks": biggest // 5}
    return rows


def expanded(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    single = []
    for row in rows:
        clicks, count = int(str(row["clicks"])), int(str(row["count"]))
        single += [row | {"clicks": 1, "count": 1}] * clicks
        single += [row | {"clicks": 0, "count": 1}] * (count - clicks)
    return single


def test_counts_to_ten_thousand_equal_the_expanded_log() -> None:
    rows = totals_log(biggest=10_000)
    totals = exposures_of(exposure_table(rows))
    counts = {"clicks": totals.clicks, "unclicked": totals.unclicked}
    single = exposures_of(exposure_table(expanded(rows)))
    from_totals = log_loss(predicted(totals, totals, SETTINGS), **counts)
    from_single = log_loss(predicted(single, totals, SETTINGS), **counts)
    base = np.full(len(totals), totals.clicks.sum() / (totals.clicks + totals.unclicked).sum())
    assert from_totals == pytest.approx(from_single, rel=0.001)
    assert from_totals < 0.98 * log_loss(base, **counts)


def test_equal_numbers_of_clicked_and_unclicked_do_not_cancel() -> None:
    even = exposures_of(exposure_table([a_row(clicks=500, count=1_000)]))
    rates = predicted(even, even, SETTINGS)
    assert rates == pytest.approx([0.5], abs=0.03)


def test_a_checkerboard_is_learned() -> None:
    log = a_log(visits=3_000)
    exposures = exposures_of(log)
    asked = exposures_of(a_log(visits=1_000, seed=9))
    # Codes differ between logs, names do not.
    rates = predicted(exposures, asked, replace(SETTINGS, rate=0.1))
    found = auc(rates, clicks=asked.clicks, unclicked=asked.unclicked)
    truth = np.array(
        [
            _liked(asked.articles.names[article], asked.promos.names[promo])
            for article, promo in zip(asked.article, asked.promo, strict=True)
        ]
    )
    best = auc(truth, clicks=asked.clicks, unclicked=asked.unclicked)
    assert found > best - 0.01
    assert rates[truth > 0].mean() == pytest.approx(0.4, abs=0.05)


def _liked(article: tuple[str, ...], promo: tuple[str, ...]) -> float:
    return float(("category:world" in article) == ("kind:story" in promo))


def a_dataset(**changes: object) -> tuple[Dataset, FitSettings]:
    settings = replace(SETTINGS, **changes)  # type: ignore[arg-type]
    exposures = exposures_of(a_log(visits=100))
    judged = judged_texts(fitted_topics([], settings=settings), exposures)
    data = dataset(exposures, np.ones(len(exposures)), judged=judged, settings=settings)
    return data, settings


def test_the_same_seed_gives_the_same_bits() -> None:
    one, two = (list(fitted_epochs(*a_dataset(epochs=2)))[-1] for _ in range(2))
    assert np.array_equal(one.visit.vectors, two.visit.vectors)
    assert np.array_equal(one.promo.vectors, two.promo.vectors)


def test_a_fit_that_diverges_is_told() -> None:
    with pytest.raises(InvalidModel, match="lower its rate"):
        list(fitted_epochs(*a_dataset(rate=1e30)))


def test_heavier_rows_give_the_same_model_after_more_epochs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = totals_log(biggest=10_000)
    totals = exposures_of(exposure_table(rows))
    counts = {"clicks": totals.clicks, "unclicked": totals.unclicked}
    light = log_loss(predicted(totals, totals, SETTINGS), **counts)
    monkeypatch.setattr("training.dataset.ENOUGH_ROWS", 20_000)
    heavy = log_loss(predicted(totals, totals, replace(SETTINGS, epochs=40)), **counts)
    assert heavy == pytest.approx(light, rel=0.001)

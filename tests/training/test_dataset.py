"""What LightFM is given: whole clicks, split weights, ids that may be left out."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.log_builder import a_log, a_row, exposure_table, exposures_of, sampled
from training.dataset import HEAVIEST, Dataset, dataset, heaviest_row, split
from training.encoding import Exposures
from training.fit_settings import FitSettings
from training.topics import fitted_topics, judged_texts

PLAIN = FitSettings(unclicked_share=1.0, rarest=1, cold_articles=0, cold_promos=0)


def a_dataset(exposures: Exposures, **changes: float) -> Dataset:
    settings = replace(PLAIN, **changes)
    judged = judged_texts(
        fitted_topics(exposures.promos.texts.distinct, settings=settings), exposures
    )
    return dataset(exposures, np.ones(len(exposures)), judged=judged, settings=settings)


@given(weights=st.lists(st.floats(0, 10_000), min_size=1, max_size=20))
def test_split_keeps_the_sum_and_no_row_is_heavy(weights: list[float]) -> None:
    rows, parts = split(np.array(weights), heaviest=HEAVIEST)
    assert (parts <= HEAVIEST * (1 + 1e-12)).all()
    assert (parts > 0).all()
    sums = np.bincount(rows, weights=parts, minlength=len(weights))
    assert sums == pytest.approx(np.array(weights))


def test_clicked_and_unclicked_exposures_of_a_pair_stay_apart() -> None:
    data = a_dataset(exposures_of(exposure_table([a_row(clicks=30, count=100)])))
    assert len(set(zip(data.visits.tolist(), data.promos.tolist(), strict=True))) == 1
    assert data.weights[data.signs > 0].tolist() == [1] * 30
    assert data.weights[data.signs < 0].tolist() == [1] * 70


@given(total=st.floats(0, 1e12))
def test_no_log_is_large_enough_for_heavier_rows(total: float) -> None:
    assert 1 <= heaviest_row(total) <= HEAVIEST


def test_repeated_visits_share_a_row() -> None:
    table = exposure_table([a_row(decision=f"v{n}") for n in range(50)])
    data = a_dataset(exposures_of(table))
    assert data.visit_features.shape[0] == 1
    assert len(data.signs) == 50


def test_sampled_rows_weigh_what_they_are() -> None:
    exposures = exposures_of(sampled(a_log(visits=300), share=0.25))
    data = a_dataset(exposures, unclicked_share=0.25)
    assert set(data.weights.tolist()) == {1.0}


def test_unexamined_exposures_weigh_less() -> None:
    exposures = exposures_of(exposure_table([a_row(), a_row(position=1)]))
    judged = judged_texts(fitted_topics([], settings=PLAIN), exposures)
    data = dataset(exposures, np.array([1.0, 0.25]), judged=judged, settings=PLAIN)
    assert data.weights.tolist() == [1.0, 0.25]


def test_names_met_rarely_are_left_out() -> None:
    rows = [a_row() for _ in range(9)] + [a_row(promo="story-1")]
    exposures = exposures_of(exposure_table(rows))
    assert "promo:story-1" in a_dataset(exposures).promo_names
    data = a_dataset(exposures, rarest=2)
    assert "promo:story-1" not in data.promo_names
    assert "promo:story-0" in data.promo_names


def test_cold_rows_lack_the_ids_and_nothing_else() -> None:
    exposures = exposures_of(exposure_table([a_row() for _ in range(40)]))
    warm, cold = a_dataset(exposures), a_dataset(exposures, cold_articles=1, cold_promos=1)
    assert warm.visit_names == cold.visit_names
    for sides in ("visit", "promo"):
        features = [getattr(data, f"{sides}_features") for data in (warm, cold)]
        codes = [getattr(data, f"{sides}s")[0] for data in (warm, cold)]
        first, second = (
            set(matrix[[code]].indices.tolist())
            for matrix, code in zip(features, codes, strict=True)
        )
        names = {name for name, at in getattr(warm, f"{sides}_names").items() if at in first}
        left_out = {name for name, at in getattr(warm, f"{sides}_names").items() if at in second}
        assert {name.split(":")[0] for name in names - left_out} <= {"article", "promo"}
        assert len(names - left_out) == 1

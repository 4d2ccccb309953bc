"""The last day judges, the day before stops, and too small a log is told what to do."""

from datetime import timedelta

import numpy as np
import pytest

from recommender.errors import NotEnoughData
from tests.training.log_builder import FIRST, a_log, a_row, exposure_table, exposures_of
from training.time_split import moment_of, time_split


def test_last_day_judges_and_the_day_before_stops() -> None:
    exposures = exposures_of(a_log(days=5, visits=4_000))
    split = time_split(exposures)
    assert moment_of(split.stop_from) == FIRST + timedelta(days=3)
    assert moment_of(split.judge_from) == FIRST + timedelta(days=4)
    parts = [part(exposures.times) for part in (split.fit, split.stop, split.judge)]
    assert np.sum(parts, axis=0).tolist() == [1] * len(exposures)


def test_days_of_few_clicks_join_up_to_a_fifth() -> None:
    split = time_split(exposures_of(a_log(days=20, visits=400)))
    assert moment_of(split.judge_from) == FIRST + timedelta(days=16)
    assert moment_of(split.stop_from) == FIRST + timedelta(days=12)


@pytest.mark.parametrize("days", [1, 2])
def test_a_first_day_is_cut_by_its_hours(days: int) -> None:
    exposures = exposures_of(a_log(days=days, visits=1_000))
    split = time_split(exposures)
    assert split.fit(exposures.times).mean() == pytest.approx(0.6, abs=0.01)
    assert split.judge(exposures.times).mean() == pytest.approx(0.2, abs=0.01)


def test_a_log_that_is_all_yesterday_and_today_is_cut_by_its_hours() -> None:
    early = a_log(days=1, visits=100).to_pylist()
    late = a_log(days=2, visits=1_000, seed=1).to_pylist()
    late = [row | {"decided_at": row["decided_at"] + timedelta(days=1)} for row in late]
    exposures = exposures_of(exposure_table([*early, *late]))
    assert time_split(exposures).fit(exposures.times).mean() == pytest.approx(0.6, abs=0.01)


def test_days_without_visits_do_not_count() -> None:
    early = a_log(days=3, visits=1_000).to_pylist()
    late = [row | {"decided_at": row["decided_at"] + timedelta(days=9)} for row in early[-1000:]]
    split = time_split(exposures_of(exposure_table([*early, *late])))
    assert moment_of(split.judge_from) == FIRST + timedelta(days=11)
    assert moment_of(split.stop_from) == FIRST + timedelta(days=2)


def test_a_log_without_clicks_says_what_to_do() -> None:
    rows = [a_row(decided_at=FIRST + timedelta(hours=n)) for n in range(100)]
    with pytest.raises(NotEnoughData, match=r"0 clicks.*let it grow"):
        time_split(exposures_of(exposure_table(rows)))


def test_an_empty_log_says_what_to_do() -> None:
    with pytest.raises(NotEnoughData, match="import a click log"):
        time_split(exposures_of(exposure_table([])))


def test_a_log_of_clicks_only_is_refused() -> None:
    rows = [a_row(clicks=1, decided_at=FIRST + timedelta(hours=n)) for n in range(100)]
    with pytest.raises(NotEnoughData, match="no unclicked"):
        time_split(exposures_of(exposure_table(rows)))


def test_clicks_at_one_moment_only_are_refused() -> None:
    clicked = [a_row(clicks=1) for _ in range(50)]
    others = [a_row(decided_at=FIRST + timedelta(days=n)) for n in range(5)]
    with pytest.raises(NotEnoughData, match="--days"):
        time_split(exposures_of(exposure_table([*clicked, *others])))

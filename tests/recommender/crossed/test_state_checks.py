"""What is no state of a cross learner is refused with a sentence that says what to do."""

from typing import Any

import numpy as np
import pytest

from recommender.crossed import state_checks
from recommender.crossed.cross_state import CrossState, state_of, weights_of
from recommender.crossed.state_checks import check_state
from recommender.errors import InvalidModel
from tests.cross_builder import Told, a_cross

STATE = state_of(a_cross(Told(0, 0)))
NAMES = list(STATE.facts["page"])
PRIOR = dict(STATE.facts["prior"])


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"schema": 3}, "this version reads 2: update this version, or start anew"),
        ({"schema": None}, "its schema is None"),
        ({"schema": True}, "its schema is True"),
        ({"surprise": 1}, "facts missing or unknown: surprise"),
        ({"learned": -1}, "learned must be a count"),
        ({"learned": 1.0}, "learned must be a count"),
        ({"page": "bias:"}, "page features are no list of texts"),
        ({"page": [*NAMES[:2], 3]}, "page features are no list of texts"),
        ({"page": [*NAMES[:2], NAMES[1]]}, r"page feature \['article:0'\] is named twice"),
        ({"promo": NAMES[::-1]}, "the first promo feature is not 'bias:'"),
        ({"promo": []}, "the first promo feature is not 'bias:'"),
        ({"page": [*NAMES, "tag:x"]}, r"mean is float64 \[3, 3\], its features want .*\[4, 3\]"),
        ({"prior": None}, "prior is no JSON object"),
        ({"prior": {}}, "facts of the prior missing or unknown"),
        ({"prior": PRIOR | {"other_variance": 0.0}}, "other_variance is not above 0"),
        ({"prior": PRIOR | {"intercept_variance": float("nan")}}, "variance is not above 0"),
        ({"prior": PRIOR | {"intercept": float("inf")}}, "no finite number"),
        ({"prior": PRIOR | {"intercept": "-4"}}, "no finite number"),
        ({"prior": PRIOR | {"variances": {}}}, "no list of"),
        ({"prior": PRIOR | {"variances": [["a", "b", -1.0]]}}, "no list of"),
        ({"prior": PRIOR | {"variances": [["a", "b"]]}}, "no list of"),
        ({"prior": PRIOR | {"variances": [["a", 1, 1.0]]}}, "no list of"),
        ({"prior": PRIOR | {"variances": [["a", "b", 1.0]] * 2}}, "a block is named twice"),
    ],
)
def test_facts_that_do_not_fit_are_refused(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InvalidModel, match=complaint) as refused:
        weights_of(CrossState(STATE.arrays, {**STATE.facts, **change}))
    assert "start anew, and a refit learns again from the log" in str(refused.value)


@pytest.mark.parametrize("facts", [None, [], "facts", 1, {}])
def test_what_is_not_even_facts_is_refused(facts: Any) -> None:
    with pytest.raises(InvalidModel, match="cross state refused"):
        check_state(STATE.arrays, facts)


def test_a_state_of_yesterday_is_learned_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_checks, "SCHEMA", 3)
    with pytest.raises(InvalidModel, match="is 2, this version reads 3: start anew, and a refit"):
        weights_of(STATE)


@pytest.mark.parametrize(
    ("arrays", "complaint"),
    [
        ({"code": np.zeros(1)}, "arrays missing or unknown: code"),
        ({"mean": np.zeros((3, 4))}, r"mean is float64 \[3, 4\]"),
        ({"mean": np.zeros(9)}, r"mean is float64 \[9\]"),
        ({"mean": np.zeros((3, 3), np.float32)}, "mean is float32"),
        ({"mean": np.zeros((3, 3), ">f8")}, "mean is >f8"),
        ({"mean": np.full((3, 3), np.nan)}, "mean holds values that are not finite"),
        ({"variance": np.full((3, 3), np.inf)}, "variance holds values that are not finite"),
        ({"variance": np.full((3, 3), -1e-300)}, "a variance is negative: take an earlier state"),
        ({"variance": np.zeros((0, 0))}, "variance is float64"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(arrays: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InvalidModel, match=complaint):
        weights_of(CrossState({**STATE.arrays, **arrays}, STATE.facts))


def test_an_array_that_is_missing_is_refused() -> None:
    with pytest.raises(InvalidModel, match="missing or unknown: variance"):
        check_state({"mean": STATE.arrays["mean"]}, STATE.facts)

"""What sampled decisions could have shown: packed to the digit, and lists as before."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.inbox.noted_candidates import SCORED, packed_candidates, unpacked_candidates

NUMBERS = st.lists(st.integers(1, 2**63 - 1), max_size=9)


@given(promos=NUMBERS, data=st.data())
def test_numbers_come_back_to_the_digit(promos: list[int], data: st.DataObject) -> None:
    floats = st.lists(st.floats(), min_size=len(promos), max_size=len(promos))
    columns = {name: data.draw(floats) for name in ("weights", *SCORED)}
    told = {name: np.array(values) for name, values in columns.items()}
    row = {"decision": "an id", "promos": np.array(promos, dtype=np.int64), **told}
    (found,) = unpacked_candidates(json.loads(packed_candidates([row])))
    assert found["decision"] == "an id"
    assert found["promos"] == promos
    for name, values in columns.items():
        np.testing.assert_array_equal(found[name], values)


def test_of_no_decisions_nothing_is_kept() -> None:
    assert packed_candidates([]) == b""


def test_lists_of_an_older_inbox_are_read() -> None:
    row = {"decision": "an id", "promos": [3, 1], "weights": [0.5, 2.0]}
    assert unpacked_candidates([row]) == [row]


@pytest.mark.parametrize("value", ["AAAA", "no base64", "\u00e9", 5, None, {}])
def test_column_that_is_no_numbers_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        unpacked_candidates([{"decision": "an id", "promos": value, "weights": []}])


@pytest.mark.parametrize("row", [{"decision": "an id"}, [1], 5, None])
def test_row_that_tells_no_candidates_is_refused(row: Any) -> None:
    with pytest.raises(ValueError, match="promos and their weights"):
        unpacked_candidates([row])

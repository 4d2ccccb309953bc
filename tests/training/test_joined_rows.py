"""Rows are joined as scipy joins them."""

import numpy as np
import pytest
from scipy import sparse

from training import joined_rows as joining
from training.joined_rows import joined_rows


@pytest.mark.parametrize("chunk", [1, 3, 100])
def test_joined_rows_are_the_sums_of_both(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "CHUNK", chunk)
    rng = np.random.default_rng(4)
    left = sparse.csr_matrix(rng.random((5, 6)) * (rng.random((5, 6)) < 0.5) * [1, 1, 1, 0, 0, 1])
    right = sparse.csr_matrix(rng.random((3, 6)) * (rng.random((3, 6)) < 0.5) * [0, 0, 0, 1, 1, 0])
    of_left, of_right = rng.integers(5, size=11), rng.integers(3, size=11)
    found = joined_rows(left, right, of_left=of_left, of_right=of_right)
    assert found.toarray() == pytest.approx((left[of_left] + right[of_right]).toarray())


def test_no_rows_are_joined_to_none() -> None:
    nothing, none = sparse.csr_matrix((2, 4)), np.zeros(0, dtype=np.int64)
    assert joined_rows(nothing, nothing, of_left=none, of_right=none).shape == (0, 4)

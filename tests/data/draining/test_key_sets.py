"""Sets of keys: as Python's own, by the batch, with a bound."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data.draining.key_sets import HOUR_MS, HourlyKeys, KeySet

BATCHES = st.lists(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4)), max_size=12))


def arrays(batch: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Return keys and times: a key always belongs to the same hour."""
    keys = np.array([key + 100 * hour for key, hour in batch], dtype=np.uint64)
    return keys, np.array([hour * HOUR_MS + 5 for _, hour in batch], dtype=np.int64)


@given(BATCHES)
def test_finds_what_was_added_and_nothing_else(batches: list[list[tuple[int, int]]]) -> None:
    remembered, truth = HourlyKeys(), set[tuple[int, int]]()
    for batch in batches:
        keys, times_ms = arrays(batch)
        new = remembered.are_new(keys, times_ms=times_ms)
        expected = [each not in truth and each not in batch[:at] for at, each in enumerate(batch)]
        assert new.tolist() == expected
        remembered.add(keys[new], times_ms=times_ms[new])
        truth |= set(batch)
        assert remembered.hold(keys, times_ms=times_ms).all()
    assert remembered.count == len(truth)


def test_grows_in_few_runs() -> None:
    keys = KeySet()
    for start in range(0, 10_000, 10):
        keys.add(np.arange(start, start + 10, dtype=np.uint64))
    assert keys.count == 10_000
    assert len(keys._runs) < 12
    assert keys.holds(np.array([0, 9_999, 10_000], dtype=np.uint64)).tolist() == [True, True, False]


def test_past_the_bound_the_oldest_hours_go() -> None:
    remembered = HourlyKeys(most=25)
    for hour in range(5):
        keys = np.arange(10, dtype=np.uint64) + np.uint64(100 * hour)
        remembered.add(keys, times_ms=np.full(10, hour * HOUR_MS))
    assert remembered.count == 20
    assert remembered.kept_from_hour == 3
    times_ms = np.array([2, 3, 4]) * HOUR_MS
    held = remembered.hold(np.array([200, 300, 400], dtype=np.uint64), times_ms=times_ms)
    assert held.tolist() == [False, True, True]


def test_forgets_whole_hours() -> None:
    remembered = HourlyKeys()
    for hour in range(3):
        remembered.add(np.array([hour], dtype=np.uint64), times_ms=np.array([hour * HOUR_MS]))
    remembered.forget_before(2 * HOUR_MS - 1)
    assert remembered.count == 2

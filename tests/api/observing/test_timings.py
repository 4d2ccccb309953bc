"""Durations fall into the bucket that reaches to their length."""

from api.observing.timings import BOUNDS_SECONDS, Timings


def test_a_duration_falls_into_the_first_bucket_that_reaches_it() -> None:
    timings = Timings()
    for seconds in (0.0, BOUNDS_SECONDS[0], BOUNDS_SECONDS[0] + 1e-9, 1e9):
        timings.took("/v1/slots", 200, seconds)
    *buckets, total = timings.rows["/v1/slots", 200]
    assert buckets == [2, 1, *[0] * (len(BOUNDS_SECONDS) - 2), 1]
    assert total > 1e9


def test_doors_and_statuses_are_told_apart() -> None:
    timings = Timings()
    timings.took("/v1/slots", 200, 0.001)
    timings.took("/v1/slots", 404, 0.001)
    timings.took("/healthz", 200, 0.001)
    assert {key: sum(row[:-1]) for key, row in timings.rows.items()} == {
        ("/v1/slots", 200): 1,
        ("/v1/slots", 404): 1,
        ("/healthz", 200): 1,
    }

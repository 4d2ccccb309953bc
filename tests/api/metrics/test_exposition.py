"""The page is read by Prometheus' own parser as it was meant."""

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from api.metrics.counted import counted
from api.metrics.exposition import Family, Kind, Sample, text_of
from api.observing.counts import Counts
from api.observing.timings import BOUNDS_SECONDS


def parsed(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Return the value of every line by its name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def line(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    return f"chirashi_{name}", frozenset(labels.items())


@given(st.text(), st.integers(0, 2**53) | st.floats(0, 1e15))
def test_any_label_and_value_come_through(label: str, value: float) -> None:
    family = Family("x", "A line\nand \\ another", Kind.GAUGE, [Sample(value, (("of", label),))])
    assert parsed(text_of([family])) == {line("x", of=label): value}


def test_what_was_counted_stands_by_its_labels() -> None:
    counts = Counts()
    counts.answers["learned", "prior", "deadline"] += 3
    counts.events["invalid", "click", "crawler"] += 2
    found = parsed(text_of(counted(counts)))
    assert found[line("answers_total", arm="learned", rung="prior", reason="deadline")] == 3
    assert found[line("events_total", verdict="invalid", event="click", reason="crawler")] == 2


def test_durations_are_buckets_that_hold_the_shorter_ones() -> None:
    counts = Counts()
    for status, seconds in ((200, 0.0004), (200, 0.004), (503, 60.0)):
        counts.requests.took("/v1/slots", status, seconds)
    found = parsed(text_of(counted(counts)))
    door = {"door": "/v1/slots"}
    buckets = [found[line("request_seconds_bucket", **door, le=str(x))] for x in BOUNDS_SECONDS]
    assert buckets[0] == 1
    assert buckets[BOUNDS_SECONDS.index(0.005) :] == [2] * (
        len(buckets) - BOUNDS_SECONDS.index(0.005)
    )
    assert found[line("request_seconds_bucket", **door, le="+Inf")] == 3
    assert found[line("request_seconds_count", **door)] == 3
    assert found[line("request_seconds_sum", **door)] == 60.0044
    assert found[line("requests_total", **door, status="2xx")] == 2
    assert found[line("requests_total", **door, status="5xx")] == 1

"""Failures and slow answers are logged by their door; the rest is counted only."""

import logging
from typing import Any

import pytest

from api.observing.answer_book import MOST_TOLD_A_SECOND, AnswerBook, ToldAnswers
from api.observing.counts import Counts


def facts_of(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [record.__dict__["facts"] for record in caplog.records]


def test_a_good_answer_is_counted_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    counts = Counts()
    AnswerBook(counts, ToldAnswers()).answered("/v1/slots", "GET", status=404, seconds=0.9)
    assert caplog.records == []
    assert list(counts.requests.rows) == [("/v1/slots", 404)]


@pytest.mark.parametrize(("status", "seconds"), [(503, 0.01), (200, 1.5)])
def test_failures_and_slow_answers_are_told(
    caplog: pytest.LogCaptureFixture, status: int, seconds: float
) -> None:
    book = AnswerBook(Counts(), ToldAnswers())
    book.answered("/v1/events", "POST", status=status, seconds=seconds)
    facts = {"door": "/v1/events", "method": "POST", "status": status, "ms": seconds * 1000}
    assert facts_of(caplog) == [facts]


def test_all_are_told_if_that_is_wanted(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    book = AnswerBook(Counts(), ToldAnswers(tells_all=True))
    for _ in range(2 * MOST_TOLD_A_SECOND):
        book.answered("/v1/slots", "GET", status=200, seconds=0.001)
    assert len(caplog.records) == 2 * MOST_TOLD_A_SECOND


def test_a_flood_of_failures_does_not_flood_the_log(caplog: pytest.LogCaptureFixture) -> None:
    seconds = iter([7.0] * 500 + [8.0])
    counts = Counts()
    book = AnswerBook(counts, ToldAnswers(), clock_seconds=lambda: next(seconds))
    for _ in range(501):
        book.answered("/v1/events", "POST", status=503, seconds=0.0)
    assert len(caplog.records) == MOST_TOLD_A_SECOND + 1
    assert facts_of(caplog)[-1]["untold"] == 500 - MOST_TOLD_A_SECOND
    assert sum(counts.requests.rows["/v1/events", 503][:-1]) == 501


def test_not_being_ready_yet_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    book = AnswerBook(Counts(), ToldAnswers())
    book.answered("/readyz", "GET", status=503, seconds=0.01)
    assert caplog.records == []
    book.answered("/readyz", "GET", status=503, seconds=1.5)
    assert len(caplog.records) == 1

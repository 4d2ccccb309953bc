"""A worker's reports: made one at a time elsewhere, ended when late, told when they fail."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from api.reports.report_desk import MOST_WAITING, Answer, ReportDesk
from recommender.errors import Busy, Invalid, NotFound, Unavailable

# A process that does what it is asked: the protocol is the real one, the work is not.
OBEDIENT = """
import os, sys, time
from api.reports.report_process import serve
sys.stdin.buffer.readline()
def answer(question):
    time.sleep(question.get("sleep", 0))
    if question.get("die"):
        os._exit(3)
    return question.get("answer", {}) | {"process": os.getpid()}
serve(sys.stdin.buffer, sys.stdout.buffer, answer, limit_seconds=60)
"""
Steps = Callable[[ReportDesk], Awaitable[Any]]


def asked(steps: Steps, **changes: Any) -> Any:
    """Run the steps with a desk, which is closed at the end."""
    settings: dict[str, Any] = {"deadline_seconds": 20} | changes

    async def run() -> Any:
        desk = ReportDesk({}, command=(sys.executable, "-c", OBEDIENT), **settings)
        try:
            return await steps(desk)
        finally:
            await desk.close()

    return asyncio.run(run())


def test_one_process_answers_one_question_after_the_other() -> None:
    async def steps(desk: ReportDesk) -> list[Answer]:
        questions = [{"answer": {"number": number}} for number in range(4)]
        return list(await asyncio.gather(*map(desk.answer, questions)))

    answers = asked(steps)
    assert [answer["number"] for answer in answers] == [0, 1, 2, 3]
    assert len({answer["process"] for answer in answers}) == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (
            {"failure": "NotFound", "words": "no such report", "noun": "r", "identity": "x"},
            NotFound,
        ),
        ({"failure": "Invalid", "words": "no such report", "pointer": "?by"}, Invalid),
        ({"failure": "Unavailable", "words": "no such report"}, Unavailable),
    ],
)
def test_what_the_process_refuses_is_refused(answer: Answer, kind: type[Exception]) -> None:
    with pytest.raises(kind, match="no such report"):
        asked(lambda desk: desk.answer({"answer": answer}))


def test_a_late_report_is_ended_and_the_next_is_made() -> None:
    async def steps(desk: ReportDesk) -> Answer:
        first = await desk.answer({})
        with pytest.raises(Unavailable, match="fewer days"):
            await desk.answer({"sleep": 60})
        second = await desk.answer({})
        return {"same": first["process"] == second["process"]}

    assert asked(steps, deadline_seconds=3) == {"same": False}


def test_a_report_that_kills_its_process_is_told_and_the_next_is_made() -> None:
    async def steps(desk: ReportDesk) -> Answer:
        with pytest.raises(Unavailable, match="ended"):
            await desk.answer({"die": True})
        return await desk.answer({"answer": {"alive": True}})

    assert asked(steps)["alive"]


def test_who_would_wait_behind_many_is_sent_away() -> None:
    async def steps(desk: ReportDesk) -> list[Any]:
        questions = [desk.answer({"sleep": 0.01}) for _ in range(MOST_WAITING + 3)]
        return list(await asyncio.gather(*questions, return_exceptions=True))

    refused = [answer for answer in asked(steps) if isinstance(answer, Busy)]
    assert len(refused) == 3


def test_an_idle_process_is_ended_and_started_anew() -> None:
    async def steps(desk: ReportDesk) -> bool:
        first = await desk.answer({})
        await asyncio.sleep(0.3)
        second = await desk.answer({})
        return bool(first["process"] == second["process"])

    assert asked(steps, idle_seconds=0.05) is False

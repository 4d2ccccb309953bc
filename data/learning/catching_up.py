"""Learns from the lake what a learner does not know yet, in the order in which it was drained."""

from collections.abc import Iterator

from data.lake.lake_store import Lake
from data.learning.lake_lessons import drained_hours, lake_lessons
from data.learning.lessons import LATE_MS, US_PER_MS, Lessons
from data.learning.online_learner import OnlineLearner


def catch_up(lake: Lake, learner: OnlineLearner) -> None:
    """Bring a learner as far as the lake. Raises Unavailable."""
    for lessons in _beyond(lake, learner):
        learner.take(lessons)


def go_on(lake: Lake, learner: OnlineLearner, *, steps: int) -> bool:
    """Let a learner go on until it is so many steps from its base; return whether it gets there.

    Then it knows, to the bit, what one knew that had gone so far. Raises Unavailable.
    """
    for lessons in _beyond(lake, learner):
        learner.take(lessons, most_steps=steps)
        if learner.steps >= steps:
            break
    return learner.steps == steps


def _beyond(lake: Lake, learner: OnlineLearner) -> Iterator[Lessons]:
    """Yield what was drained since; what was learned before is recalled on the way."""
    start_us = learner.through_us
    for hour in drained_hours(lake, after_us=start_us - LATE_MS * US_PER_MS):
        lessons = lake_lessons(lake, after_us=hour.start - 1, through_us=hour.stop - 1)
        learner.recall(lessons.drained(through_us=start_us))
        yield lessons.drained(after_us=start_us)

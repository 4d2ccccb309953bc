"""A trouble that lasts fills no log."""

import logging

import pytest

from data.trouble_log import AGAIN_AFTER_SECONDS, TroubleLog, kind_of


def test_each_kind_is_told_at_once_and_then_only_now_and_then(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = 0.0
    troubles = TroubleLog(logging.getLogger("tests"), clock=lambda: now)
    for second in range(int(2 * AGAIN_AFTER_SECONDS)):
        now = float(second)
        error = PermissionError(13, "Permission denied", f"/home/{second}.counts")
        troubles.warn(kind_of(error), "not told: %s", error)
        troubles.warn(kind_of(OSError(28, "No space left")), "no room")
    assert len(caplog.records) == 4


def test_errors_of_one_class_and_number_are_one_kind() -> None:
    assert kind_of(OSError(28, "a")) == kind_of(OSError(28, "b"))
    assert kind_of(OSError(28, "a")) != kind_of(OSError(30, "a"))
    assert kind_of(ValueError("a")) == kind_of(ValueError("b"))

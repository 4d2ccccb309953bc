"""A tool that is absent skips its tests, or fails them where everything is required."""

import pytest

from tests.conftest import require


def test_a_tool_that_is_there_is_no_matter() -> None:
    require("/usr/bin/tool", "no tool")


def test_an_absent_tool_skips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHIRASHI_REQUIRE_ALL", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no tool"):
        require(None, "no tool")


def test_an_absent_tool_fails_where_all_are_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIRASHI_REQUIRE_ALL", "1")
    with pytest.raises(pytest.fail.Exception, match="no tool"):
        require(None, "no tool")

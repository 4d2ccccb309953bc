"""Looking at an installation writes nothing, and whatever is broken, the rest is looked at."""

from collections.abc import Iterator
from pathlib import Path

from api.diagnosis.examination import CHECKS, examine
from api.diagnosis.finding import Finding, Verdict, ok, summary, warn
from recommender.errors import Unavailable
from tests.api.diagnosis.examined import findings_of, now_ms
from tests.api.served_home import a_learned_home


def test_a_home_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    home = tmp_path / "home"
    found = list(examine({"CHIRASHI_HOME": str(home)}, now_ms=now_ms()))
    assert not home.exists()
    assert [finding for finding in found if finding.verdict is Verdict.BAD] == []
    assert {finding.part for finding in found if finding.verdict is Verdict.WARN} >= {
        "home",
        "database",
        "snapshot",
        "keeper",
        "model",
    }


def test_looking_adds_no_file_but_those_of_sqlite(tmp_path: Path) -> None:
    a_learned_home(tmp_path).catalogue.close()
    before = {path for path in tmp_path.rglob("*") if "chirashi.db" not in path.name}
    assert list(examine({"CHIRASHI_HOME": str(tmp_path)}, now_ms=now_ms()))
    after = {path for path in tmp_path.rglob("*") if "chirashi.db" not in path.name}
    assert after == before


def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (found,) = findings_of(tmp_path, "settings", workers="many")
    assert "CHIRASHI_WORKERS must be a whole number" in found.seen


def test_a_check_that_fails_hides_no_other(tmp_path: Path) -> None:
    def failing(_it: object) -> Iterator[Finding]:
        raise Unavailable("it is on fire")

    values, checks = {"CHIRASHI_HOME": str(tmp_path)}, (failing, CHECKS[0])
    first, second = examine(values, now_ms=now_ms(), checks=checks)
    assert (first.part, first.verdict) == ("failing", Verdict.BAD)
    assert second.part == "home"


def test_all_that_is_doubtful_or_bad_has_advice(tmp_path: Path) -> None:
    a_learned_home(tmp_path)
    found = list(examine({"CHIRASHI_HOME": str(tmp_path)}, now_ms=now_ms()))
    assert all(finding.advice for finding in found if finding.verdict is not Verdict.OK)
    assert all(finding.seen for finding in found)


def test_what_was_found_is_summed_up() -> None:
    assert summary([ok("a", "b")]) == "all is well"
    assert summary([warn("a", "b", "c"), ok("a", "b")]) == "0 problems, 1 warning"

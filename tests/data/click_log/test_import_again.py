"""Imports that stop and go on, that come twice, or two at once: nothing is lost or doubled."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from data.click_log.click_import import ClickLog, forget_clicks, import_clicks
from data.click_log.import_state import Came
from data.lake.lake_store import Lake
from recommender.errors import Busy, Conflict, Unavailable
from tests.data.click_log.logs import (
    ENDINGS,
    a_line,
    a_mapping,
    contents,
    exposures,
    imported,
    rejections,
    write_log,
)
from tests.refusing_disk import a_full_disk


def test_importing_again_does_nothing(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.csv", [a_line(n) for n in range(30)])
    first = imported(path, lake, a_mapping())
    before = contents(lake)
    again = imported(path, lake, a_mapping())
    assert (first.was_done, again.was_done) == (False, True)
    assert again.came == first.came
    assert contents(lake) == before


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("decision", [{}, {"decision": "session"}])
def test_an_interrupted_import_goes_on(
    tmp_path: Path, lake: Lake, ending: str, decision: dict[str, str]
) -> None:
    lines = [a_line(0, slot=n % 3, session=f"s-{n // 3}", chance=n % 10 / 10) for n in range(50)]
    path = write_log(tmp_path / f"log{ending}", lines)
    log = ClickLog(path=path, mapping=a_mapping(**decision), lines_per_batch=7)
    whole = Lake((tmp_path / "whole").as_uri())
    expected = import_clicks(log, whole, folder=tmp_path / "of whole")
    failures = 0
    while True:
        try:
            found = import_clicks(log, FailingLake(lake.url), folder=tmp_path / "imports")
            break
        except PowerCut:
            failures += 1
    assert failures > 5
    assert found.came == expected.came
    assert contents(lake) == contents(whole)
    assert rejections(found) == rejections(expected)


class PowerCut(Exception):
    """What stops an import in the middle of a batch."""


class FailingLake(Lake):
    """A lake that is cut off after it wrote a batch's slots for the second time."""

    written = 0

    def append(self, table_name: str, table: pa.Table, **where: Any) -> list[str]:
        if table_name == "decisions":
            self.written += 1
            if self.written == 2:
                raise PowerCut
        return super().append(table_name, table, **where)


def test_a_stop_between_batches_loses_nothing(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.csv", [a_line(n) for n in range(20)])
    log = ClickLog(path=path, mapping=a_mapping(), lines_per_batch=6)

    def stop(came: Came) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_clicks(log, lake, folder=tmp_path / "imports", tell=stop)
    assert import_clicks(log, lake, folder=tmp_path / "imports").came.accepted == 20
    assert len(exposures(lake)) == 20


def test_an_emptied_lake_is_filled_again(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.csv", [a_line(n) for n in range(5)])
    imported(path, lake, a_mapping())
    forget_clicks(path, lake)
    assert exposures(lake) == []
    assert not imported(path, lake, a_mapping()).was_done
    assert len(exposures(lake)) == 5


def test_another_mapping_of_the_same_log_is_a_conflict(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.csv", [a_line(n) for n in range(5)])
    imported(path, lake, a_mapping())
    with pytest.raises(Conflict, match="--replace"):
        imported(path, lake, a_mapping(placement={"constant": "header"}))


def test_two_imports_of_a_log_at_once_are_refused(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.csv", [a_line(n) for n in range(5)])

    def import_again(came: Came) -> None:
        with pytest.raises(Busy):
            imported(path, lake, a_mapping())

    log = ClickLog(path=path, mapping=a_mapping())
    assert import_clicks(log, lake, folder=tmp_path / "imports", tell=import_again).came.finished


def test_a_full_disk_stops_an_import_and_loses_nothing(tmp_path: Path, lake: Lake) -> None:
    lines = [a_line(n, chance=n % 5) for n in range(30)]
    path = write_log(tmp_path / "log.csv", lines)
    log = ClickLog(path=path, mapping=a_mapping(), lines_per_batch=7)
    whole = Lake((tmp_path / "whole").as_uri())
    expected = import_clicks(log, whole, folder=tmp_path / "of whole")
    (tmp_path / "imports").mkdir()
    with a_full_disk(), pytest.raises(Unavailable, match="free some space"):
        import_clicks(log, lake, folder=tmp_path / "imports")
    with ExitStack() as disk:

        def fill(came: Came) -> None:
            disk.enter_context(a_full_disk())

        with pytest.raises(Unavailable, match="see that it has room"):
            import_clicks(log, lake, folder=tmp_path / "imports", tell=fill)
    found = import_clicks(log, lake, folder=tmp_path / "imports")
    assert contents(lake) == contents(whole)
    assert rejections(found) == rejections(expected)


def test_a_spoilt_state_is_told_and_nothing_doubled_without_it(tmp_path: Path, lake: Lake) -> None:
    path = write_log(tmp_path / "log.csv", [a_line(n) for n in range(30)])
    imported(path, lake, a_mapping())
    before = contents(lake)
    (state,) = (tmp_path / "imports").glob("*.db")
    state.write_bytes(b"no database at all " * 500)
    with pytest.raises(Unavailable, match="delete it; then import again"):
        imported(path, lake, a_mapping())
    state.unlink()
    imported(path, lake, a_mapping())
    assert contents(lake) == before

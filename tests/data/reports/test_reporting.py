"""The reports' figures equal an independent recount of the raw lake."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.lake.lake_store import Lake
from data.reports.report_ask import ReportAsk
from data.reports.report_table import ReportTable
from data.reports.reporting import report
from tests.data.reports.judged_reports import judge, questions
from tests.data.reports.messy_lake import ZONES, a_messy_lake
from tests.data.reports.recounted import Recount

NOW = datetime(2026, 11, 20, tzinfo=UTC)
QUESTIONS = 50


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lake")


@pytest.fixture(scope="module")
def lake(folder: Path) -> Lake:
    return a_messy_lake(folder, seed=4)


@pytest.fixture(scope="module")
def recount(lake: Lake, folder: Path) -> Recount:
    assert lake.days("decisions")
    return Recount(folder, ZONES)


def asked(lake: Lake, ask: ReportAsk) -> ReportTable:
    return report(lake, ask, now=NOW, zones=ZONES)


def test_figures_equal_a_recount(lake: Lake, recount: Recount) -> None:
    for ask in questions(recount, count=QUESTIONS, seed=50):
        judge(asked(lake, ask), recount, ask)

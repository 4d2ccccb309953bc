"""Reports as files: nothing in them acts, and what is written is read back as it was."""

import csv
import io
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.reports.report_files import FORMULAS, csv_of, workbook_of
from api.reports.report_json import json_of_table, table_of_json
from data.reports.report_table import Cell, Column, Estimate, ReportTable, Row, Unit
from tests.api.reports.report_builder import a_table, an_ask

TEXT, RATIO = Column("promo", "Promo", Unit.TEXT), Column("lift", "Lift", Unit.RATIO)
ESTIMATES = st.builds(Estimate, st.floats(0, 1), st.none() | st.floats(0, 1), st.none())


def of(*cells: Cell, note: str | None = None) -> ReportTable:
    return a_table(columns=(TEXT, RATIO), keys=1, rows=(Row(cells, note),), total=None)


def lines(table: ReportTable) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_of(table), newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_text_that_a_calculator_would_run_is_quoted(text: str) -> None:
    assert lines(of(text, None))[1][0] == f"'{text}"


def test_numbers_below_zero_stay_numbers() -> None:
    assert lines(of("x", Estimate(-0.5, -0.6, None)))[1] == ["x", "-0.5", "-0.6", "", ""]


@given(st.text(), st.text() | st.none())
def test_no_cell_begins_as_a_formula(text: str, note: str | None) -> None:
    for cell in lines(of(text, None, note=note))[1]:
        assert not cell.startswith(FORMULAS)


def test_a_workbook_holds_text_and_no_formulas() -> None:
    book = ZipFile(io.BytesIO(workbook_of(of('=HYPERLINK("https://evil.example")', None))))
    sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
    assert len(sheets) == 2
    assert not any("<f>" in sheet or "hyperlink" in sheet for sheet in sheets)


@given(st.lists(st.tuples(st.text() | st.none(), ESTIMATES | st.none()), max_size=5))
def test_a_report_crosses_to_the_worker_unchanged(cells: list[tuple[Cell, Cell]]) -> None:
    table = a_table(columns=(TEXT, RATIO), rows=tuple(map(Row, cells)), keys=1, total=None)
    assert table_of_json(json_of_table(table)) == table


@pytest.mark.parametrize(
    "name", ["performance", "lift", "trending", "unfilled", "exploration", "invalid"]
)
def test_every_report_crosses_whole(name: str) -> None:
    table = a_table(an_ask(name))
    assert table_of_json(json_of_table(table)) == table

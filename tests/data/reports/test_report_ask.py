"""A report's question: which ones can be answered."""

from datetime import date

import pytest

from data.reports.report_ask import BYS, ReportAsk, checked
from data.reports.report_columns import columns_of
from data.reports.report_table import Unit
from recommender.errors import Invalid, NotFound

DAY = date(2026, 11, 2)
ASKED = [(name, by) for name, bys in BYS.items() for by in bys]


def test_refuses_a_report_that_is_not_there_and_names_those_that_are() -> None:
    with pytest.raises(
        NotFound, match="performance, lift, trending, unfilled, exploration, invalid"
    ):
        checked(ReportAsk(name="revenue", since=DAY, until=DAY))


def test_refuses_what_a_report_is_not_told_by() -> None:
    with pytest.raises(Invalid, match="total, day, site") as raised:
        checked(ReportAsk(name="lift", since=DAY, until=DAY, by="promo"))
    assert raised.value.pointer == "/by"


def test_refuses_days_that_end_before_they_begin() -> None:
    with pytest.raises(Invalid, match="after the last") as raised:
        checked(ReportAsk(name="lift", since=date.max, until=date.min))
    assert raised.value.pointer == "/since"


@pytest.mark.parametrize(("name", "by"), ASKED)
def test_every_report_has_columns_of_different_names(name: str, by: str) -> None:
    assert checked(ReportAsk(name=name, since=DAY, until=DAY, by=by)).dimension == by
    keys, measures = columns_of(name, by)
    names = [column.name for column in (*keys, *measures)]
    assert len(set(names)) == len(names)
    assert all(column.unit not in {Unit.TEXT} for column in measures)

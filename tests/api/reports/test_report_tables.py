"""`GET /v1/reports/{name}`: whose reports a key gives, and what is told of a wrong question."""

from datetime import date
from pathlib import Path

import pytest

from data.operational.api_keys import Scope
from recommender.errors import Unavailable
from tests.api.keep_app import pointers
from tests.api.reports.report_app import ReportApp, a_report_app
from tests.api.reports.report_builder import FakeDesk, an_ask


@pytest.fixture
def app(tmp_path: Path) -> ReportApp:
    return a_report_app(tmp_path)


def test_a_report_is_json_by_the_names_of_its_columns(app: ReportApp) -> None:
    answer = app.client(Scope.REPORTS).get("/v1/reports/performance?from=2026-10-06&to=2026-11-02")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["report"], told["by"], told["from"]) == ("performance", "kind", "2026-10-06")
    assert told["rows"][0]["kind"] == "offer"
    assert told["rows"][0]["ctr"] == {"value": 0.02, "low": 0.018, "high": 0.0222}
    assert told["total"]["impressions"] == 10_000
    assert told["definitions"][0]["term"]
    assert answer.headers["cache-control"] == "no-store"


def test_without_days_it_is_of_the_last_28_where_the_site_is(app: ReportApp) -> None:
    app.client(Scope.REPORTS).get("/v1/reports/lift?site=daily")
    assert app.desk.asks == [an_ask("lift", site="daily", since=date(2026, 10, 6))]


def test_csv_is_a_file_with_both_ends_of_each_interval(app: ReportApp) -> None:
    answer = app.client(Scope.REPORTS).get("/v1/reports/performance?format=csv&by=kind")
    head, first, *_ = answer.text.splitlines()
    cells = dict(zip(head.split(","), first.split(","), strict=True))
    assert (cells["kind"], cells["ctr"], cells["ctr_low"]) == ("offer", "0.02", "0.018")
    assert cells["revenue_micros"] == "123450000"
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    named = 'attachment; filename="performance-by-kind-2026-10-06-2026-11-02.csv"'
    assert answer.headers["content-disposition"] == named


def test_a_workbook_is_a_file(app: ReportApp) -> None:
    answer = app.client(Scope.REPORTS).get("/v1/reports/lift?format=xlsx")
    assert answer.content.startswith(b"PK")
    assert answer.headers["content-disposition"].endswith('.xlsx"')


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("from=yesterday", ["from"]),
        ("from=2026-11-02&to=2026-11-01", ["from"]),
        ("from=0001-01-01&to=9999-12-31", ["to", "from"]),
        ("from=2001-01-01", ["from"]),
        ("to=2026-02-30&by=moon", ["to", "by"]),
        ("by=article'--", ["by"]),
        ("format=pdf", ["format"]),
        ("sight=daily", ["sight"]),
        ("by=moon&frm=2&format=pdf", ["by", "frm", "format"]),
    ],
)
def test_every_wrong_parameter_is_named(app: ReportApp, query: str, named: list[str]) -> None:
    answer = app.client(Scope.REPORTS).get(f"/v1/reports/performance?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert pointers(answer) == named
    assert app.desk.asks == []


def test_what_there_is_not_is_not_found(app: ReportApp) -> None:
    client = app.client(Scope.REPORTS)
    for path in ("weather", "performance?site=monthly", "performance?site=%00"):
        answer = client.get(f"/v1/reports/{path}")
        assert (path, answer.status_code) == (path, 404)
        assert answer.json()["detail"]


def test_a_key_is_needed_and_its_scope(app: ReportApp) -> None:
    assert app.client().get("/v1/reports/lift").status_code == 401
    assert app.client(Scope.CATALOGUE, Scope.MODELS).get("/v1/reports/lift").status_code == 403
    assert app.client(Scope.ADMIN).get("/v1/reports/lift").status_code == 200


def test_a_key_of_a_site_sees_its_site_alone(app: ReportApp) -> None:
    client = app.client(Scope.REPORTS, site="weekly")
    assert client.get("/v1/reports/lift").status_code == 200
    assert client.get("/v1/reports/lift?site=weekly").status_code == 200
    assert client.get("/v1/reports/lift?site=daily").status_code == 403
    assert [ask.site for ask in app.desk.asks] == ["weekly", "weekly"]


def test_what_cannot_be_had_is_told_and_may_be_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = FakeDesk(fails=Unavailable("/srv/lake/x.parquet is cut short", told="ask again"))
    answer = a_report_app(tmp_path, desk=desk).client(Scope.REPORTS).get("/v1/reports/lift")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.json()["detail"] == "ask again"
    assert "/srv/lake/x.parquet is cut short" in caplog.text

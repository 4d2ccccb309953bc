"""Who gets into the report pages: with a key in a cookie, or from this machine if they are open."""

from pathlib import Path

import pytest

from api.reports.reports_entry import COOKIE
from data.operational.api_keys import Scope
from tests.api.reports.report_app import ReportApp, a_report_app, page_of


@pytest.fixture
def app(tmp_path: Path) -> ReportApp:
    return a_report_app(tmp_path, entry_is_open="this machine's own")


def test_a_key_opens_the_pages_until_it_is_put_away(tmp_path: Path) -> None:
    app = a_report_app(tmp_path)
    client = app.client()
    page = page_of(client.get("/reports?by=day"), status=401)
    assert page.all("input")[1].attributes["value"] == "/reports?by=day"
    entered = client.post(
        "/reports/enter", data={"key": app.key(Scope.REPORTS), "to": "/reports?by=day"}
    )
    assert (entered.status_code, entered.headers["location"]) == (303, "/reports?by=day")
    cookie = entered.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/reports;"))
    assert len(page_of(client.get("/reports")).all("table")) == 6
    assert client.get("/reports/lift.csv").status_code == 200
    left = client.post("/reports/leave")
    assert (left.status_code, left.headers["location"]) == (303, "/reports")
    assert client.get("/reports").status_code == 401


def test_a_cookie_is_for_tls_alone_where_there_is_tls(tmp_path: Path) -> None:
    app = a_report_app(tmp_path)
    secret = {"key": app.key(Scope.REPORTS)}
    plain = app.client().post("/reports/enter", data=secret)
    proxied = app.client().post(
        "/reports/enter", data=secret, headers={"X-Forwarded-Proto": "https"}
    )
    assert "secure" not in plain.headers["set-cookie"].lower()
    assert "secure" in proxied.headers["set-cookie"].lower()


@pytest.mark.parametrize("secret", ["", "chirashi_wrong", "x" * 5000, "\x00", "鍵"])
def test_a_wrong_key_opens_nothing(tmp_path: Path, secret: str) -> None:
    answer = a_report_app(tmp_path).client().post("/reports/enter", data={"key": secret})
    page = page_of(answer, status=401)
    assert "No such key" in page.one(name="refusal").text
    assert "set-cookie" not in answer.headers


def test_a_form_that_is_not_the_pages_own_is_refused(tmp_path: Path) -> None:
    client = a_report_app(tmp_path).client()
    many = client.post("/reports/enter", data={f"field-{number}": "x" for number in range(50)})
    large = client.post("/reports/enter", data={"key": "x" * 300_000})
    assert (many.status_code, large.status_code) == (400, 413)
    assert page_of(many, status=400).one("h1").text == "This report cannot be asked for"


def test_a_key_for_something_else_or_a_revoked_one_opens_nothing(tmp_path: Path) -> None:
    app = a_report_app(tmp_path)
    client = app.client()
    answer = client.post("/reports/enter", data={"key": app.key(Scope.CATALOGUE)})
    assert "not for reports" in page_of(answer, status=401).one(name="refusal").text
    client.cookies.set(COOKIE, app.key(Scope.REPORTS), domain="127.0.0.1")
    assert client.get("/reports").status_code == 200
    app.keys.revoke(2)
    assert client.get("/reports").status_code == 401


def test_a_key_of_a_site_shows_that_site_alone(tmp_path: Path) -> None:
    app = a_report_app(tmp_path)
    client = app.client()
    client.cookies.set(COOKIE, app.key(Scope.REPORTS, site="weekly"), domain="127.0.0.1")
    page = page_of(client.get("/reports"))
    assert page.one("h1").text == "Promo report of The Weekly"
    assert page.all("select") == []
    assert {ask.site for ask in app.desk.asks} == {"weekly"}
    assert client.get("/reports?site=daily").status_code == 403
    assert client.get("/reports/lift.csv?site=daily").status_code == 403


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/reports.evil", ""])
def test_signing_in_leads_to_no_foreign_page(tmp_path: Path, to: str) -> None:
    app = a_report_app(tmp_path)
    fields = {"key": app.key(Scope.REPORTS), "to": to}
    answer = app.client().post("/reports/enter", data=fields)
    assert answer.headers["location"] == "/reports"


def test_forms_of_other_sites_do_nothing(tmp_path: Path) -> None:
    app = a_report_app(tmp_path)
    foreign = {"Sec-Fetch-Site": "cross-site"}
    for path in ("/reports/enter", "/reports/leave"):
        answer = app.client().post(path, data={"key": app.key(Scope.REPORTS)}, headers=foreign)
        assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


def test_a_link_from_elsewhere_is_loaded_again_with_the_cookie(tmp_path: Path) -> None:
    client = a_report_app(tmp_path).client()
    foreign = client.get("/reports", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.headers["refresh"] == "0"
    assert (
        "refresh" not in client.get("/reports", headers={"Sec-Fetch-Site": "same-origin"}).headers
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"client": ("192.0.2.7", 5000)},
        {"base_url": "http://reports.example:8000"},
        {"base_url": "http://127.0.0.1.evil.example"},
    ],
)
def test_open_pages_are_open_to_this_machine_alone(
    app: ReportApp, changes: dict[str, object]
) -> None:
    assert app.client(**changes).get("/reports").status_code == 401


def test_a_proxy_of_this_machine_is_somebody_else(app: ReportApp) -> None:
    for name in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
        assert app.client().get("/reports", headers={name: "192.0.2.7"}).status_code == 401

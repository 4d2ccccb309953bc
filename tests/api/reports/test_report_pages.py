"""The report pages: what they say, who gets in, and what happens when there is nothing to say."""

from pathlib import Path

import pytest
from httpx import Response

from api.reports.reports_entry import COOKIE
from data.operational.api_keys import Scope
from data.reports.report_table import Estimate, Row
from recommender.errors import Unavailable
from tests.api.html_reading import Page
from tests.api.reports.report_app import ReportApp, a_report_app
from tests.api.reports.report_builder import FakeDesk, a_table, an_ask

THIN = "\u202f"


@pytest.fixture
def app(tmp_path: Path) -> ReportApp:
    return a_report_app(tmp_path, entry_is_open="this machine's own")


def page_of(answer: Response, *, status: int = 200) -> Page:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


def shown(app: ReportApp, query: str = "") -> Page:
    return page_of(app.client().get(f"/reports{query}"))


def test_the_first_sentence_says_what_was_gained(app: ReportApp) -> None:
    first, second = shown(app).all("p", name="lead")
    assert first.text.replace(THIN, " ").startswith("Readers clicked 18 % more with learned slots")
    assert "the site’s own order" in second.text


def test_four_figures_say_what_was_done(app: ReportApp) -> None:
    page = shown(app)
    figures = [element.text.replace(THIN, " ") for element in page.all("strong")]
    assert figures == ["10,000", "6,000", "200", "2.00 %"]
    rate = page.one(name="figure--main")
    assert "between 1.80 and 2.22" in rate.text


def test_every_table_has_a_caption_and_every_cell_a_head(app: ReportApp) -> None:
    page = shown(app, "?by=promo")
    tables = page.all("table")
    assert len(tables) == 5
    for table in tables:
        assert page.inside(table, "caption")[0].text
        scopes = {head.attributes["scope"] for head in page.inside(table, "th")}
        assert scopes == {"col", "row"}
        rows = page.inside(table, "tr")
        assert len({len(page.inside(row, "th") + page.inside(row, "td")) for row in rows}) == 1


def test_every_picture_is_told_in_words(tmp_path: Path) -> None:
    page = page_of(a_report_app(tmp_path, entry_is_open="yes").client().get("/reports"))
    drawings = page.all(name="drawing")
    assert [drawing.attributes["role"] for drawing in drawings] == ["img"] * 3
    assert all(drawing.attributes["aria-label"] for drawing in drawings)


def test_one_day_alone_is_not_drawn_along_days(tmp_path: Path) -> None:
    usual = a_table(an_ask(by="day"))
    desk = FakeDesk(a_table(an_ask(by="day"), rows=usual.rows[:1]))
    app = a_report_app(tmp_path, desk=desk, entry_is_open="yes")
    headings = [heading.text for heading in shown(app).all("h2")]
    assert "Click rate by day" not in headings
    assert "Click rate by kind" in headings
    assert shown(app, "?by=day").all(name="charts") == []


def test_the_words_are_explained_once_each(app: ReportApp) -> None:
    page = shown(app)
    words = [element.text for element in page.inside(page.one("details"), "dt")]
    assert {"CTR", "Impression", "View", "Interval", "Day", "Lift"} <= set(words)
    assert len(words) == len(set(words))


def test_a_page_without_script_or_foreign_parts(app: ReportApp) -> None:
    answer = app.client().get("/reports")
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_names_that_hold_markup_are_text(tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)>"
    usual = a_table(an_ask(by="promo"))
    rows = (Row(("promo", name, "offer", name, *usual.rows[0].cells[4:])),)
    app = a_report_app(
        tmp_path, desk=FakeDesk(a_table(an_ask(by="promo"), rows=rows)), entry_is_open="yes"
    )
    page = shown(app, "?by=promo")
    assert page.all("img") == []
    assert any(name in head.text for head in page.all("th"))


def test_small_samples_are_said_so(tmp_path: Path) -> None:
    usual = a_table(an_ask(by="day"))
    total = Row(usual.rows[0].cells, "Only 12 clicks: one more or less changes the rate much.")
    few = a_table(
        rows=(
            Row(a_table().rows[0].cells, "Only 12 clicks: one more or less changes the rate much."),
        )
    )
    desk = FakeDesk(a_table(an_ask(by="day"), total=total), few)
    page = shown(a_report_app(tmp_path, desk=desk, entry_is_open="yes"))
    assert "Only 12 clicks" in page.one("p", name="warning").text
    assert page.one("span", name="flag").text == "few clicks"


def test_nothing_shown_is_said_without_tables_of_nothing(tmp_path: Path) -> None:
    nothing = [
        a_table(an_ask(name, by=by), rows=(), total=None)
        for name, by in (("performance", "day"), ("performance", "kind"), ("lift", None))
    ]
    page = shown(a_report_app(tmp_path, desk=FakeDesk(*nothing), entry_is_open="yes"))
    assert "Nothing was shown in this period" in [element.text for element in page.all("h2")]
    assert page.all(name="figures") == []
    assert page.all(name="drawing") == []


def test_a_picture_that_fails_leaves_the_figures(tmp_path: Path) -> None:
    class Undrawn(FakeDesk):
        async def answer(self, question: object) -> dict[str, object]:
            if isinstance(question, dict) and "charts" in question:
                raise Unavailable("no room")
            return await super().answer(question)  # type: ignore[arg-type]

    page = shown(a_report_app(tmp_path, desk=Undrawn(), entry_is_open="yes"))
    assert page.all(name="drawing") == []
    assert len(page.all("table")) == 5


def test_a_figure_that_is_not_known_is_a_dash(tmp_path: Path) -> None:
    usual = a_table()
    cells = tuple(Estimate(None) if isinstance(c, Estimate) else c for c in usual.rows[0].cells)
    table = a_table(rows=(Row(cells),))
    page = shown(a_report_app(tmp_path, desk=FakeDesk(table), entry_is_open="yes"))
    assert "–" in [cell.text.strip() for cell in page.all("td")]


def test_links_keep_days_site_and_language(app: ReportApp) -> None:
    page = shown(app, "?from=2026-10-27&to=2026-11-02&site=daily&by=day&language=ja")
    links = [a.attributes["href"] for a in page.inside(page.one("nav", name="tabs"), "a")]
    expected = "from=2026-10-27&to=2026-11-02&by=kind&site=daily&language=ja"
    assert f"/reports?{expected}#figures-by" in links
    chosen = [a.text for a in page.all("a") if "aria-current" in a.attributes]
    assert chosen == ["過去7日間", "日"]
    files = [a.attributes["href"] for a in page.all("a", attribute="download")]
    assert "/reports/performance.csv?from=2026-10-27&to=2026-11-02&by=day&site=daily" in files


def test_every_link_to_a_file_gives_it(app: ReportApp) -> None:
    client = app.client()
    page = page_of(client.get("/reports"))
    for link in page.all("a", attribute="download"):
        assert client.get(link.attributes["href"]).status_code == 200


def test_the_page_speaks_the_browsers_language_or_the_one_asked_for(app: ReportApp) -> None:
    client = app.client()
    accepted = {"Accept-Language": "ja,en;q=0.5"}
    for answer in (
        client.get("/reports", headers=accepted),
        client.get("/reports?language=ja"),
    ):
        page = page_of(answer)
        assert page.one("html").attributes["lang"] == "ja"
        assert "%" in page.one(name="figure--main").text
    assert page_of(client.get("/reports?language=tlh")).one("html").attributes["lang"] == "en"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?from=tomorrow", "a day as 2026-11-24"),
        ("?from=2026-11-02&to=2026-11-01", "lies after the last"),
        ("?by=moon", "kind, source"),
        ("?site=monthly", "monthly"),
    ],
)
def test_a_wrong_question_is_told_on_a_page(app: ReportApp, query: str, words: str) -> None:
    answer = app.client().get(f"/reports{query}")
    assert answer.status_code in (404, 422)
    assert words in page_of(answer, status=answer.status_code).one("main").text


def test_a_report_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    desk = FakeDesk(fails=Unavailable("the lake cannot be read: restore the file x.parquet"))
    answer = a_report_app(tmp_path, desk=desk, entry_is_open="yes").client().get("/reports")
    page = page_of(answer, status=503)
    assert "restore the file x.parquet" in page.one("main").text
    assert answer.headers["retry-after"] == "1"


def test_what_is_no_file_is_not_found(app: ReportApp) -> None:
    client = app.client()
    assert client.get("/reports/performance.pdf").status_code == 404
    assert client.get("/reports/weather.csv").status_code == 404


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
    assert len(page_of(client.get("/reports")).all("table")) == 5
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

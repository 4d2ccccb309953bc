"""The report pages: what they say, and what happens when there is nothing to say."""

from pathlib import Path

import pytest

from data.reports.report_table import Estimate, Row
from recommender.errors import Unavailable
from tests.api.html_reading import Page
from tests.api.reports.report_app import ReportApp, a_report_app, page_of
from tests.api.reports.report_builder import FakeDesk, a_table, an_ask

THIN = "\u202f"


@pytest.fixture
def app(tmp_path: Path) -> ReportApp:
    return a_report_app(tmp_path, entry_is_open="this machine's own")


def shown(app: ReportApp, query: str = "") -> Page:
    return page_of(app.client().get(f"/reports{query}"))


def test_the_first_sentence_says_what_was_gained(app: ReportApp) -> None:
    first, second = shown(app).all("p", name="lead")
    assert first.text.replace(THIN, " ").startswith("Readers clicked 18 % more with learned slots")
    assert "the most popular ones" in second.text


def test_four_figures_say_what_was_done(app: ReportApp) -> None:
    page = shown(app)
    figures = [element.text.replace(THIN, " ") for element in page.all("strong")]
    assert figures == ["10,000", "6,000", "200", "2.00 %"]
    rate = page.one(name="figure--main")
    assert "between 1.80 and 2.22" in rate.text


def test_every_table_has_a_caption_and_every_cell_a_head(app: ReportApp) -> None:
    page = shown(app, "?by=promo")
    tables = page.all("table")
    assert len(tables) == 6
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
    assert len(page.all("table")) == 6


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


def test_a_report_that_cannot_be_made_says_what_to_do(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = FakeDesk(fails=Unavailable("restore the file x.parquet", told="the log names the file"))
    answer = a_report_app(tmp_path, desk=desk, entry_is_open="yes").client().get("/reports")
    page = page_of(answer, status=503)
    assert "The log names the file" in page.one("main").text
    assert "restore the file x.parquet" in caplog.text
    assert answer.headers["retry-after"] == "1"


def test_what_is_no_file_is_not_found(app: ReportApp) -> None:
    client = app.client()
    assert client.get("/reports/performance.pdf").status_code == 404
    assert client.get("/reports/weather.csv").status_code == 404

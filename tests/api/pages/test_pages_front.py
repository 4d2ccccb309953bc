"""The front page and the sections list what the catalogue holds."""

from datetime import timedelta
from pathlib import Path

from recommender.domain import Article
from tests.api.answer_builder import FakeDecision, an_answer
from tests.api.html_reading import Page
from tests.api.page_site import JAPANESE, Browser, a_browser, a_catalogue, a_full_article
from tests.builders import NOON, a_site


def an_issue() -> list[Article]:
    """Return thirty articles of three sections, the last one the newest."""
    return [
        a_full_article(
            id=f"2026/{number}",
            title=f"News {number}",
            category=("world", "business", "food-drink")[number % 3],
            published_at=NOON + timedelta(hours=number),
        )
        for number in range(30)
    ]


def a_site_of(folder: Path, *articles: Article) -> Browser:
    return a_browser(a_catalogue(folder, *articles), decide=FakeDecision(an_answer()))


def test_leads_with_the_newest_and_lists_every_section(tmp_path: Path) -> None:
    page = Page(a_site_of(tmp_path, *an_issue(), JAPANESE).get("/").text)
    titles = [title.text for title in page.all(name="teaser-title")]
    assert titles[:3] == ["News 29", "News 28", "News 27"]
    assert page.all(name="teaser-summary")[0].text == "The ferries sail again."
    assert len(titles) == 3 + 6 + 3 * 5
    assert {name.text for name in page.all("h2", name="front-section-name")} == {
        "Food & Drink",
        "Business",
        "World",
    }


def test_an_article_above_the_fold_is_not_repeated_below(tmp_path: Path) -> None:
    page = Page(a_site_of(tmp_path, *an_issue()).get("/").text)
    titles = [title.text for title in page.all(name="teaser-title")]
    assert titles.count("News 29") == 1


def test_a_section_page_lists_its_articles_newest_first(tmp_path: Path) -> None:
    page = Page(a_site_of(tmp_path, *an_issue()).get("/sections/daily/food-drink").text)
    assert page.one("h1").text == "Food & Drink"
    assert [title.text for title in page.all(name="teaser-title")][:2] == ["News 29", "News 26"]
    (current,) = [link for link in page.all("a") if "aria-current" in link.attributes]
    assert current.text == "Food & Drink"


def test_every_link_of_the_front_page_leads_somewhere(tmp_path: Path) -> None:
    browser = a_site_of(tmp_path, a_full_article(id="a b/ü?&#\"'<"), JAPANESE)
    links = Page(browser.get("/").text).all("a", attribute="href")
    places = {link.attributes["href"] for link in links} - {"#main"}
    assert {browser.get(place).status_code for place in places} == {200}


def test_lists_follow_the_catalogue(tmp_path: Path) -> None:
    catalogue = a_catalogue(tmp_path, JAPANESE)
    browser = a_browser(catalogue, decide=FakeDecision(an_answer()))
    assert "Harbour reopens" not in browser.get("/").text
    catalogue.articles.put(a_full_article())
    assert "Harbour reopens" in browser.get("/").text
    catalogue.articles.delete("daily", "2026/11/02/harbour")
    assert "Harbour reopens" not in browser.get("/").text


def test_a_site_without_articles_says_so(tmp_path: Path) -> None:
    answer = a_site_of(tmp_path).get("/")
    assert answer.status_code == 200
    assert "no articles yet" in Page(answer.text).one("main").text


def test_without_a_site_there_is_no_front_page(tmp_path: Path) -> None:
    catalogue = a_catalogue(tmp_path)
    catalogue.sites.delete(a_site().id)
    browser = a_browser(catalogue, decide=FakeDecision(an_answer()))
    assert browser.get("/").status_code == 404


def test_only_a_sample_site_is_called_invented(tmp_path: Path) -> None:
    catalogue = a_catalogue(tmp_path, a_full_article())
    browser = a_browser(catalogue, decide=FakeDecision(an_answer()))
    assert "news are invented" in browser.get("/").text
    catalogue.sites.put(a_site(url="https://daily.test/"))
    assert "invented" not in browser.get("/").text

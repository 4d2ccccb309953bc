"""The pages over a whole home: catalogue, snapshot, ranking and tokens are the real ones."""

from pathlib import Path

import pytest

from api.tokens.slot_tokens import SigningKeys
from api.tokens.token_reading import read_token
from data.inbox.packed import Origin
from tests.api.html_reading import Page
from tests.api.served_home import SECRET, ServedHome, a_learned_home, a_served_home
from tests.builders import a_promo

ARTICLE = "/articles/daily/2026/11/02/harbour"
QUERY = "site=daily&article=2026/11/02/harbour&placement=in-article&placement=footer"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> ServedHome:
    return a_learned_home(tmp_path_factory.mktemp("home"))


def page_of(home: ServedHome, address: str) -> Page:
    with home.client() as client:
        answer = client.get(address)
    assert answer.status_code == 200
    return Page(answer.text)


def promos_of(page: Page) -> list[str]:
    return [card.attributes["data-promo"] for card in page.all(attribute="data-promo")]


def test_a_page_holds_what_the_decision_chose_and_no_promo_twice(home: ServedHome) -> None:
    page = page_of(home, ARTICLE)
    promos = promos_of(page)
    assert len(promos) == len(set(promos)) == 5
    assert len(page.all("aside", name="native")) == 1


def test_every_card_links_to_a_click_that_leads_on(home: ServedHome) -> None:
    with home.client() as client:
        for link in Page(client.get(ARTICLE).text).all("a", name="promo-link"):
            click = client.get(link.attributes["href"])
            assert click.status_code == 302
            assert click.headers["location"].startswith("https://")


@pytest.mark.parametrize("view", ["", "?slate=control", "?slate=compare"])
def test_a_preview_bears_only_tokens_that_never_count(home: ServedHome, view: str) -> None:
    keys = SigningKeys([SECRET])
    links = page_of(home, ARTICLE + view).all("a", name="promo-link")
    texts = [link.attributes["href"].removeprefix("/v1/click/") for link in links]
    expected = Origin.PREVIEW if view else Origin.BROWSER
    origins = {read_token(text, keys).origin for text in texts}
    assert origins == {expected}


def test_every_paid_card_is_disclosed(tmp_path: Path) -> None:
    offers = [a_promo(id=f"offer-{number}", kind="offer", sponsored=True) for number in range(5)]
    page = page_of(a_served_home(tmp_path, promos=offers), f"{ARTICLE}?slate=compare")
    cards = page.all(attribute="data-promo")
    assert len(cards) == 1 + 3 * 5
    for card in cards:
        assert page.inside(card, name="promo-disclosure")[0].text == "Sponsored"
        assert page.inside(card, "a")[0].attributes["rel"] == "sponsored nofollow noopener"


def test_the_model_is_said_to_have_chosen_only_if_it_did(home: ServedHome, tmp_path: Path) -> None:
    asked = f"{ARTICLE}?slate=learned"
    assert page_of(home, asked).one(name="switch-note").text.endswith("is counted.")
    note = page_of(a_served_home(tmp_path), asked).one(name="switch-note").text
    assert "No model" in note


def test_the_fragment_holds_as_many_cards_as_the_answer_slots(home: ServedHome) -> None:
    with home.client() as client:
        answer = client.get(f"/v1/slots?{QUERY}")
        fragment = client.get(f"/v1/slots.html?{QUERY}")
    slots = [slot for place in answer.json()["placements"].values() for slot in place["slots"]]
    assert len(promos_of(Page(fragment.text))) == len(slots) == 5
    assert fragment.headers["cache-control"] == answer.headers["cache-control"]


def test_the_fragment_may_be_read_by_the_origins_of_its_site(home: ServedHome) -> None:
    with home.client() as client:
        headers = [
            client.get(f"/v1/slots.html?{QUERY}", headers={"Origin": origin}).headers
            for origin in ("https://daily.example", "https://evil.example")
        ]
    allowed = [found.get("access-control-allow-origin") for found in headers]
    assert allowed == ["https://daily.example", None]


def test_without_a_snapshot_the_page_stands_and_the_fragment_says_why(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    for file in sorted((tmp_path / "snapshots").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    page = page_of(home, ARTICLE)
    assert page.one("h1").text == "Harbour reopens"
    assert promos_of(page) == []
    with home.client() as client:
        fragment = client.get(f"/v1/slots.html?{QUERY}")
    assert (fragment.status_code, fragment.text) == (200, "")
    assert fragment.headers["chirashi-problem"] == "no_snapshot"


def test_the_fragment_answers_head_as_get(home: ServedHome) -> None:
    with home.client() as client:
        answer = client.head(f"/v1/slots.html?{QUERY}")
        refused = client.head("/v1/slots.html")
    assert (answer.status_code, answer.text) == (200, "")
    assert "chirashi-problem" not in answer.headers
    assert "chirashi-problem" in refused.headers

"""The desk: what it holds from one ask to the next never outlives what it was made of."""

from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from recommender.domain import Rules
from tests.api.patience import wait_for
from tests.api.served_home import a_learned_home, some_promos
from tests.builders import a_placement, a_promo, an_article

QUERY = "/v1/slots?site=daily&article=2026/11/02/harbour&placement=footer"


def footer(client: TestClient) -> Any:
    return client.get(QUERY).json()["placements"]["footer"]


def test_an_ask_that_is_held_follows_placements_and_articles(tmp_path: Path) -> None:
    home = a_learned_home(tmp_path)
    with home.client() as client:
        assert footer(client)["heading"] == "More for you"
        home.catalogue.placements.put(a_placement(heading="Elsewhere", slots=2))
        home.publish()
        wait_for(lambda: footer(client)["heading"] == "Elsewhere", "the new heading")
        assert len(footer(client)["slots"]) == 2
        home.catalogue.articles.put(an_article(language="ja"))
        for name in ("story", "guide"):
            home.catalogue.promos.put(a_promo(id=f"paid-{name}", kind=name, sponsored=True))
        home.publish()

        def words() -> set[str | None]:
            return {slot["disclosure"] for slot in footer(client)["slots"]}

        wait_for(lambda: "広告" in words() and "Sponsored" not in words(), "Japanese words")


def test_a_paused_promo_is_shown_no_more(tmp_path: Path) -> None:
    home = a_learned_home(tmp_path)
    with home.client() as client:
        shown = footer(client)["slots"][0]["promo"]
        home.catalogue.promos.put(a_promo(id=shown, paused=True))
        home.publish()
        version = home.catalogue.version()
        wait_for(lambda: client.get("/readyz").json()["catalogue_version"] == version, "the change")
        for _ in range(20):
            assert shown not in {slot["promo"] for slot in footer(client)["slots"]}


def test_cards_follow_their_promos(tmp_path: Path) -> None:
    home = a_learned_home(tmp_path)
    with home.client() as client:
        shown = footer(client)["slots"][0]["promo"]
        kept = home.catalogue.promos.get(shown).value
        home.catalogue.promos.put(a_promo(id=shown, kind=kept.kind, title="Said anew"))
        home.publish()

        def titles() -> set[str]:
            slots = footer(client)["slots"]
            return {slot["title"] for slot in slots if slot["promo"] == shown}

        wait_for(lambda: titles() == {"Said anew"}, "the new title")


def test_what_was_seen_is_passed_over_where_the_browser_asks_for_privacy(tmp_path: Path) -> None:
    home = a_learned_home(tmp_path)
    home.catalogue.placements.put(a_placement(rules=Rules(maximum_seen=1)))
    home.publish()
    names = [promo.id for promo in some_promos()]
    seen = [{"promo": name, "at": "2026-11-02T11:00:00Z"} for name in names[1:]]
    ask = {"site": "daily", "article": "x", "placements": [{"id": "footer"}]}
    ask["reader"] = {"seen": seen}

    def shown(client: TestClient, **headers: str) -> int:
        answer = client.post("/v1/slots", json=ask, headers=headers).json()
        return len(answer["placements"]["footer"]["slots"])

    with home.client() as client:
        assert shown(client) == 1
        assert shown(client, **{"Sec-GPC": "0"}) == 1
        assert shown(client, **{"Sec-GPC": "1"}) == 4

"""Lists are paged by cursor; a site's key sees and writes its own site only."""

from collections.abc import Iterator

import pytest

from data.operational.api_keys import Scope
from tests.api.keep_app import PROMO, KeepApp, a_keep_app
from tests.builders import a_promo, a_site, an_article


@pytest.fixture
def keep(database_url: str) -> Iterator[KeepApp]:
    app = a_keep_app(database_url)
    app.catalogue.sites.put(a_site(id="blog"))
    app.catalogue.promos.put_many([a_promo(id=f"p{number}") for number in range(5)])
    app.catalogue.articles.put_many([an_article(id="a"), an_article(site="blog", id="b")])
    yield app
    app.engine.dispose()


def test_pages_follow_each_other_without_gap_or_repeat(keep: KeepApp) -> None:
    keep.client.delete("/v1/promos/p1")
    cursor, found = "0", []
    while cursor is not None:
        page = keep.client.get("/v1/promos", params={"limit": 2, "cursor": cursor}).json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert found == ["p0", "p2", "p3", "p4"]


def test_articles_are_listed_of_all_sites_or_of_one(keep: KeepApp) -> None:
    def listed(**params: str) -> list[str]:
        items = keep.client.get("/v1/articles", params=params).json()["items"]
        return [item["id"] for item in items]

    assert listed() == ["a", "b"]
    assert listed(site="blog") == ["b"]
    assert listed(site="nowhere") == []


def test_a_key_of_a_site_reaches_its_own_articles_and_placements_only(keep: KeepApp) -> None:
    client = keep.client_with(Scope.CATALOGUE, site="blog")
    assert client.put("/v1/articles/blog/new", json={}).status_code == 201
    assert client.put("/v1/placements/blog/footer", json={"slots": 2}).status_code == 201
    assert [item["site"] for item in client.get("/v1/articles").json()["items"]] == ["blog"] * 2
    assert client.get("/v1/sites/blog").status_code == 200
    refused = [
        client.get("/v1/articles/daily/a"),
        client.put("/v1/articles/daily/a", json={}),
        client.delete("/v1/articles/daily/a"),
        client.get("/v1/articles", params={"site": "daily"}),
        client.get("/v1/sites/daily"),
        client.put("/v1/sites/blog", json={"name": "x", "url": "https://x.example"}),
        client.get("/v1/promos"),
        client.get("/v1/promos/p1"),
        client.put("/v1/promos/p1", json=PROMO),
        client.post("/v1/promos", content=b"", headers={"Content-Type": "text/csv"}),
        client.delete("/v1/sources/ribs"),
    ]
    assert {answer.status_code for answer in refused} == {403}
    assert keep.client.get("/v1/articles/daily/a").status_code == 200


def test_the_admin_scope_reaches_everything(keep: KeepApp) -> None:
    assert keep.client_with(Scope.ADMIN).get("/v1/promos/p1").status_code == 200

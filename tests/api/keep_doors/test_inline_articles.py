"""An article sent along is kept for the site's own server only, and never at the page's cost."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from data.operational.api_keys import ApiKeys, Scope
from data.operational.database import open_database
from tests.api.patience import wait_for
from tests.api.served_home import ServedHome, a_learned_home
from tests.builders import an_article

INLINE = {
    "id": "brand/new",
    "url": "https://daily.example/new",
    "title": "Sea",
    "category": "world",
    "tags": ["sea"],
    "text": "The sea.\n\nAgain.",
    "published_at": "2026-11-02T09:00:00+09:00",
    "language": "en",
}
Headers = dict[str, str]


@pytest.fixture
def home(tmp_path: Path) -> ServedHome:
    return a_learned_home(tmp_path)


@pytest.fixture
def client(home: ServedHome) -> Iterator[TestClient]:
    with home.client() as client:
        yield client


@pytest.fixture
def key(home: ServedHome) -> Headers:
    return a_key(home)


def a_key(home: ServedHome, *, site: str = "daily", scope: Scope = Scope.CATALOGUE) -> Headers:
    keys = ApiKeys(open_database(f"sqlite:///{home.values['CHIRASHI_HOME']}/chirashi.db"))
    secret, _ = keys.create("cms", site=site, scopes=frozenset({scope}))
    return {"Authorization": f"Bearer {secret}"}


def ask(client: TestClient, headers: Headers, *, status: int = 200, **changes: Any) -> None:
    article = INLINE | changes.pop("article", {})
    body = {"site": "daily", "article": article, "placements": [{"id": "footer"}]}
    response = client.post("/v1/slots", json=body | changes, headers=headers)
    assert response.status_code == status, response.text
    if status == 200:
        assert len(response.json()["placements"]["footer"]["slots"]) == 4


def status_of(client: TestClient, headers: Headers, article: str) -> int:
    return client.get(f"/v1/articles/daily/{article}", headers=headers).status_code


def when_all_is_kept(client: TestClient, key: Headers) -> None:
    """Return once a later article is kept: they are written one after the other."""
    ask(client, key, article={"id": "later"})
    wait_for(lambda: status_of(client, key, "later") == 200, "the later article")


def test_is_kept_for_a_request_with_the_sites_key(client: TestClient, key: Headers) -> None:
    ask(client, key)
    when_all_is_kept(client, key)
    response = client.get("/v1/articles/daily/brand/new", headers=key)
    assert response.status_code == 200
    kept = response.json()
    assert {name: kept[name] for name in INLINE if name != "published_at"} == {
        name: value for name, value in INLINE.items() if name != "published_at"
    }
    assert kept["published_at"] == "2026-11-02T00:00:00+00:00"


def test_is_not_kept_without_that_key_nor_in_a_preview(
    client: TestClient, home: ServedHome, key: Headers
) -> None:
    for index, headers in enumerate(
        [
            {},
            {"Authorization": "Bearer chirashi_nothing"},
            a_key(home, site="evening"),
            a_key(home, scope=Scope.REPORTS),
        ]
    ):
        ask(client, headers, article={"id": f"stranger-{index}"})
    ask(client, key, preview=True, article={"id": "preview"})
    when_all_is_kept(client, key)
    kept = {each.value.id for each in home.catalogue.articles.all()}
    assert kept == {"2026/11/02/harbour", "later"}


def test_a_bad_article_is_refused_and_not_kept(client: TestClient, key: Headers) -> None:
    ask(client, key, status=422, article={"id": "bad", "url": "javascript:alert(1)"})
    ask(client, key, status=422, article={"id": "bad", "published_at": "2026-11-02T09:00:00"})
    when_all_is_kept(client, key)
    assert status_of(client, key, "bad") == 404


def test_what_the_catalogue_may_not_keep_is_ranked_and_logged(
    client: TestClient, key: Headers, caplog: pytest.LogCaptureFixture
) -> None:
    ask(client, key, article={"id": "bell", "title": "Sea\a"})
    when_all_is_kept(client, key)
    assert status_of(client, key, "bell") == 404
    assert "article daily/bell was not kept: /title: the control character U+0007" in caplog.text


def test_the_same_again_makes_no_version_and_a_change_makes_one(
    client: TestClient, home: ServedHome, key: Headers
) -> None:
    for title in ("Sea", "Sea", "The sea"):
        ask(client, key, article={"title": title})
    when_all_is_kept(client, key)
    titles = [each.value.title for each in home.catalogue.articles.versions("daily", "brand/new")]
    assert titles == ["Sea", "The sea"]


def test_what_the_ask_leaves_out_stays_as_the_catalogue_has_it(
    client: TestClient, home: ServedHome, key: Headers
) -> None:
    before = an_article(id="brand/new", title="Old", summary="Kept.", byline="Mika", tags=("a",))
    home.catalogue.articles.put(before)
    ask(client, key, article={"tags": [], "title": "New"})
    when_all_is_kept(client, key)
    kept = home.catalogue.articles.get("daily", "brand/new").value
    assert (kept.title, kept.summary, kept.byline, kept.tags) == ("New", "Kept.", "Mika", ("a",))


def test_a_database_that_cannot_be_written_fails_no_page(
    client: TestClient, home: ServedHome, key: Headers, caplog: pytest.LogCaptureFixture
) -> None:
    ask(client, key, article={"id": "first"})
    wait_for(lambda: status_of(client, key, "first") == 200, "the first article")
    path = Path(home.values["CHIRASHI_HOME"]) / "chirashi.db"
    lock = sqlite3.connect(path, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        ask(client, key)
        wait_for(lambda: "article daily/brand/new was not kept" in caplog.text, "the log's line")
    finally:
        lock.close()
    ask(client, key)
    wait_for(lambda: status_of(client, key, "brand/new") == 200, "the article, the second time")

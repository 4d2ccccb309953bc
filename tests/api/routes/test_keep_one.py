"""GET, PUT and DELETE of one value: versions in ETags, every wrong field pointed at."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.keep_app import PROMO, KeepApp, a_keep_app
from tests.refusing_disk import a_full_disk

VALUES: dict[str, dict[str, Any]] = {
    "/v1/sites/blog": {
        "name": "The Blog",
        "url": "https://blog.example/",
        "time_zone": "Asia/Tokyo",
        "origins": ["https://blog.example", "http://localhost:8080"],
    },
    "/v1/sources/ribs": {"name": "Rib House", "url": "https://ribs.example/"},
    "/v1/articles/daily/2026/11/02/harbour": {
        "title": "Harbour reopens",
        "text": "Line one.\n\nLine two.",
        "tags": ["sea", "trade"],
        "image": "/pictures/harbour.svg",
        "published_at": "2026-11-02T21:00:00+09:00",
    },
    "/v1/promos/offer-1": {
        **PROMO,
        "sponsored": True,
        "value_micros": 250_000,
        "countries": ["jp"],
        "languages": ["ja", "en-GB"],
        "regions": ["JP-13"],
        "starts_at": "2026-11-01T00:00:00Z",
        "ends_at": "2026-12-01T00:00:00Z",
    },
    "/v1/placements/daily/footer": {
        "slots": 12,
        "heading": "More",
        "layout": "grid",
        "rules": {"minimum_per_kind": {"offer": 2}, "maximum_per_source": 2},
    },
}


@pytest.fixture
def keep(database_url: str) -> Iterator[KeepApp]:
    app = a_keep_app(database_url)
    yield app
    app.engine.dispose()


@pytest.mark.parametrize("path", VALUES)
def test_what_is_put_is_given_back_and_may_be_put_again(keep: KeepApp, path: str) -> None:
    created = keep.client.put(path, json=VALUES[path])
    assert (created.status_code, created.headers["ETag"]) == (201, '"1"')
    assert created.headers["Location"] == path
    found = keep.client.get(path)
    assert found.json() == created.json()
    assert found.json()["id"] == path.split("/", 3 if found.json().get("site") is None else 4)[-1]
    again = keep.client.put(path, json=found.json())
    assert (again.status_code, again.headers["ETag"]) == (200, '"1"')


def test_values_are_kept_as_readers_are_matched(keep: KeepApp) -> None:
    kept = keep.client.put("/v1/promos/offer-1", json=VALUES["/v1/promos/offer-1"]).json()
    assert kept["languages"] == ["ja", "en"]
    assert kept["countries"] == ["JP"]
    assert kept["regions"] == ["13"]
    path = "/v1/articles/daily/2026/11/02/harbour"
    article = keep.client.put(path, json=VALUES[path]).json()
    assert article["published_at"] == "2026-11-02T12:00:00+00:00"


def test_a_writer_that_read_an_older_version_is_refused(keep: KeepApp) -> None:
    keep.client.put("/v1/promos/offer-1", json=PROMO)
    changed = keep.client.put(
        "/v1/promos/offer-1", json={**PROMO, "paused": True}, headers={"If-Match": '"1"'}
    )
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    for stale in ('"1"', '"old"', 'W/"2"', '"99999999999999999999"', ""):
        refused = keep.client.put("/v1/promos/offer-1", json=PROMO, headers={"If-Match": stale})
        assert refused.status_code == 412
        refused = keep.client.delete("/v1/promos/offer-1", headers={"If-Match": stale})
        assert refused.status_code == 412
    assert "read it again" in refused.json()["detail"]
    several = {"If-Match": '"1", "2"'}
    assert keep.client.delete("/v1/promos/offer-1", headers=several).status_code == 204


def test_creating_only_what_is_new_and_changing_only_what_exists(keep: KeepApp) -> None:
    def put(**headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return keep.client.put("/v1/promos/offer-1", json=PROMO, headers=named).status_code

    assert put(If_Match="*") == 412
    assert put(If_None_Match="*") == 201
    assert put(If_None_Match="*") == 412
    assert put(If_Match="*") == 200


def test_a_reader_with_the_same_version_gets_no_body(keep: KeepApp) -> None:
    keep.client.put("/v1/promos/offer-1", json=PROMO)
    known = keep.client.get("/v1/promos/offer-1", headers={"If-None-Match": 'W/"1"'})
    assert (known.status_code, known.content) == (304, b"")
    other = keep.client.get("/v1/promos/offer-1", headers={"If-None-Match": '"2"'})
    assert other.status_code == 200


def test_deleting_archives(keep: KeepApp) -> None:
    keep.client.put("/v1/promos/offer-1", json=PROMO)
    number = keep.catalogue.promos.get("offer-1").number
    assert keep.client.delete("/v1/promos/offer-1").status_code == 204
    assert keep.client.get("/v1/promos/offer-1").status_code == 404
    assert keep.client.delete("/v1/promos/offer-1").status_code == 404
    assert keep.catalogue.promo_by_number(number).archived
    assert keep.client.put("/v1/promos/offer-1", json=PROMO).status_code == 201
    assert keep.catalogue.promos.get("offer-1").number == number


def test_articles_and_placements_of_an_unknown_site_are_not_found(keep: KeepApp) -> None:
    for path, body in (("articles/nowhere/a", {}), ("placements/nowhere/p", {"slots": 1})):
        assert keep.client.get(f"/v1/{path}").status_code == 404
        answer = keep.client.put(f"/v1/{path}", json=body)
        assert answer.status_code == 404
        assert answer.json()["detail"] == "no site is known as 'nowhere'"


def test_a_locked_database_is_told_in_a_sentence(keep: KeepApp) -> None:
    lock = "SELECT value FROM counters FOR UPDATE"
    if keep.engine.dialect.name == "sqlite":
        lock = "SELECT 1"  # the transaction itself is the lock
    with keep.engine.begin() as other:
        other.exec_driver_sql(lock)
        answer = keep.client.put("/v1/promos/p", json=PROMO)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "is locked by another process: try again" in answer.json()["detail"]
    assert keep.client.put("/v1/promos/p", json=PROMO).status_code == 201


def test_a_failing_database_is_told_in_the_log_and_nothing_is_lost(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "chirashi.db"
    keep = a_keep_app(f"sqlite:///{path}")
    assert keep.client.put("/v1/promos/p", json=PROMO).status_code == 201
    with a_full_disk():
        told = keep.client.put("/v1/promos/q", json=PROMO | {"summary": "x" * 400})
    assert told.status_code == 503
    assert "the disk fails or is full: free some space" in caplog.text
    assert str(tmp_path) not in told.text
    keep.engine.dispose()
    whole = path.read_bytes()
    path.write_bytes(b"no database at all " * 500)
    assert keep.client.get("/v1/promos/p").status_code == 503
    assert "is damaged: restore" in caplog.text
    path.unlink()
    assert keep.client.put("/v1/promos/p", json=PROMO).status_code == 503
    assert "is missing: restore" in caplog.text
    path.write_bytes(whole)
    assert keep.client.get("/v1/promos/p").status_code == 200
    assert keep.client.get("/v1/promos/q").status_code == 404

"""What the keep-doors refuse, and that they say where and why."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from data.operational.api_keys import Scope
from tests.api.keep_app import PROMO, KeepApp, a_keep_app, pointers
from tests.refusing_disk import a_full_disk


@pytest.fixture(scope="module")
def keep(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeepApp]:
    app = a_keep_app(f"sqlite:///{tmp_path_factory.mktemp('refusals') / 'chirashi.db'}")
    yield app
    app.engine.dispose()


@pytest.mark.parametrize(
    "identity", ["a/b/c", "it's", 'say "hi"', "日本/東京", "50%", "a b", "?#", "a/"]
)
def test_ids_may_hold_slashes_quotes_and_any_letters(keep: KeepApp, identity: str) -> None:
    path = f"/v1/promos/{quote(identity, safe='')}"
    created = keep.client.put(path, json=PROMO)
    assert created.status_code == 201, created.text
    assert keep.client.get(path).json()["id"] == identity
    assert keep.client.get(created.headers["Location"]).json()["id"] == identity
    assert keep.client.delete(path).status_code == 204


@pytest.mark.parametrize("identity", ["%00", "a%09b", "x" * 201, "%20", ""])
def test_ids_that_no_value_may_have_are_invalid(keep: KeepApp, identity: str) -> None:
    for answer in (
        keep.client.get(f"/v1/promos/{identity}"),
        keep.client.put(f"/v1/promos/{identity}", json=PROMO),
        keep.client.delete(f"/v1/promos/{identity}"),
    ):
        assert (answer.status_code, pointers(answer)) == (422, ["id"])


@pytest.mark.parametrize(
    ("path", "changes", "places"),
    [
        ("/v1/promos/p", {"url": "javascript:alert(1)"}, ["/url"]),
        ("/v1/promos/p", {"url": "https://user:word@x.example/"}, ["/url"]),
        ("/v1/promos/p", {"image": "data:image/png;base64,AA"}, ["/image"]),
        ("/v1/promos/p", {"image": "//evil.example/x.png"}, ["/image"]),
        ("/v1/promos/p", {"id": "other"}, ["/id"]),
        ("/v1/promos/p", {"titel": "x"}, ["/titel"]),
        ("/v1/promos/p", {"title": "a\x00b", "summary": "\ud83d"}, ["/title", "/summary"]),
        ("/v1/promos/p", {"sponsored": "true", "paused": 1}, ["/sponsored", "/paused"]),
        ("/v1/promos/p", {"value_micros": -1}, ["/value_micros"]),
        ("/v1/promos/p", {"value_micros": 10**30}, ["/value_micros"]),
        ("/v1/promos/p", {"value_micros": 0.5}, ["/value_micros"]),
        ("/v1/promos/p", {"starts_at": "2026-11-02T12:00:00"}, ["/starts_at"]),
        ("/v1/promos/p", {"starts_at": 1_700_000_000}, ["/starts_at"]),
        ("/v1/promos/p", {"starts_at": "0001-01-01T00:00:00+14:00"}, ["/starts_at"]),
        (
            "/v1/promos/p",
            {"starts_at": "2026-11-02T12:00:00Z", "ends_at": "2026-11-02T13:00:00+09:00"},
            ["/ends_at"],
        ),
        ("/v1/promos/p", {"countries": ["JPN", "J1"]}, ["/countries/0", "/countries/1"]),
        ("/v1/promos/p", {"languages": ["english"]}, ["/languages/0"]),
        ("/v1/promos/p", {"topics": "food"}, ["/topics"]),
        ("/v1/promos/p", {"kind": "Special Offer!"}, ["/kind"]),
        ("/v1/promos/p", {"title": " "}, ["/title"]),
        ("/v1/placements/daily/p", {"slots": 0}, ["/slots"]),
        ("/v1/placements/daily/p", {"slots": "4"}, ["/slots"]),
        ("/v1/placements/daily/p", {"layout": "pile"}, ["/layout"]),
        (
            "/v1/placements/daily/p",
            {"rules": {"minimum_per_kind": {"offer": 3}, "maximum_per_kind": {"offer": 2}}},
            ["/rules/minimum_per_kind/offer"],
        ),
        (
            "/v1/placements/daily/p",
            {"rules": {"minimum_per_kind": {"offer": 3, "story": 2}}},
            ["/rules/minimum_per_kind"],
        ),
        (
            "/v1/placements/daily/p",
            {"rules": {"maximum_per_source": 0, "maximum_same_words": -1}},
            ["/rules/maximum_per_source", "/rules/maximum_same_words"],
        ),
        (
            "/v1/placements/daily/p",
            {"rules": {"minimum_per_kind": {"a/b~c": 1}}},
            ["/rules/minimum_per_kind/a~1b~0c"],
        ),
        ("/v1/articles/daily/a", {"url": "javascript:alert(1)"}, ["/url"]),
        ("/v1/articles/daily/a", {"image": "JavaScript:alert(1)"}, ["/image"]),
        ("/v1/articles/daily/a", {"published_at": "2026-11-02"}, ["/published_at"]),
        ("/v1/articles/daily/a", {"comment_count": 10**30}, ["/comment_count"]),
        ("/v1/sources/x", {"url": "vbscript:alert(1)"}, ["/url"]),
        ("/v1/sites/x", {"url": "java\tscript:alert(1)"}, ["/url"]),
        ("/v1/sites/x", {"time_zone": "Mars/Olympus"}, ["/time_zone"]),
        ("/v1/sites/x", {"origins": ["https://a.example/path", "*"]}, ["/origins/0", "/origins/1"]),
        ("/v1/sites/a/b", {}, ["/id"]),
    ],
)
def test_every_wrong_field_is_pointed_at(
    keep: KeepApp, path: str, changes: dict[str, Any], places: list[str]
) -> None:
    valid: dict[str, dict[str, Any]] = {
        "promos": PROMO,
        "placements": {"slots": 4},
        "sites": {"name": "X", "url": "https://x.example/"},
        "sources": {"name": "X"},
        "articles": {"title": "X"},
    }
    body = json.dumps(valid[path.split("/")[2]] | changes)
    answer = keep.client.put(path, content=body)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert pointers(answer) == places
    assert all(each["detail"] for each in answer.json()["errors"])


def test_missing_fields_are_all_named(keep: KeepApp) -> None:
    answer = keep.client.put("/v1/promos/p", json={})
    assert pointers(answer) == ["/kind", "/title", "/source", "/url"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b'{"a": NaN}',
        b"\xff\xfe",
        b"[" * 100_000,
        b"9" * 10_000,
        b"{'a': 1}",
    ],
)
def test_what_is_no_json_is_malformed(keep: KeepApp, body: bytes) -> None:
    answer = keep.client.put("/v1/promos/p", content=body)
    assert answer.status_code == 400
    assert "this is no JSON" in answer.json()["detail"]


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"7"])
def test_json_that_is_no_object_is_invalid(keep: KeepApp, body: bytes) -> None:
    answer = keep.client.put("/v1/promos/p", content=body)
    assert (answer.status_code, pointers(answer)) == (422, [""])


def test_a_lone_surrogate_anywhere_is_invalid(keep: KeepApp) -> None:
    for body in (b'{"title": "\\ud800"}', b'{"\\udfff": 1}', b'{"rules": {"\\ud800": 1}}'):
        assert keep.client.put("/v1/promos/p", content=body).status_code == 422
        assert keep.client.put("/v1/placements/daily/p", content=body).status_code == 422


def test_a_body_over_256_kib_is_refused_whether_its_length_is_told_or_not(keep: KeepApp) -> None:
    large = b'{"title": "' + b"x" * 256 * 1024 + b'"}'
    told = keep.client.put("/v1/promos/p", content=large)
    untold = keep.client.put("/v1/promos/p", content=iter([large[:1000], large[1000:]]))
    assert (told.status_code, untold.status_code) == (413, 413)
    assert "over 256 KiB" in told.json()["detail"]


def test_unknown_doors_and_verbs_are_problems_too(keep: KeepApp) -> None:
    assert keep.client.get("/v1/nothing").headers["Content-Type"] == "application/problem+json"
    wrong_verb = keep.client.patch("/v1/promos/p")
    assert wrong_verb.status_code == 405
    assert wrong_verb.headers["Allow"] == "GET, PUT, DELETE"
    assert "GET, PUT, DELETE, not PATCH" in wrong_verb.json()["detail"]


def test_needs_a_key(keep: KeepApp) -> None:
    answer = keep.client.get("/v1/promos/p", headers={"Authorization": "Basic eDp5"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    wrong_scope = keep.client_with(Scope.REPORTS)
    assert wrong_scope.get("/v1/promos/p").status_code == 403


@pytest.mark.parametrize(
    ("name", "text"),
    [("limit", "0"), ("limit", "1001"), ("limit", "x"), ("cursor", "-1"), ("cursor", "9" * 30)],
)
def test_parameters_out_of_range_are_named(keep: KeepApp, name: str, text: str) -> None:
    answer = keep.client.get("/v1/promos", params={name: text})
    assert (answer.status_code, pointers(answer)) == (422, [name])


@pytest.mark.parametrize(
    "body", [b"", b"\n", b",,\n1,2,3", b"id,id\n1,2", b"rules.maximum_seen,rules\n1,2"]
)
def test_csv_without_a_proper_header_is_malformed(keep: KeepApp, body: bytes) -> None:
    answer = keep.client.post("/v1/placements", content=body, headers={"Content-Type": "text/csv"})
    assert answer.status_code == 400
    assert "header" in answer.json()["detail"]


def test_other_media_types_and_bodies_over_the_bound_are_refused(keep: KeepApp) -> None:
    other = keep.client.post("/v1/promos", json=[])
    assert other.status_code == 415
    assert "text/csv" in other.json()["detail"]
    told = {"Content-Type": "text/csv", "Content-Length": str(65 * 1024 * 1024)}
    assert keep.client.post("/v1/promos", content=b"", headers=told).status_code == 413


def test_ten_megabytes_that_are_no_rows_get_a_verdict_each_and_change_nothing(
    keep: KeepApp,
) -> None:
    before = keep.catalogue.version()
    told = {"Content-Type": "application/x-ndjson"}
    answer = keep.client.post("/v1/promos", content=b"\0" * 10_000_000, headers=told)
    assert answer.status_code == 200
    (verdict,) = (json.loads(line) for line in answer.text.splitlines())
    assert verdict["verdict"] == "rejected"
    assert keep.catalogue.version() == before


def test_a_body_for_which_the_disk_has_no_room_is_to_be_sent_again(keep: KeepApp) -> None:
    told = {"Content-Type": "application/x-ndjson"}
    assert keep.client.get("/v1/promos").status_code == 200  # connected, while there is room
    with a_full_disk():
        answer = keep.client.post("/v1/promos", content=b" " * 3_000_000, headers=told)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "has no room for this body" in answer.json()["detail"]

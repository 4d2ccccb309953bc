"""`/v1/chirashi.js`: kept long, readable from every site, and sent small."""

import gzip
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.pages.page_script import PARTS, PATH, page_script
from api.routes.script_door import accepts_gzip, script_router

SCRIPTS = Path(__file__).parents[3] / "api" / "pages" / "script"
SMALL_BYTES = 6_500
LONGEST_FILE = 300
LONGEST_LINE = 100
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    app.include_router(script_router(page_script()))
    return TestClient(app)


def test_every_part_is_in_it_and_no_comment(client: TestClient) -> None:
    assert sorted(path.stem for path in SCRIPTS.iterdir()) == sorted(PARTS)
    answer = client.get(PATH, headers=PLAIN)
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    for part in PARTS:
        last = (SCRIPTS / f"{part}.js").read_text(encoding="utf-8").splitlines()[-1]
        assert last in answer.text
    assert "\n//" not in answer.text


def test_it_is_small(client: TestClient) -> None:
    with client.stream("GET", PATH, headers={"Accept-Encoding": "gzip"}) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert len(sent) == int(answer.headers["content-length"]) < SMALL_BYTES
    assert gzip.decompress(sent) == page_script().body


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_cache_asks_whether_it_changed(client: TestClient, encoding: str) -> None:
    headers = {"Accept-Encoding": encoding}
    first = client.get(PATH, headers=headers)
    tag = first.headers["etag"]
    again = client.get(PATH, headers={**headers, "If-None-Match": f'"old", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert again.headers["cache-control"] == first.headers["cache-control"]
    assert client.get(PATH, headers={**headers, "If-None-Match": '"old"'}).status_code == 200


def test_under_its_mark_it_never_changes(client: TestClient) -> None:
    assert "immutable" in client.get(page_script().address).headers["cache-control"]
    for address in (PATH, f"{PATH}?v=0"):
        kept = client.get(address).headers["cache-control"]
        assert "immutable" not in kept
        assert "max-age=86400" in kept


def test_every_site_may_load_and_read_it(client: TestClient) -> None:
    headers = client.head(PATH).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("gzip", True),
        ("br;q=1, GZIP;q=0.5", True),
        ("gzip; q=0", False),
        ("gzip;q=0.000", False),
        ("deflate, br", False),
        ("", False),
    ],
)
def test_it_is_compressed_for_those_who_take_it(accepted: str, *, expected: bool) -> None:
    assert accepts_gzip(accepted) is expected


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_short_and_can_run_under_a_strict_policy(part: str) -> None:
    text = (SCRIPTS / f"{part}.js").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert len(lines) <= LONGEST_FILE
    assert [line for line in lines if len(line) > LONGEST_LINE] == []
    forbidden = (
        "innerHTML",
        "eval(",
        "new Function",
        "document.write",
        ".style",
        "document.cookie",
    )
    assert [word for word in forbidden if word in text] == []

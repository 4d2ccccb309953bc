"""The hot door over the whole app: answers in shape, problems told, origins and freshness right."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.slots.answer_shape import AnswerShape
from api.snapshots.promo_cards import CLICK_DOOR
from api.tokens.slot_tokens import SigningKeys
from api.tokens.token_reading import SlotToken, read_token
from data.inbox.packed import Origin
from data.operational.api_keys import ApiKeys, Scope
from data.operational.database import open_database
from recommender.domain import Arm, Rung, TokenMode
from tests.api.served_home import ORIGIN, SECRET, ServedHome, a_learned_home, a_served_home
from tests.builders import a_promo

ASK = {
    "site": "daily",
    "article": "2026/11/02/harbour",
    "placements": [{"id": "in-article"}, {"id": "footer"}],
}
QUERY = "/v1/slots?site=daily&article=2026/11/02/harbour&placement=in-article&placement=footer"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> ServedHome:
    return a_learned_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def client(home: ServedHome) -> Iterator[TestClient]:
    with home.client() as client:
        yield client


def answer_of(response: Any) -> AnswerShape:
    assert response.status_code == 200, response.text
    return AnswerShape.model_validate_json(response.content)


def ask(client: TestClient, **changes: Any) -> AnswerShape:
    return answer_of(client.post("/v1/slots", json=ASK | changes))


def tokens(answer: AnswerShape) -> list[SlotToken]:
    keys = SigningKeys([SECRET])
    return [
        read_token(slot.token, keys)
        for placement in answer.placements.values()
        for slot in placement.slots
    ]


def test_fills_every_slot_of_the_page_once(client: TestClient) -> None:
    answer = ask(client)
    assert (answer.arm, answer.rung, answer.reason) == (Arm.LEARNED, Rung.LEARNED, None)
    assert answer.model == "2026-11-02T02-00"
    assert list(answer.placements) == ["in-article", "footer"]
    assert answer.placements["footer"].heading == "More for you"
    slots = [slot for placement in answer.placements.values() for slot in placement.slots]
    assert len({slot.promo for slot in slots}) == len(slots) == 5
    assert [slot.position for slot in answer.placements["footer"].slots] == [0, 1, 2, 3]


def test_each_slot_bears_a_token_that_tells_it(client: TestClient) -> None:
    answer = ask(client, reader={"country": "JP", "region": "13", "signed_in": True})
    read = tokens(answer)
    assert {token.decision for token in read} == {answer.decision}
    assert [token.position for token in read] == [0, 0, 1, 2, 3]
    assert {token.mode for token in read} == {TokenMode.PER_VIEW}
    assert {token.origin for token in read} == {Origin.BROWSER}
    assert all(0 < token.propensity <= 1 for token in read)
    first = read[0]
    assert (first.reader.country, first.reader.region, first.reader.signed_in) == ("JP", "13", True)
    now = datetime.now(UTC)
    assert abs(now - first.decided_at) < timedelta(minutes=1)
    assert not first.is_expired(int(now.timestamp() * 1000))


def test_paid_promos_are_labelled_in_the_page_s_language(client: TestClient) -> None:
    for language, words in (("en", "Sponsored"), ("ja", "広告")):
        article = {"id": "x", "title": "橋", "language": language}
        answer = ask(client, article=article, placements=[{"id": "footer"}], preview=True)
        for slot in answer.placements["footer"].slots:
            assert slot.disclosure == (words if slot.sponsored else None)
            assert ("sponsored" in slot.rel) == slot.sponsored
            assert slot.click_url == CLICK_DOOR + slot.token
            assert slot.source == ("Rib House" if slot.sponsored else "The Blog")


def test_fewer_slots_may_be_wanted(client: TestClient) -> None:
    answer = ask(client, placements=[{"id": "footer", "count": 2}])
    assert len(answer.placements["footer"].slots) == 2


def test_an_unknown_placement_is_an_answer_with_a_reason(client: TestClient) -> None:
    answer = ask(client, placements=[{"id": 'a/"b'}, {"id": "footer"}])
    assert answer.placements['a/"b'].unfilled[0].reason == "unknown_placement"
    assert len(answer.placements["footer"].slots) == 4


def test_an_unknown_article_is_filled_on_a_lower_rung(client: TestClient) -> None:
    answer = ask(client, article="never/heard-of")
    assert (answer.rung, answer.reason) == (Rung.PRIOR, "unknown_article")
    assert len(answer.placements["footer"].slots) == 4


def test_an_article_sent_along_is_ranked_and_not_kept(client: TestClient, home: ServedHome) -> None:
    inline = {"id": "brand/new", "title": "Sea", "category": "world", "text": "The sea. " * 500}
    answer = ask(client, article=inline)
    assert (answer.rung, answer.reason) == (Rung.LEARNED, None)
    assert [kept.value.id for kept in home.catalogue.articles.all()] == [ASK["article"]]


@pytest.mark.parametrize("arm", ["learned", "baseline", "control"])
def test_a_preview_shows_an_arm_and_is_marked_so(client: TestClient, arm: str) -> None:
    answer = ask(client, preview=True, arm=arm)
    assert answer.arm == arm
    assert {token.origin for token in tokens(answer)} == {Origin.PREVIEW}


def test_nothing_eligible_is_a_clean_empty_answer(tmp_path: Path) -> None:
    home = a_served_home(tmp_path, promos=[a_promo(paused=True)])
    with home.client() as client:
        answer = ask(client)
    assert answer.rung is Rung.EMPTY
    assert {each.reason for each in answer.placements["footer"].unfilled} == {"no_candidates"}


def test_without_a_snapshot_the_page_is_cleanly_empty(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    for path in home.store.folder.iterdir():
        path.unlink()
    with home.client() as client:
        answer = ask(client)
        assert (answer.rung, answer.reason) == (Rung.EMPTY, "no_snapshot")
        assert client.get(QUERY).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[]", 422),
        (b'{"site": "daily"}', 422),
        (json.dumps(ASK | {"site": "a\0"}).encode(), 422),
        (json.dumps(ASK | {"site": "\ud800"}).encode(), 422),
        (json.dumps(ASK | {"site": "nowhere"}).encode(), 404),
        (json.dumps(ASK | {"article": {"id": "a", "text": "x" * 262_144}}).encode(), 413),
        (b" " * 10_000_000, 413),
    ],
)
def test_a_bad_body_is_a_problem_with_pointers(
    client: TestClient, body: bytes, status: int
) -> None:
    response = client.post("/v1/slots", content=body)
    problem = response.json()
    assert response.status_code == problem["status"] == status
    assert response.headers["content-type"] == "application/problem+json"
    if status == 422:
        assert problem["errors"]
        assert all("pointer" in error for error in problem["errors"])


def test_a_body_sent_in_pieces_without_a_length_is_bounded_too(client: TestClient) -> None:
    pieces = (b" " * 50_000 for _ in range(10))
    assert client.post("/v1/slots", content=pieces).status_code == 413
    whole = json.dumps(ASK).encode()
    halves = (whole[at : at + 20] for at in range(0, len(whole), 20))
    assert client.post("/v1/slots", content=halves).status_code == 200


def test_other_methods_are_refused_with_what_is_allowed(client: TestClient) -> None:
    response = client.delete("/v1/slots")
    assert response.status_code == 405
    assert "POST" in response.headers["allow"]


def test_head_has_the_headers_and_no_body(client: TestClient) -> None:
    response = client.head(QUERY)
    assert response.status_code == 200
    assert response.content == b""
    assert int(response.headers["content-length"]) > 1000


def test_get_is_the_cacheable_form(client: TestClient) -> None:
    response = client.get(QUERY, headers={"User-Agent": "iPhone Mobile", "Accept-Language": "ja"})
    assert response.headers["cache-control"] == "public, max-age=60, stale-if-error=86400"
    read = tokens(answer_of(response))
    assert {token.mode for token in read} == {TokenMode.CACHED}
    assert read[0].reader.device is None
    assert read[0].reader.language is None


def test_the_reader_is_derived_where_the_page_said_nothing(client: TestClient) -> None:
    headers = {"User-Agent": "Mozilla/5.0 (iPhone) Mobile", "Accept-Language": "ja-JP,en;q=0.8"}
    response = client.post("/v1/slots", json=ASK, headers=headers)
    reader = tokens(answer_of(response))[0].reader
    assert (reader.device, reader.language, reader.country) == ("mobile", "ja", None)


def test_a_preview_or_a_view_of_its_own_is_kept_by_no_cache(client: TestClient) -> None:
    for more in ("&preview=true", "&mode=per_view"):
        assert client.get(QUERY + more).headers["cache-control"] == "no-store"
    assert client.post("/v1/slots", json=ASK).headers["cache-control"] == "no-store"


def test_a_cache_lets_go_when_a_flight_begins(tmp_path: Path) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=20)
    home = a_served_home(tmp_path, promos=[a_promo(), a_promo(id="soon", starts_at=soon)])
    with home.client() as client:
        told = client.get(QUERY).headers["cache-control"]
    seconds = int(told.split("max-age=")[1].split(",")[0])
    assert 10 <= seconds <= 20


def test_only_the_sites_own_origins_may_read_answers(client: TestClient) -> None:
    name = "access-control-allow-origin"
    ours = client.post("/v1/slots", json=ASK, headers={"Origin": ORIGIN})
    assert ours.headers[name] == ORIGIN
    assert ours.headers["vary"] == "Origin"
    other = client.post("/v1/slots", json=ASK, headers={"Origin": "https://evil.example"})
    assert name not in other.headers
    assert other.headers["vary"] == "Origin"


def test_preflights_are_answered_for_registered_origins(client: TestClient) -> None:
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    response = client.options("/v1/slots", headers=asked)
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == ORIGIN
    assert "POST" in response.headers["access-control-allow-methods"]
    evil = client.options("/v1/slots", headers=asked | {"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in evil.headers


def test_a_request_with_the_sites_key_is_the_publishers_server(
    client: TestClient, home: ServedHome
) -> None:
    keys = ApiKeys(open_database(f"sqlite:///{home.values['CHIRASHI_HOME']}/chirashi.db"))
    secret, _ = keys.create("cms", site="daily", scopes=frozenset({Scope.CATALOGUE}))
    headers = {"Authorization": f"Bearer {secret}", "User-Agent": "python-requests"}
    read = tokens(answer_of(client.post("/v1/slots", json=ASK, headers=headers)))
    assert {token.origin for token in read} == {Origin.SERVER}
    assert read[0].reader.device is None
    wrong = {"Authorization": "Bearer chirashi_nothing"}
    read = tokens(answer_of(client.post("/v1/slots", json=ASK, headers=wrong)))
    assert {token.origin for token in read} == {Origin.BROWSER}


def test_the_schema_tells_of_the_door(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths["/v1/slots"]) == {"get", "post"}
    assert set(paths["/v1/click/{token}"]) == {"get"}

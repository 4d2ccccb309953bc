"""Clicks: to the promo's own URL and nowhere else, whatever the token."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import time_ns

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.tokens.slot_tokens import SigningKeys
from api.tokens.token_reading import read_token
from recommender.domain import TokenMode
from recommender.errors import InvalidToken
from tests.api.served_home import SECRET, ServedHome, a_served_home
from tests.api.told_events import a_slot_token

HOME_OF_SITE = "https://daily.example/"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> ServedHome:
    return a_served_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def client(home: ServedHome) -> Iterator[TestClient]:
    with home.client() as client:
        yield client


def location(client: TestClient, token: str) -> str:
    response = client.get(f"/v1/click/{token}")
    assert response.status_code == 302
    assert response.headers["cache-control"] == "no-store"
    return response.headers["location"]


def test_leads_to_the_promo_even_when_expired(client: TestClient) -> None:
    found = location(client, a_slot_token(at_ms=0))
    assert found == (
        "https://blog.example/story-1?utm_medium=promo&utm_campaign=story-1&utm_source=daily"
    )


@pytest.mark.parametrize(
    ("mode", "age"),
    [(TokenMode.PER_VIEW, timedelta(hours=1)), (TokenMode.CACHED, timedelta(hours=24))],
)
def test_an_expired_token_leads_on_and_is_known_to_be_expired(
    client: TestClient, mode: TokenMode, age: timedelta
) -> None:
    keys, now_ms = SigningKeys([SECRET]), time_ns() // 1_000_000
    minute_ms, age_ms = 60_000, age // timedelta(milliseconds=1)
    for past_ms, is_expired in ((minute_ms, True), (-minute_ms, False)):
        token = a_slot_token(mode=mode, at_ms=now_ms - age_ms - past_ms)
        assert location(client, token).startswith("https://blog.example/story-1?")
        assert read_token(token, keys).is_expired(now_ms) is is_expired


def test_the_destination_is_never_the_requests(client: TestClient) -> None:
    response = client.get(f"/v1/click/{a_slot_token()}?url=https://evil.example&to=//evil.example")
    assert response.headers["location"].startswith("https://blog.example/story-1?")


def test_a_bad_signature_leads_home(client: TestClient) -> None:
    foreign = a_slot_token(secret="somebody-elses-secret")
    for token in ("x", "A" * 96, "%00", foreign, a_slot_token()[:-1] + "!", a_slot_token()[:-1]):
        assert location(client, token) == HOME_OF_SITE


@pytest.mark.parametrize("path", ["/v1/click/..%2f", "/articles/daily", "/static/base.css/"])
def test_no_redirect_leads_to_the_host_that_a_request_names(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"Host": "evil.example"})
    assert response.status_code == 404
    assert "location" not in response.headers


def test_head_is_answered_alike(client: TestClient) -> None:
    assert client.head(f"/v1/click/{a_slot_token()}").status_code == 302


def test_an_archived_promo_still_resolves(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    home.catalogue.promos.delete("story-1")
    home.publish()
    with home.client() as client:
        assert location(client, a_slot_token()).startswith("https://blog.example/story-1?")
    # Another keeper starts from the live rows alone: now only the catalogue knows.
    again = a_served_home(tmp_path)
    again.catalogue.promos.delete("story-2")
    again.publish()
    with again.client() as client:
        assert location(client, a_slot_token(promo=2)).startswith("https://blog.example/story-2?")


def test_a_promo_nobody_knows_leads_home(client: TestClient) -> None:
    assert location(client, a_slot_token(promo=4_000_000_000)) == HOME_OF_SITE


def test_without_snapshot_and_database_the_reader_still_arrives_somewhere(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    for path in [*home.store.folder.iterdir(), *tmp_path.glob("chirashi.db*")]:
        path.unlink()
    with home.client() as client:
        assert location(client, a_slot_token()) == "/"
        assert location(client, "x") == "/"


@given(st.text(max_size=120))
def test_no_text_reads_as_a_slot_token(text: str) -> None:
    with pytest.raises(InvalidToken):
        read_token(text, SigningKeys([SECRET]))

"""Clicks are noted before the reader is sent on, and only those of readers."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from data.inbox.packed import view_digest
from tests.api.served_home import ServedHome, a_served_home
from tests.api.told_events import a_slot_token, events_of, kept_events, kept_records

NOBODY = {"User-Agent": ""}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> ServedHome:
    return a_served_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def client(home: ServedHome) -> Iterator[TestClient]:
    with home.client() as client:
        yield client


def followed(
    client: TestClient, home: ServedHome, path: str, headers: dict[str, str] | None = None
) -> list[tuple[str, str | None, str]]:
    """Follow a link, arrive, and return the events that came of it."""
    before = kept_records(home)
    response = client.get(f"/v1/click/{path}", headers=NOBODY | (headers or {}))
    assert (response.status_code, bool(response.headers["location"])) == (302, True)
    return events_of(kept_records(home)[len(before) :])


def test_a_click_lies_in_the_inbox_when_the_redirect_leaves(
    client: TestClient, home: ServedHome
) -> None:
    assert followed(client, home, a_slot_token()) == [("click", None, "redirect")]


def test_v_tells_readers_of_a_cached_page_apart(client: TestClient, home: ServedHome) -> None:
    followed(client, home, f"{a_slot_token()}?v=view-7")
    assert kept_events(home)[-1]["view"].tobytes() == view_digest("view-7")
    followed(client, home, f"{a_slot_token()}?v={'x' * 5000}")
    assert not kept_events(home)[-1]["view"].any()
    followed(client, home, f"{a_slot_token()}?v=a&v=%ff&utm=1")
    assert kept_events(home)[-1]["view"].any()


def test_a_crawler_and_an_old_token_arrive_and_do_not_count(
    client: TestClient, home: ServedHome
) -> None:
    bot = {"User-Agent": "Googlebot/2.1"}
    assert followed(client, home, a_slot_token(), bot) == [("click", "crawler", "redirect")]
    assert followed(client, home, a_slot_token(at_ms=0)) == [("click", "expired", "redirect")]


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "Prefetch"}, {"X-Moz": "prefetch"}],
)
def test_a_link_fetched_ahead_is_no_click(
    client: TestClient, home: ServedHome, headers: dict[str, str]
) -> None:
    assert followed(client, home, a_slot_token(), headers) == []


def test_head_and_forged_tokens_are_no_clicks(client: TestClient, home: ServedHome) -> None:
    before = kept_records(home)
    client.head(f"/v1/click/{a_slot_token()}", headers=NOBODY)
    assert kept_records(home) == before
    assert followed(client, home, a_slot_token(secret="somebody-elses-secret")) == []
    assert followed(client, home, "x") == []

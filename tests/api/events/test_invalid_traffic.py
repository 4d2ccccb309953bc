"""Which events count, judged over the whole app, and that nobody can tell from the answer."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from data.inbox.packed import Origin
from data.operational.api_keys import Scope
from recommender.domain import TokenMode
from tests.api.routes.keyed import a_key
from tests.api.served_home import ORIGIN, ServedHome, a_served_home
from tests.api.told_events import a_slot_token, an_event, events_of, kept_records
from tests.builders import a_site

NIGHTLY = "https://nightly.example"
BOT = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
LIBRARY = {"User-Agent": "python-requests/2.32"}
GMAIL = {"User-Agent": "Mozilla/5.0 Firefox/11.0 (via ggpht.com GoogleImageProxy)"}
HOUR_MS = 3_600_000


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> ServedHome:
    home = a_served_home(tmp_path_factory.mktemp("home"))
    home.catalogue.sites.put(a_site(id="nightly", name="Nightly", origins=(NIGHTLY,)))
    home.publish()
    return home


@pytest.fixture(scope="module")
def client(home: ServedHome) -> Iterator[TestClient]:
    with home.client(click_limit="5 per hour") as client:
        # A client of tests names itself, as a library would.
        client.headers["User-Agent"] = ""
        yield client


@pytest.fixture
def judged(client: TestClient, home: ServedHome) -> Any:
    """Return how to tell an event of a token and learn what became of it: reason and way."""

    def tell(token: str, headers: dict[str, str] | None = None, **changes: Any) -> Any:
        before = kept_records(home)
        event = an_event(token=token, **changes)
        response = client.post("/v1/events", json=[event], headers=headers or {})
        assert response.json() == [{"status": "accepted"}]
        ((_, reason, way),) = events_of(kept_records(home)[len(before) :])
        return reason, way

    return tell


def ago_ms(hours: float) -> int:
    return int(time.time() * 1000 - hours * HOUR_MS)


def test_a_reader_s_event_counts(judged: Any) -> None:
    assert judged(a_slot_token()) == (None, "script")
    assert judged(a_slot_token(), {"User-Agent": "Mozilla/5.0 (CUBOT X18)"}) == (None, "script")


@pytest.mark.parametrize("headers", [BOT, LIBRARY, GMAIL])
def test_declared_crawlers_do_not_count(judged: Any, headers: dict[str, str]) -> None:
    assert judged(a_slot_token(), headers) == ("crawler", "script")


def test_of_slots_that_a_server_asked_for_its_library_counts_and_a_crawler_does_not(
    judged: Any,
) -> None:
    assert judged(a_slot_token(origin=Origin.SERVER), LIBRARY) == (None, "script")
    assert judged(a_slot_token(origin=Origin.SERVER), BOT) == ("crawler", "script")


def test_the_site_s_own_server_speaks_for_its_readers(home: ServedHome, judged: Any) -> None:
    ours = a_key(home, Scope.CATALOGUE, site="daily")
    for token in [a_slot_token(origin=origin) for origin in (Origin.SERVER, Origin.BROWSER)]:
        assert judged(token, BOT | ours | {"Origin": NIGHTLY}) == (None, "server")
    others = a_key(home, Scope.CATALOGUE, site="nightly")
    assert judged(a_slot_token(), LIBRARY | others) == ("crawler", "script")
    weak = a_key(home, Scope.REPORTS, site="daily")
    assert judged(a_slot_token(), LIBRARY | weak) == ("crawler", "script")
    unknown = {"Authorization": "Bearer chirashi_nothing"}
    assert judged(a_slot_token(), LIBRARY | unknown) == ("crawler", "script")


def test_a_server_may_tell_of_one_slot_as_often_as_it_has_readers(
    home: ServedHome, judged: Any
) -> None:
    ours, token = a_key(home, Scope.CATALOGUE), a_slot_token(mode=TokenMode.CACHED)
    told = [judged(token, ours, view_id=f"v{at}") for at in range(8)]
    assert told == [(None, "server")] * 8


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
    ],
)
def test_what_is_fetched_ahead_does_not_count(judged: Any, headers: dict[str, str]) -> None:
    assert judged(a_slot_token(), headers) == ("prefetch", "script")


@pytest.mark.parametrize(("mode", "hours"), [(TokenMode.PER_VIEW, 1), (TokenMode.CACHED, 24)])
def test_expired_tokens_do_not_count(judged: Any, mode: TokenMode, hours: int) -> None:
    assert judged(a_slot_token(mode=mode, at_ms=ago_ms(hours + 0.1))) == ("expired", "script")
    assert judged(a_slot_token(mode=mode, at_ms=ago_ms(hours - 0.1))) == (None, "script")


def test_a_token_from_a_clock_that_was_ahead_counts(judged: Any) -> None:
    assert judged(a_slot_token(at_ms=ago_ms(-1))) == (None, "script")


def test_previews_never_count(home: ServedHome, judged: Any) -> None:
    token = a_slot_token(origin=Origin.PREVIEW)
    assert judged(token) == ("preview", "script")
    assert judged(token, BOT | a_key(home, Scope.CATALOGUE)) == ("preview", "server")


def test_a_token_told_on_another_site_of_ours_does_not_count(judged: Any) -> None:
    assert judged(a_slot_token(), {"Origin": NIGHTLY}) == ("other_site", "script")
    assert judged(a_slot_token(site=2), {"Origin": NIGHTLY}) == (None, "script")
    assert judged(a_slot_token(), {"Origin": ORIGIN}) == (None, "script")


@pytest.mark.parametrize("origin", ["https://translate.example", "null", "", "é"])
def test_an_origin_that_nobody_registered_says_nothing(judged: Any, origin: str) -> None:
    headers = {"Origin": origin.encode("latin-1")}
    assert judged(a_slot_token(), headers) == (None, "script")


def test_a_site_that_no_snapshot_knows_is_no_other_site(judged: Any) -> None:
    assert judged(a_slot_token(site=99), {"Origin": NIGHTLY}) == (None, "script")


def test_one_address_tells_of_one_token_so_often_and_no_more(judged: Any) -> None:
    token = a_slot_token(mode=TokenMode.CACHED)
    told = [judged(token, view_id=f"v{at}") for at in range(7)]
    assert told == [(None, "script")] * 5 + [("too_many", "script")] * 2
    assert judged(token, event="view", view_id="v9") == (None, "script")
    assert judged(a_slot_token(mode=TokenMode.CACHED)) == (None, "script")


def test_behind_a_proxy_that_is_trusted_each_reader_has_an_address(home: ServedHome) -> None:
    token, before = a_slot_token(mode=TokenMode.CACHED), kept_records(home)
    more = {"CHIRASHI_CLICK_LIMIT": "1 per hour", "CHIRASHI_TRUSTED_PROXIES": "192.0.2.0/24"}
    with TestClient(create_app(home.values | more), client=("192.0.2.1", 50_000)) as proxied:
        for at in (1, 2, 2):
            headers = {"User-Agent": "", "X-Forwarded-For": f"203.0.113.{at}"}
            event = an_event(token=token, view_id=f"v{at}")
            proxied.post("/v1/events", json=[event], headers=headers)
    told = events_of(kept_records(home)[len(before) :])
    assert [reason for _, reason, _ in told] == [None, None, "too_many"]

"""Asks: every wrong field is named in its place, and nothing untrusted gets through."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.slots.ask import Ask, WantedPlacement
from api.slots.ask_reading import ask_of_body, ask_of_query
from recommender.domain import Arm, Reader, SeenPromo, TokenMode
from recommender.errors import InvalidFields, Malformed

SMALL = {"site": "daily", "article": "a/1", "placements": [{"id": "footer"}]}


def read(**changes: Any) -> Ask:
    return ask_of_body(json.dumps(SMALL | changes).encode())


def pointers(body: bytes) -> list[str]:
    with pytest.raises(InvalidFields) as caught:
        ask_of_body(body)
    return [fault.pointer for fault in caught.value.faults]


def refused(**changes: Any) -> list[str]:
    return pointers(json.dumps(SMALL | changes).encode())


def test_the_shortest_ask() -> None:
    assert read() == Ask(
        site="daily",
        article="a/1",
        placements=(WantedPlacement(id="footer"),),
        reader=Reader(),
        mode=TokenMode.PER_VIEW,
    )


def test_an_id_alone_is_looked_up_however_it_is_told() -> None:
    assert read(article={"id": "a/1"}) == read(article="a/1")
    assert read(article={"id": "a/1", "title": ""}).inline is not None


def test_everything_that_can_be_said() -> None:
    ask = read(
        article={
            "id": "2019/05/23/ceasefire",
            "url": "https://daily.example/x",
            "title": "戦争",
            "category": "world",
            "tags": ["war"],
            "text": "…",
            "published_at": "2019-05-23T09:00:00+09:00",
            "language": "en-GB",
        },
        reader={
            "country": "jp",
            "region": "JP-13",
            "device": "mobile",
            "language": "EN",
            "signed_in": True,
            "seen": [
                {"promo": "offer-1", "at": "2019-05-23T00:00:00Z"},
                {"promo": "offer-2", "at": "2019-05-23T00:00:00Z", "dismissed": True},
            ],
        },
        placements=[{"id": "in-article"}, {"id": "footer", "count": 12}],
        preview=True,
        arm="control",
        deadline_ms=20,
        a_field_of_next_year=1,
    )
    midnight = datetime(2019, 5, 23, tzinfo=UTC)
    assert ask.reader == Reader(
        country="JP",
        region="13",
        device="mobile",
        language="en",
        signed_in=True,
        seen=(
            SeenPromo(promo="offer-1", at=midnight),
            SeenPromo(promo="offer-2", at=midnight, is_dismissed=True),
        ),
    )
    assert ask.article == "2019/05/23/ceasefire"
    assert ask.inline is not None
    assert ask.inline.published_at == midnight
    assert (ask.inline.site, ask.inline.language, ask.inline.tags) == ("daily", "en", ("war",))
    assert ask.placements[1].count == 12
    assert (ask.is_preview, ask.arm, ask.deadline_ms) == (True, Arm.CONTROL, 20)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"site": ""}, ["/site"]),
        ({"site": "x" * 201}, ["/site"]),
        ({"site": 5, "article": None}, ["/site", "/article"]),
        ({"article": {"id": ""}}, ["/article/id"]),
        ({"article": {"id": "a", "url": "javascript:alert(1)"}}, ["/article/url"]),
        ({"article": {"id": "a", "published_at": "2019-05-23"}}, ["/article/published_at"]),
        ({"article": {"id": "a", "published_at": 1e30}}, ["/article/published_at"]),
        ({"placements": []}, ["/placements"]),
        ({"placements": {}}, ["/placements"]),
        ({"placements": [{"id": "a"}, {"id": "a"}]}, ["/placements/1/id"]),
        ({"placements": [{"id": "a", "count": 0}]}, ["/placements/0/count"]),
        ({"placements": [{"id": "a", "count": 1e400}]}, ["/placements/0/count"]),
        ({"placements": [{"id": "a", "count": True}]}, ["/placements/0/count"]),
        ({"placements": [{"id": "a", "count": "4"}]}, ["/placements/0/count"]),
        ({"reader": {"country": "JPN"}}, ["/reader/country"]),
        ({"reader": {"region": "Tokyo"}}, ["/reader/region"]),
        ({"reader": {"device": "watch"}}, ["/reader/device"]),
        ({"reader": {"language": "english"}}, ["/reader/language"]),
        ({"reader": {"signed_in": "no"}}, ["/reader/signed_in"]),
        (
            {"reader": {"seen": [{"promo": "a", "at": "2019-05-23T00:00:00"}]}},
            ["/reader/seen/0/at"],
        ),
        (
            {"reader": {"seen": [{"promo": "a", "at": "9999-12-31T23:59:59-12:00"}]}},
            ["/reader/seen/0/at"],
        ),
        (
            {"reader": {"seen": [{"promo": "a", "at": "2019-05-23T00:00:00Z"}] * 201}},
            ["/reader/seen"],
        ),
        ({"mode": "forever"}, ["/mode"]),
        ({"arm": "control"}, ["/arm"]),
        ({"deadline_ms": 0}, ["/deadline_ms"]),
        ({"deadline_ms": 10**30}, ["/deadline_ms"]),
        ({"site": "a\0b", "article": {"id": "\0"}}, ["/site", "/article/id"]),
        ({"site": "\ud800"}, ["/site"]),
        ({"reader": {"x/y~": "\udfff"}}, ["/reader/x~1y~0"]),
        ({"reader": {"\ud800": 1}}, ["/reader/\ud800"]),
    ],
)
def test_names_every_wrong_field(changes: dict[str, Any], expected: list[str]) -> None:
    assert refused(**changes) == expected


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 10_000, b'{"site":"\0"}'])
def test_what_is_no_json_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        ask_of_body(body)


def test_a_list_is_json_and_invalid() -> None:
    assert pointers(b"[]") == [""]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_break_the_reading(body: bytes) -> None:
    for reading in (ask_of_body, ask_of_query):
        try:
            reading(body)
        except (Malformed, InvalidFields):
            continue


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800\0"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ("site", "article", "placements", "reader", "mode", "preview", "arm"), json_values
        ),
    )
)
def test_no_json_breaks_the_reading(changes: dict[str, Any]) -> None:
    try:
        read(**changes)
    except (Malformed, InvalidFields):
        return


def test_a_query_string_asks_for_the_cacheable_form() -> None:
    query = "site=daily&article=2019%2F05%2F%E6%88%A6&placement=a&placement=b&count=2&country=jp"
    ask = ask_of_query((query + "&signed_in=1&language=ja-JP&region=13&device=tablet").encode())
    assert ask.mode is TokenMode.CACHED
    assert ask.article == "2019/05/戦"
    assert ask.placements == (WantedPlacement(id="a", count=2), WantedPlacement(id="b"))
    assert ask.reader == Reader(
        country="JP", region="13", device="tablet", language="ja", signed_in=True
    )


def test_a_query_string_may_preview_an_arm() -> None:
    ask = ask_of_query(b"site=a&article=b&placement=c&preview=true&arm=baseline&deadline_ms=9")
    assert (ask.is_preview, ask.arm, ask.deadline_ms) == (True, Arm.BASELINE, 9)


@given(st.text(min_size=1, max_size=200).filter(lambda text: "\0" not in text))
def test_ids_of_any_characters_pass_both_ways(identity: str) -> None:
    try:
        identity.encode()
    except UnicodeEncodeError:
        return
    query = urlencode(
        {"site": identity, "article": identity, "placement": identity}, quote_via=quote
    )
    ask = ask_of_query(query.encode())
    assert (ask.site, ask.article, ask.placements[0].id) == (identity,) * 3
    assert read(site=identity).site == identity


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        (b"article=b&placement=f", "/site"),
        (b"site=a&article=b", "/placements"),
        (b"site=a&article=b&placement=%00", "/placements/0/id"),
        (b"site=a&article=b&placement=f&count=-1", "/placements/0/count"),
        (b"site=a&article=b&placement=f&count=99999999999", "/placements/0/count"),
        (b"site=a&article=b&placement=f&signed_in=maybe", "/reader/signed_in"),
        (b"site=a&article=b&placement=f&preview=2", "/preview"),
        (b"site=a&article=b&placement=f&deadline_ms=soon", "/deadline_ms"),
        (b"site=a&article=b&placement=f&mode=", "/mode"),
    ],
)
def test_names_every_wrong_parameter(query: bytes, pointer: str) -> None:
    with pytest.raises(InvalidFields) as caught:
        ask_of_query(query)
    assert [fault.pointer for fault in caught.value.faults] == [pointer]


@pytest.mark.parametrize("query", [b"site=%ff", b"site=\xff", b"site=%ed%a0%80", b"a=1&" * 101])
def test_a_query_that_cannot_be_decoded_is_malformed(query: bytes) -> None:
    with pytest.raises(Malformed):
        ask_of_query(query)

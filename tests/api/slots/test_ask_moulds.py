"""A moulded ask is the ask that reading the whole query makes, or there is none."""

import string
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.slots.ask import Ask
from api.slots.ask_moulds import LONGEST, moulded_ask
from api.slots.ask_reading import MOST_PARAMETERS, ask_of_query
from recommender.errors import InvalidFields, Malformed

TEMPLATE = b"site=daily&article=%s&placement=footer&country=jp&signed_in=1"
NAMES = ("site", "article", "placement", "count", "country", "region", "device", "language")
OTHERS = (
    "signed_in",
    "preview",
    "arm",
    "mode",
    "deadline_ms",
    "",
    "xarticle",
    "%61rticle",
    "other",
)
VALUES = ("", "daily", "2026%2F11", "戦", "a+b", "%ff", "%00", "%e6%88%a6", "jp", "mobile", "true")
characters = st.sampled_from(string.ascii_letters + "%+=&;/0123456789\0é")
values = st.sampled_from(VALUES) | st.text(characters, max_size=8) | st.just("x" * 201)
pairs = st.tuples(st.sampled_from(NAMES + OTHERS), st.sampled_from(["=", "=", "="]) | st.just(""))
parameters = st.builds(lambda pair, value: "".join((*pair, value)), pairs, values)
good_parameters = st.sampled_from(
    ["site=daily", "article=a%2Fb", "article=c", "placement=footer", "placement=top", "country=JP"]
)


def read_whole(query: bytes) -> Ask | None:
    try:
        return ask_of_query(query)
    except (Malformed, InvalidFields):
        return None


@given(st.lists(parameters | good_parameters, max_size=8).map("&".join))
def test_moulded_ask_is_the_one_that_was_written(text: str) -> None:
    query = text.encode()
    assert moulded_ask(query) in (None, read_whole(query))


@given(st.lists(good_parameters, max_size=6).map("&".join))
def test_mould_serves_what_can_be_asked_for_once(text: str) -> None:
    query = text.encode()
    is_plain = query.count(b"article=") == 1
    assert moulded_ask(query) == (read_whole(query) if is_plain else None)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_every_article_comes_out_of_the_mould(article: str) -> None:
    query = TEMPLATE % quote(article[:80], safe="").encode()
    ask = moulded_ask(query)
    assert ask is not None
    assert ask == read_whole(query)


@pytest.mark.parametrize(
    "query",
    [
        TEMPLATE % b"a&article=b",
        TEMPLATE % b"a&%61rticle=b",
        TEMPLATE.replace(b"article", b"xarticle") % b"a",
        TEMPLATE % b"a" + b"&site=",
        TEMPLATE % b"",
        TEMPLATE % b"%ff",
        TEMPLATE % b"%00",
        TEMPLATE % b"\xe6",
        TEMPLATE % (b"x" * 201),
        TEMPLATE % b"a" + b"&" * MOST_PARAMETERS,
        TEMPLATE % b"a" + b"&x=" + b"x" * LONGEST,
        b"article",
        b"",
    ],
)
def test_what_is_not_plain_is_left_to_be_read(query: bytes) -> None:
    assert moulded_ask(query) is None


def test_asks_of_one_template_share_what_does_not_differ() -> None:
    one, other = (moulded_ask(TEMPLATE % article) for article in (b"a%2F1", b"a%2F2"))
    assert one is not None
    assert other is not None
    assert (one.article, other.article) == ("a/1", "a/2")
    assert one.reader is other.reader
    assert one.placements is other.placements

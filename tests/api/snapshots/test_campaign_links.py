"""Links: the promo's own address, with what a merchant needs to know, and nothing twice."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.snapshots.campaign_links import promo_link
from tests.builders import a_promo


def link(url: str, *, site: str = "daily") -> str:
    return promo_link(a_promo(id="offer/1 & co", url=url)).from_site(site)


def test_tells_the_site_the_medium_and_the_promo() -> None:
    found = urlsplit(link("https://ribs.example/menu"))
    assert (found.netloc, found.path) == ("ribs.example", "/menu")
    assert parse_qs(found.query) == {
        "utm_medium": ["promo"],
        "utm_campaign": ["offer/1 & co"],
        "utm_source": ["daily"],
    }


@pytest.mark.parametrize(
    "url", ["https://a.example/?", "https://a.example/x?q=1&", "https://a.example"]
)
def test_joins_to_whatever_query_there_is(url: str) -> None:
    found = link(url)
    assert "&&" not in found
    assert "?&" not in found
    assert parse_qs(urlsplit(found).query)["utm_source"] == ["daily"]


def test_a_fragment_stays_at_the_end() -> None:
    found = link("https://a.example/x?q=1#menu")
    assert found.endswith("utm_source=daily#menu")
    assert "q=1&utm_medium" in found


def test_what_the_merchant_set_is_left_alone() -> None:
    found = parse_qs(urlsplit(link("https://a.example/?utm_source=us&utm_campaign=x#y")).query)
    assert found == {"utm_source": ["us"], "utm_campaign": ["x"], "utm_medium": ["promo"]}


@given(st.text(min_size=1).filter(lambda text: text.isprintable()))
def test_any_site_id_arrives_as_it_is(site: str) -> None:
    try:
        site.encode()
    except UnicodeEncodeError:
        return
    assert parse_qs(urlsplit(link("https://a.example/", site=site)).query)["utm_source"] == [site]

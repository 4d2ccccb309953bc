"""Only http(s) addresses are kept, in the form in which browsers send them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.edge.web_address import PATTERN, web_address, web_place


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("https://news.example", "https://news.example"),
        ("HTTPS://News.Example:8080/A?b=c%20d#e", "https://news.example:8080/A?b=c%20d#e"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("https://日本.example/東京?q=散らし", None),
    ],
)
def test_keeps_addresses_in_ascii(sent: str, kept: str | None) -> None:
    address = web_address(sent)
    assert address == (kept or "https://xn--wgv71a.example/" + address.rpartition("/")[2])
    assert web_address(address) == address
    assert address.isascii()


REFUSED = """
javascript:alert(1)
ftp://x.example
//x.example
https://
https:///path
https://a b
https://x.example/<script>
https://me:word@x.example
https://x:0/
https://x:99999/
https://[::1
http://.../
https://x/"
https://x\\@y
data:,
"""


@pytest.mark.parametrize("sent", REFUSED.split("\n"))
def test_refuses_what_is_no_web_address(sent: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        web_address(sent)


@pytest.mark.parametrize("sent", ["//evil.example/x.png", "/\\evil.example", "relative.png", "/"])
def test_a_path_on_this_server_is_no_other_server(sent: str) -> None:
    with pytest.raises(ValueError, match="an address begins"):
        web_place(sent)
    assert web_place("/pictures/海.svg") == "/pictures/%E6%B5%B7.svg"


@given(text=st.text(max_size=40), host=st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,5})?", fullmatch=True))
def test_whatever_is_kept_is_an_address_that_stays_the_same(text: str, host: str) -> None:
    for sent in (text, f"https://{host}/{text}", f"http://{text}"):
        try:
            kept = web_address(sent)
        except ValueError:
            continue
        assert re.fullmatch(PATTERN, kept)
        assert web_address(kept) == kept

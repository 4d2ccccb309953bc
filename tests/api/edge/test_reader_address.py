"""Whose address a request comes from, and whom we believe about it."""

from ipaddress import ip_network

import pytest

from api.edge import reader_address as reader_address_module
from api.edge.reader_address import reader_address

PROXIES = (ip_network("10.0.0.0/8"), ip_network("127.0.0.1/32"))


def address(client: str | None, *forwarded: str) -> str:
    headers = [(b"x-forwarded-for", value.encode("latin-1")) for value in forwarded]
    return reader_address(headers, client, proxies=PROXIES)


def test_a_stranger_is_not_believed() -> None:
    assert address("203.0.113.9", "198.51.100.1") == "203.0.113.9"


@pytest.mark.parametrize(
    ("forwarded", "found"),
    [
        (["198.51.100.1"], "198.51.100.1"),
        (["192.0.2.66, 198.51.100.1"], "198.51.100.1"),
        (["192.0.2.66, 198.51.100.1, 10.1.2.3"], "198.51.100.1"),
        (["192.0.2.66", "198.51.100.1"], "198.51.100.1"),
        (["10.9.9.9"], "10.9.9.9"),
        (["  ,, "], "127.0.0.1"),
        ([], "127.0.0.1"),
    ],
)
def test_behind_proxies_of_ours_the_farthest_that_they_saw_counts(
    forwarded: list[str], found: str
) -> None:
    assert address("127.0.0.1", *forwarded) == found


def test_an_ipv6_household_is_one_address() -> None:
    assert address("2001:db8:1:2:aaaa::1") == address("2001:db8:1:2:bbbb::2")
    assert address("2001:db8:1:2::1") != address("2001:db8:1:3::1")
    assert address("::ffff:203.0.113.9") == "203.0.113.9"


@pytest.mark.parametrize("odd", [None, "", "testclient", "x" * 10_000, "unix:"])
def test_what_is_no_address_is_short_and_no_error(odd: str | None) -> None:
    assert len(address(odd, "y" * 100_000)) <= 64


def test_a_proxy_that_tells_nonsense_is_no_error() -> None:
    assert len(address("127.0.0.1", "z\xff" * 100_000)) <= 64


def test_a_proxy_that_nobody_named_is_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    reader_address_module._warn.cache_clear()
    assert address("192.168.7.7", "198.51.100.1") == "192.168.7.7"
    address("192.168.7.7", "198.51.100.2")
    address("203.0.114.9", "198.51.100.1")
    assert caplog.text.count("CHIRASHI_TRUSTED_PROXIES") == 1
    assert "192.168.7.7" not in caplog.text

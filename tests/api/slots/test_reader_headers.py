"""Readers from headers: only coarse facts, and places only from proxies that are trusted."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.slots.reader_headers import HeaderTrust, device_of, header_trust, language_of, with_derived
from data.inbox.reader_class import packed_reader
from recommender.domain import Reader

PROXY = "10.0.0.7"
TRUST = header_trust("cf-ipcountry", "x-region", proxies=(ip_network("10.0.0.0/8"),))
PLACE = [(b"cf-ipcountry", b"jp"), (b"x-region", b"JP-13")]
NOBODY = header_trust(None, None, proxies=())


def derived(
    headers: list[tuple[bytes, bytes]],
    *,
    reader: Reader | None = None,
    client: str | None = PROXY,
    trust: HeaderTrust = TRUST,
) -> Reader:
    return with_derived(reader or Reader(), headers, client=client, trust=trust)


def test_a_trusted_proxy_tells_the_place() -> None:
    assert derived(PLACE) == Reader(country="JP", region="13")


@pytest.mark.parametrize("client", ["203.0.113.9", None, "", "not an address"])
def test_nobody_else_does(client: str | None) -> None:
    assert derived(PLACE, client=client) == Reader()


def test_without_settings_no_header_is_believed() -> None:
    assert derived(PLACE, trust=NOBODY) == Reader()


def test_what_the_page_said_stands() -> None:
    said = Reader(country="DE", region="BE", device="desktop", language="de")
    headers = [*PLACE, (b"user-agent", b"iPhone Mobile"), (b"accept-language", b"ja")]
    assert derived(headers, reader=said) == said


@pytest.mark.parametrize("value", [b"XX", b"T1", b"Japan", b"", b"\xff\xff"])
def test_a_country_that_is_none_is_unknown(value: bytes) -> None:
    assert derived([(b"cf-ipcountry", value), (b"x-region", b"13")]) == Reader()


@pytest.mark.parametrize(
    ("agent", "hint", "device"),
    [
        (b"", b"", None),
        (b"", b"?0", "desktop"),
        (b"anything", b"?1", "mobile"),
        (b"Mozilla/5.0 (Windows NT 10.0)", b"?0", "desktop"),
        (b"Mozilla/5.0 (iPhone) Mobile/15E148", b"", "mobile"),
        (b"Mozilla/5.0 (Linux; Android 14; CUBOT) Mobile Safari", b"", "mobile"),
        (b"Mozilla/5.0 (Linux; Android 14) Safari", b"?0", "tablet"),
        (b"Mozilla/5.0 (iPad; CPU OS 17)", b"", "tablet"),
    ],
)
def test_devices(agent: bytes, hint: bytes, device: str | None) -> None:
    assert device_of(agent, hint) == device


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (b"ja-JP,ja;q=0.9,en;q=0.8", "ja"),
        (b"en;q=0.5, de-AT;q=0.9", "de"),
        (b"*", None),
        (b"", None),
        (b"en;q=nonsense", None),
        (b"english", None),
        (b"zh-Hant-TW", "zh"),
    ],
)
def test_languages(accepted: bytes, language: str | None) -> None:
    assert language_of(accepted) == language


def test_only_the_beginning_of_a_header_is_looked_at() -> None:
    long = b"x" * 60_000 + b" Mobile"
    assert derived([(b"user-agent", long), (b"accept-language", long)]).device == "desktop"


@given(
    st.lists(
        st.tuples(
            st.sampled_from([b"user-agent", b"accept-language", b"cf-ipcountry"]),
            st.binary(max_size=30),
        )
    )
)
def test_whatever_the_headers_hold_fits_a_token(headers: list[tuple[bytes, bytes]]) -> None:
    packed_reader(derived(headers), local_hour=0)

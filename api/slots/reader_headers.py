"""What a request's headers tell of its reader; used where the page did not say it itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from re import compile as pattern

from api.edge.reader_address import Network, is_trusted
from recommender.domain import Reader

Headers = Iterable[tuple[bytes, bytes]]
_COUNTRY = pattern(r"[A-Z]{2}")
_REGION = pattern(r"(?:[A-Z]{2}-)?([A-Z0-9]{1,3})")
_LANGUAGE = pattern(r"([a-z]{2,3})(?:-[a-z0-9]{1,8})*")
_UNKNOWN_COUNTRIES = ("XX", "T1", "ZZ")
LONGEST = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderTrust:
    """Which headers tell the place, and from whom they are believed."""

    country: bytes | None
    region: bytes | None
    proxies: tuple[Network, ...]


def header_trust(
    country: str | None, region: str | None, *, proxies: tuple[Network, ...]
) -> HeaderTrust:
    """Return the trust that the settings state."""
    return HeaderTrust(
        country=country.encode() if country else None,
        region=region.encode() if region else None,
        proxies=proxies,
    )


def with_derived(
    reader: Reader, headers: Headers, *, client: str | None, trust: HeaderTrust
) -> Reader:
    """Return the reader with what was left out filled in from the headers, if they tell it."""
    told = dict(headers)
    country, region = reader.country, reader.region
    if country is None and trust.proxies and is_trusted(client, trust.proxies):
        country = _country(told.get(trust.country or b""))
        region = region or (_region(told.get(trust.region or b"")) if country else None)
    return replace(
        reader,
        country=country,
        region=region,
        device=reader.device
        or device_of(_start(told, b"user-agent"), _start(told, b"sec-ch-ua-mobile")),
        language=reader.language or language_of(_start(told, b"accept-language")),
    )


def asks_for_privacy(headers: Headers) -> bool:
    """Whether the reader's browser bears Global Privacy Control: nobody may go by what was seen."""
    return any(name == b"sec-gpc" and value.strip() == b"1" for name, value in headers)


def _start(told: Mapping[bytes, bytes], name: bytes) -> bytes:
    """Return as much of a header as is looked at: what is remembered must be small."""
    return told.get(name, b"")[:LONGEST]


@lru_cache(maxsize=4096)
def device_of(agent: bytes, mobile_hint: bytes) -> str | None:
    """Return desktop, mobile or tablet; None without an agent and a hint."""
    if mobile_hint == b"?1":
        return "mobile"
    if not agent:
        return "desktop" if mobile_hint == b"?0" else None
    if b"iPad" in agent or b"Tablet" in agent or (b"Android" in agent and b"Mobile" not in agent):
        return "tablet"
    return "mobile" if b"Mobi" in agent else "desktop"


@lru_cache(maxsize=4096)
def language_of(accepted: bytes) -> str | None:
    """Return the first part of the language that `Accept-Language` likes best."""
    best, best_weight = None, 0.0
    for part in accepted.decode("latin-1").lower().split(",")[:20]:
        tag, *parameters = part.strip().split(";")
        matched = _LANGUAGE.fullmatch(tag.strip())
        weight = _weight(parameters)
        if matched and weight > best_weight:
            best, best_weight = matched[1], weight
    return best


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, text = parameter.strip().partition("=")
        if name == "q":
            try:
                return float(text)
            except ValueError:
                return 0.0
    return 1.0


def _country(value: bytes | None) -> str | None:
    text = (value or b"").decode("latin-1").strip().upper()
    return text if _COUNTRY.fullmatch(text) and text not in _UNKNOWN_COUNTRIES else None


def _region(value: bytes | None) -> str | None:
    matched = _REGION.fullmatch((value or b"").decode("latin-1").strip().upper())
    return matched[1] if matched else None

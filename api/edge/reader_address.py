"""Whose address a request comes from: its connection's, or what a trusted proxy says of it."""

import logging
from collections.abc import Iterable
from functools import cache, lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

logger = logging.getLogger(__name__)
Network = IPv4Network | IPv6Network
FORWARDED = b"x-forwarded-for"
LONGEST = 512
HOUSEHOLD_BITS = 64
"""So many bits of an IPv6 address say whose it is; the rest changes by the day."""


def reader_address(
    headers: Iterable[tuple[bytes, bytes]], client: str | None, *, proxies: tuple[Network, ...]
) -> str:
    """Return the address (of IPv6 its network) from which the reader came, as far as we know."""
    if not is_trusted(client, proxies):
        if _is_inside(client or "") and any(name == FORWARDED for name, _ in headers):
            _warn()
        return _shortened(client or "")
    told = b",".join(value for name, value in headers if name == FORWARDED)[-LONGEST:]
    return _shortened(_farthest(told, client or "", proxies))


@cache
def _warn() -> None:
    """Say once what would keep readers' events from counting, and nobody would know why."""
    logger.warning(
        "a proxy of this network forwards requests and CHIRASHI_TRUSTED_PROXIES does not name it: "
        "all readers behind it seem to have its address"
    )


@lru_cache(maxsize=4096)
def _is_inside(client: str) -> bool:
    """Whether an address is of a network of somebody's own, where proxies stand."""
    try:
        return ip_address(client).is_private
    except ValueError:
        return False


@lru_cache(maxsize=4096)
def is_trusted(client: str | None, proxies: tuple[Network, ...]) -> bool:
    """Whether the connection comes from one of the proxies."""
    try:
        address = ip_address(client or "")
    except ValueError:
        return False
    return any(address in network for network in proxies)


@lru_cache(maxsize=4096)
def _farthest(told: bytes, client: str, proxies: tuple[Network, ...]) -> str:
    """Return the first address, going from the server outwards, that is no proxy of ours."""
    address = client
    for part in reversed(told.decode("latin-1").split(",")):
        if not (part := part.strip()):
            continue
        address = part
        if not is_trusted(address, proxies):
            break
    return address


@lru_cache(maxsize=4096)
def _shortened(client: str) -> str:
    try:
        address = ip_address(client)
    except ValueError:
        return client[:HOUSEHOLD_BITS]
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or IPv6Network((int(address), HOUSEHOLD_BITS), strict=False))
    return str(address)

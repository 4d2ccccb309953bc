"""Checks http(s) addresses and brings them into the ASCII form in which browsers send them."""

import re
from urllib.parse import SplitResult, quote, urlsplit

LONGEST = 2048
FORBIDDEN = re.compile(r"[\s\\<>\"]")
# Everything that an address may hold as it is; % stays, since it begins what is encoded already.
SAFE = "!#$%&'()*+,/:;=?@[]~"
# The form that is kept, for JSON Schema.
PATTERN = r"^https?://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?([/?#][!#-;=?-\[\]-~]*)?$"


def web_address(value: str) -> str:
    """Return an http(s) address in ASCII. Raises ValueError for anything else."""
    if not re.match(r"(?i)https?://[^/?#]", value) or FORBIDDEN.search(value):
        raise ValueError("an address begins with http:// or https:// and holds no spaces or quotes")
    parts = urlsplit(value)
    if parts.username is not None or parts.password is not None:
        raise ValueError("an address must not hold a user or password")
    rest = value[len(parts.scheme) + len("://") + len(parts.netloc) :]
    address = f"{parts.scheme}://{_host(parts)}{_port(parts)}{quote(rest, safe=SAFE)}"
    if len(address) > LONGEST:
        raise ValueError(f"an address must be under {LONGEST} characters, encoded")
    return address


def web_place(value: str) -> str:
    """Return an http(s) address, or a path on this server: for pictures and one's own pages."""
    if re.match(r"/[^/\\]", value) and not FORBIDDEN.search(value):
        return quote(value, safe=SAFE)
    return web_address(value)


def _host(parts: SplitResult) -> str:
    name = parts.hostname or ""
    if ":" in name:
        return f"[{name}]"
    host = name if name.isascii() else name.encode("idna").decode("ascii")
    if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?", host):
        raise ValueError("an address needs a host, like news.example")
    return host


def _port(parts: SplitResult) -> str:
    if parts.port == 0:
        raise ValueError("the port must lie between 1 and 65535")
    return "" if parts.port is None else f":{parts.port}"

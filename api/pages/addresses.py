"""Where things of the sample site stand, and which foreign addresses a page may link."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit

WEB_SCHEMES = frozenset({"http", "https"})


def article_path(site: str, identity: str) -> str:
    """Return the path of an article's page; the id keeps its slashes."""
    return f"/articles/{quote(site, safe='')}/{quote(identity, safe='/')}"


def section_path(site: str, section: str) -> str:
    """Return the path of a section's page."""
    return f"/sections/{quote(site, safe='')}/{quote(section, safe='/')}"


def with_query(path: str, query: Mapping[str, str], *, anchor: str = "") -> str:
    """Return the path with a query and an anchor."""
    return path + ("?" + urlencode(query) if query else "") + (f"#{anchor}" if anchor else "")


def picture_address(image: str | None) -> str | None:
    """Return what an img element may load: a web address, a path of ours, or a picture's name."""
    if not image:
        return None
    if is_web_address(image) or (image.startswith("/") and not image.startswith("//")):
        return image
    if ":" in image or image.startswith("/"):
        return None
    return f"/pictures/{quote(image.removesuffix('.svg'), safe='/')}.svg"


def is_web_address(text: str) -> bool:
    """Tell whether a text is an absolute http(s) address with a host."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in WEB_SCHEMES and bool(parts.netloc)

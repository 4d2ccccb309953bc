"""Numbers that stand for texts inside arrays, the same in every process and at every time."""

from hashlib import blake2b
from urllib.parse import urlsplit

from recommender.text_topics import normalised

NOTHING = 0


def key_of(*parts: str) -> int:
    """Return a signed 64-bit key of the parts (blake2b); never `NOTHING`, which stands for none."""
    digest = blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True) or 1


def optional_key(text: str | None) -> int:
    """Return the key of `text`, or `NOTHING`."""
    return key_of(text) if text else NOTHING


def words_key(title: str) -> int:
    """Return one key for all titles of the same words, whatever their case, width and marks."""
    kept = (char if char.isalnum() else " " for char in normalised(title))
    return key_of(" ".join("".join(kept).split()))


def url_key(url: str | None) -> int:
    """Return one key for all spellings of a page's address (scheme, fragment, last slash)."""
    if not url:
        return NOTHING
    parts = urlsplit(url)
    return key_of(parts.netloc.casefold(), parts.path.rstrip("/"), parts.query)

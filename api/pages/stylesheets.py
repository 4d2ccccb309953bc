"""The static files of the pages, read once; their addresses change when their content does."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from importlib.resources import files

MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file's bytes, its media type and the mark of its content."""

    body: bytes
    media_type: str
    mark: str


def static_files() -> Mapping[str, StaticFile]:
    """Read every static file of the package, by name."""
    folder = files("api.pages") / "static"
    return {
        item.name: _static_file(item.name, item.read_bytes())
        for item in folder.iterdir()
        if item.is_file() and _suffix(item.name) in MEDIA_TYPES
    }


def static_address(shelf: Mapping[str, StaticFile], name: str) -> str:
    """Return where a page finds a static file. Raises KeyError if there is none of the name."""
    return f"/static/{name}?v={shelf[name].mark}"


def _static_file(name: str, body: bytes) -> StaticFile:
    mark = blake2b(body, digest_size=6).hexdigest()
    return StaticFile(body=body, media_type=MEDIA_TYPES[_suffix(name)], mark=mark)


def _suffix(name: str) -> str:
    return name[name.rfind(".") :]

"""A server's public doors as a browser uses them: one kept connection, opened again as needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from recommender.errors import Invalid, Unavailable

PATIENCE_SECONDS = 10.0
# No crawler's name: these readers are to count.
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


@dataclass(frozen=True, slots=True)
class Answered:
    """What a door answered; header names are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class ServerDoor:
    """The doors below a URL, for one thread."""

    def __init__(self, url: str, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """Raises Invalid if it is no http(s) address."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Invalid(f"{url!r} is no address of a server: say http://host:port")
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname, parts.port, timeout=patience_seconds)
        self._base = parts.path.rstrip("/")
        self._url = url

    def get(self, path: str) -> Answered:
        """Ask a door; redirects are not followed. Raises Unavailable."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, body: bytes, *, content_type: str = "application/json") -> Answered:
        """Send a body to a door. Raises Unavailable: then nobody knows whether it arrived."""
        return self._ask("POST", path, body, {"Content-Type": content_type})

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answered:
        is_kept = self._connection.sock is not None
        try:
            return self._once(method, path, body, headers)
        except (HTTPException, OSError) as error:
            self._connection.close()
            # A kept connection may have been closed since: a fresh one tells whether all is well.
            if not is_kept or isinstance(error, TimeoutError):
                raise Unavailable(f"{self._url} cannot be reached: {error!r}") from error
        try:
            return self._once(method, path, body, headers)
        except (HTTPException, OSError) as error:
            self._connection.close()
            raise Unavailable(f"{self._url} cannot be reached: {error!r}") from error

    def _once(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answered:
        asked = {"User-Agent": AGENT, **headers}
        self._connection.request(method, self._base + path, body, asked)
        response = self._connection.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        return Answered(response.status, told, response.read())

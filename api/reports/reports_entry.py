"""Who may see the report pages: who shows a key in a cookie, or this machine if they are open."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from api.edge.gate import Gate
from api.settings import is_loopback
from data.operational.api_keys import EVERY_SITE, Scope
from recommender.errors import KeyRefused, NotAllowed

COOKIE = "chirashi_reports"
PATH = "/reports"
LASTS_SECONDS = 7 * 86_400
# A proxy on this machine asks in the name of somebody elsewhere, and says so.
PROXIED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who reads reports: of which site (`*`: of all), and whether there is a key to put away."""

    site: str
    has_key: bool


class ReportsEntry:
    """Lets people in. The key itself is the cookie: the server remembers nobody."""

    def __init__(self, gate: Gate, *, is_open: bool) -> None:
        self._gate = gate
        self._is_open = is_open

    def visitor_of(self, request: Request) -> Visitor | None:
        """Return who asks; None if they must show a key first. Raises Unavailable."""
        secret = request.cookies.get(COOKIE)
        if secret:
            try:
                return self.holder_of(secret)
            except (KeyRefused, NotAllowed):
                pass
        if self._is_open and is_local(request):
            return Visitor(site=EVERY_SITE, has_key=False)
        return None

    def holder_of(self, secret: str) -> Visitor:
        """Return who holds a key. Raises KeyRefused, NotAllowed, Unavailable."""
        key = self._gate.key_of(secret, Scope.REPORTS)
        return Visitor(site=key.site, has_key=True)


def is_local(request: Request) -> bool:
    """Return whether a browser of this machine asks for this machine, with nobody in between.

    The name asked for is looked at too: a foreign page could give its own name our address.
    """
    if request.client is None or any(name in request.headers for name in PROXIED):
        return False
    return is_loopback(request.client.host) and is_loopback(_host_of(request))


def _host_of(request: Request) -> str:
    try:
        return urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


def site_of(visitor: Visitor, asked: str | None) -> str | None:
    """Return the site that a report is of; None is every site. Raises NotAllowed."""
    if visitor.site == EVERY_SITE:
        return asked
    if asked not in (None, visitor.site):
        raise NotAllowed(f"this API key is for the site {visitor.site!r}, not for {asked!r}")
    return visitor.site


def check_own_page(request: Request) -> None:
    """Raise NotAllowed if a form of somebody else's page was sent."""
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise NotAllowed("this form was sent by another site: sign in on the page itself")


def keep_key(response: Response, secret: str, *, request: Request) -> None:
    """Put the key into the browser, out of reach of scripts and of other sites' links."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=LASTS_SECONDS,
        path=PATH,
        secure=_is_secure(request),
        httponly=True,
        samesite="strict",
    )


def drop_key(response: Response) -> None:
    """Take the key out of the browser."""
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="strict")


def _is_secure(request: Request) -> bool:
    # Whoever sets this header makes the cookie only stricter.
    told = request.headers.get("x-forwarded-proto", "")
    return "https" in (request.url.scheme, told.partition(",")[0].strip().lower())

"""A promo's link with the campaign parameters by which merchants know where a reader came from."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit

from recommender.domain import Promo


@dataclass(frozen=True, slots=True)
class PromoLink:
    """A link split where the site's id goes; `after` is None if the URL names its own source."""

    before: str
    after: str | None

    def from_site(self, site: str) -> str:
        """Return the whole link as it stands on a page of the site."""
        return self.before if self.after is None else self.before + quoted(site) + self.after


def promo_link(promo: Promo) -> PromoLink:
    """Return the promo's own URL with the parameters that it does not bear yet.

    `utm_source` is the site, `utm_medium` is promo, `utm_campaign` the promo's id.
    """
    parts = urlsplit(promo.url)
    borne = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    wanted = {"utm_medium": "promo", "utm_campaign": promo.id}
    added = [f"{name}={quoted(text)}" for name, text in wanted.items() if name not in borne]
    base, fragment = promo.url.partition("#")[::2]
    rest = f"#{fragment}" if fragment else ""
    if "utm_source" in borne:
        return PromoLink(_joined(base, added, has_query=bool(parts.query)) + rest, None)
    before = _joined(base, [*added, "utm_source="], has_query=bool(parts.query))
    return PromoLink(before, rest)


def quoted(text: str) -> str:
    """Return text as it may stand as a parameter's value."""
    return quote(text, safe="")


def _joined(base: str, added: list[str], *, has_query: bool) -> str:
    if not added:
        return base
    joint = "" if base.endswith(("?", "&")) else "&" if has_query else "?"
    return base + joint + "&".join(added)

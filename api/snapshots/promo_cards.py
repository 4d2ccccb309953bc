"""A promo's card as JSON, encoded by the keeper up to its token; only what varies is left open.

Two bytes that no JSON can hold stand for what a worker fills in once for each site and language:
`SITE` (the campaign parameter) and `DISCLOSURE`. The position goes before, the token after.
"""

import json
from collections.abc import Mapping

from api.snapshots.campaign_links import promo_link, quoted
from recommender.domain import Promo

SITE, DISCLOSURE = b"\x00", b"\x01"
PAID_REL = "sponsored nofollow noopener"
OWN_REL = "noopener"
CLICK_DOOR = "/v1/click/"
DISCLOSURES = {"en": "Sponsored", "ja": "広告"}


def encoded_card(promo: Promo, *, source_name: str) -> bytes:
    """Return the card from `,"promo":` to the point where its token goes."""
    fields = {
        "promo": promo.id,
        "kind": promo.kind,
        "label": promo.label,
        "title": promo.title,
        "summary": promo.summary,
        "image": promo.image,
        "source": source_name,
        "display_url": promo.display_url,
        "call_to_action": promo.call_to_action,
        "sponsored": promo.sponsored,
    }
    disclosure = DISCLOSURE if promo.sponsored else b"null"
    rel = _json(PAID_REL if promo.sponsored else OWN_REL)
    return b"".join(
        (
            b",",
            _json(fields)[1:-1],
            b',"disclosure":' + disclosure,
            b',"rel":' + rel,
            b',"url":' + _link_json(promo),
            b',"click_url":"' + CLICK_DOOR.encode(),
        )
    )


def disclosure_language(language: str) -> str:
    """Return the language in which a page of this language discloses what is paid."""
    return language if language in DISCLOSURES else "en"


def filled_card(card: bytes, *, site: str, language: str) -> bytes:
    """Return a card for the pages of a site in a language, complete up to its token."""
    words = DISCLOSURES[disclosure_language(language)]
    return card.replace(SITE, quoted(site).encode()).replace(DISCLOSURE, _json(words))


def card_of_json(card: bytes) -> Mapping[str, object]:
    """Return a filled card's fields, its `url` among them."""
    fields: Mapping[str, object] = json.loads(b'{"position":0' + card + b'"}')
    return fields


def _link_json(promo: Promo) -> bytes:
    link = promo_link(promo)
    before = _json(link.before)
    return before if link.after is None else before[:-1] + SITE + _json(link.after)[1:]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

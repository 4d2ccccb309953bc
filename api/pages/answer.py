"""The slots answer as the templates see it: cards in slates, each link and picture judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.pages.addresses import is_web_address, picture_address
from api.pages.page_words import language_of_text

DEFAULT_REL = "sponsored nofollow noopener"
CLICK_DOOR = "/v1/click/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One promo as it stands on the page. A paid one always has a disclosure and a rel.

    `href` works without script; the script leads to `url` itself and tells of the `token`.
    """

    position: int
    promo: str
    kind: str
    title: str
    language: str
    href: str
    label: str | None = None
    summary: str | None = None
    picture: str | None = None
    source: str | None = None
    display_url: str | None = None
    call_to_action: str | None = None
    disclosure: str | None = None
    rel: str | None = None
    token: str | None = None
    url: str | None = None

    @property
    def disclosure_language(self) -> str:
        """Return the language of the disclosure, which is the page's and not the card's."""
        return language_of_text(self.disclosure or "", otherwise="en")

    @property
    def is_paid(self) -> bool:
        """Tell whether somebody pays for this card."""
        return self.disclosure is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slate:
    """A placement's cards in their order, with the reasons of the slots left empty."""

    placement: str
    heading: str | None = None
    cards: tuple[Card, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def is_single(self) -> bool:
        """Tell whether one card stands alone, as a native promo does."""
        return len(self.cards) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAnswer:
    """What one decision put on a page."""

    arm: str = ""
    rung: str = "empty"
    slates: Mapping[str, Slate]

    def slate(self, placement: str) -> Slate:
        """Return a placement's slate, an empty one if the answer has none."""
        return self.slates.get(placement) or Slate(placement=placement)


NOTHING = PageAnswer(slates={})


def read_answer(answer: Mapping[str, Any], *, language: str) -> PageAnswer:
    """Read an answer of the shape of `AnswerShape`; a slot without a web address is left out.

    Raises LookupError, TypeError or AttributeError if it has another shape.
    """
    slates = {
        placement: _slate(placement, value, language)
        for placement, value in answer["placements"].items()
    }
    return PageAnswer(arm=str(answer["arm"]), rung=str(answer["rung"]), slates=slates)


def _slate(placement: str, value: Mapping[str, Any], language: str) -> Slate:
    cards = (_card(slot, language) for slot in value["slots"])
    return Slate(
        placement=placement,
        heading=value.get("heading"),
        cards=tuple(card for card in cards if card is not None),
        reasons=_reasons(value.get("unfilled", ())),
    )


def _reasons(unfilled: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(str(slot["reason"]) for slot in unfilled)


def _card(slot: Mapping[str, Any], language: str) -> Card | None:
    url = _web_address(slot.get("url"))
    href = _click_address(slot.get("click_url")) or url
    if href is None:
        return None
    paid = bool(slot["sponsored"])
    title = str(slot["title"])
    spoken = language_of_text(title, otherwise=language)
    return Card(
        position=int(slot["position"]),
        promo=str(slot["promo"]),
        kind=str(slot["kind"]),
        title=title,
        language=spoken,
        href=href,
        label=slot.get("label"),
        summary=slot.get("summary"),
        picture=picture_address(slot.get("image")),
        source=slot.get("source"),
        display_url=slot.get("display_url"),
        call_to_action=slot.get("call_to_action"),
        disclosure=_disclosure(slot, spoken) if paid else None,
        rel=(slot.get("rel") or DEFAULT_REL) if paid else slot.get("rel"),
        token=slot.get("token"),
        url=url,
    )


def _click_address(click: object) -> str | None:
    """Return our click door, which works without script and is preferred to the address itself."""
    is_door = isinstance(click, str) and click.startswith(CLICK_DOOR)
    return str(click) if is_door else _web_address(click)


def _web_address(url: object) -> str | None:
    return url if isinstance(url, str) and is_web_address(url) else None


def _disclosure(slot: Mapping[str, Any], language: str) -> str:
    return str(slot.get("disclosure") or ("広告" if language == "ja" else "Sponsored"))

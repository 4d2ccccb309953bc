"""The nouns of the product. Frozen values, validated at the edge and trusted afterwards.

Times are aware UTC datetimes; money is integer micros of the installation's one currency.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

NO_LIMITS: Mapping[str, int] = MappingProxyType({})  # unhashable in 3.11: no plain default


class Arm(StrEnum):
    """The policy a visit was assigned to."""

    LEARNED = "learned"
    CANARY = "canary"
    BASELINE = "baseline"
    CONTROL = "control"


class Rung(StrEnum):
    """How far down the ladder an answer was made."""

    LEARNED = "learned"
    PRIOR = "prior"
    ORDER = "order"
    EMPTY = "empty"


class TokenMode(StrEnum):
    """Whether a slot's token is for one page view, or sits in a cache and serves many."""

    PER_VIEW = "per_view"
    CACHED = "cached"


class Reason(StrEnum):
    """Why a slot stayed empty, or why a promo was left out."""

    UNKNOWN_PLACEMENT = "unknown_placement"
    NO_CANDIDATES = "no_candidates"
    QUOTA = "quota"
    SOURCE_LIMIT = "source_limit"
    ADVERTISER_LIMIT = "advertiser_limit"
    SAME_WORDS = "same_words"
    ON_PAGE = "on_page"
    OWN_ARTICLE = "own_article"
    SEEN = "seen"
    PAUSED = "paused"
    BEFORE_FLIGHT = "before_flight"
    AFTER_FLIGHT = "after_flight"
    COUNTRY = "country"
    REGION = "region"
    LANGUAGE = "language"
    KIND = "kind"
    NOT_SHORTLISTED = "not_shortlisted"
    NOT_DRAWN = "not_drawn"


class Layout(StrEnum):
    """How a placement's cards stand."""

    NATIVE = "native"
    GRID = "grid"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One of the publisher's sites. `origins` may ask cross-origin (scheme://host[:port])."""

    id: str
    name: str
    url: str
    language: str = "en"
    time_zone: str = "UTC"
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a promo comes from: a sister site or a merchant."""

    id: str
    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A page of a site, known by (site, id). The last six fields are for pages, not learning."""

    site: str
    id: str
    url: str | None = None
    title: str = ""
    category: str | None = None
    tags: tuple[str, ...] = ()
    text: str = ""
    published_at: datetime | None = None
    language: str | None = None
    summary: str | None = None
    byline: str | None = None
    place: str | None = None
    image: str | None = None
    caption: str | None = None
    comment_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Promo:
    """What may fill a slot. Empty languages, countries, regions mean anywhere.

    `value_micros` is per click; None stands for the median of the live paid promos.
    """

    id: str
    kind: str
    title: str
    source: str
    url: str
    summary: str | None = None
    image: str | None = None
    label: str | None = None
    display_url: str | None = None
    call_to_action: str | None = None
    advertiser: str | None = None
    sponsored: bool = False
    value_micros: int | None = None
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    published_at: datetime | None = None
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a placement's slots must hold together. None and empty mean no limit.

    When they cannot all hold: a minimum gives way first (its reserved slot opens to every kind),
    the maxima never do, and a slot that nothing may fill stays empty with a reason.
    """

    minimum_per_kind: Mapping[str, int] = field(default_factory=lambda: NO_LIMITS)
    maximum_per_kind: Mapping[str, int] = field(default_factory=lambda: NO_LIMITS)
    maximum_per_source: int | None = None
    maximum_per_advertiser: int | None = None
    maximum_same_words: int | None = None
    maximum_seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A named place in a site's template, with its number of slots and its rules."""

    site: str
    id: str
    slots: int
    heading: str | None = None
    layout: Layout = Layout.LIST
    rules: Rules = field(default_factory=Rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPromo:
    """A promo that the reader's own browser remembers having shown, or been told to hide."""

    promo: str
    at: datetime
    is_dismissed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Coarse attributes only: no address, agent or account ever enters."""

    country: str | None = None
    region: str | None = None
    device: str | None = None
    language: str | None = None
    signed_in: bool = False
    seen: tuple[SeenPromo, ...] = ()

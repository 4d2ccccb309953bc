"""Who visits the sample publisher: where from, with what, when, and of which hidden segment."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.publisher.hidden import Floats, hidden_numbers

SEGMENTS = 6
SEGMENT_PULL = 0.8
DEVICES = ("mobile", "desktop", "tablet")
DEVICE_SHARES = (0.62, 0.31, 0.07)
SIGNED_IN_SHARE = 0.18
JAPANESE_SPEAKERS = 0.3
LANGUAGES = ("en", "ja")
# Share of page views by the hour of the reader's own day, from midnight.
DAY_CURVE = (
    12,
    8,
    5,
    4,
    4,
    7,
    18,
    34,
    42,
    36,
    30,
    30,
    44,
    38,
    28,
    27,
    28,
    32,
    38,
    40,
    42,
    44,
    38,
    24,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a reader sits: ISO country, ISO region without the country, hours ahead of UTC."""

    country: str
    region: str | None
    share: float
    utc_offset_hours: int


PLACES = (
    Place(country="JP", region="13", share=0.34, utc_offset_hours=9),
    Place(country="JP", region="14", share=0.08, utc_offset_hours=9),
    Place(country="JP", region="27", share=0.09, utc_offset_hours=9),
    Place(country="JP", region="26", share=0.05, utc_offset_hours=9),
    Place(country="JP", region="40", share=0.04, utc_offset_hours=9),
    Place(country="JP", region="01", share=0.04, utc_offset_hours=9),
    Place(country="US", region="CA", share=0.08, utc_offset_hours=-8),
    Place(country="US", region="NY", share=0.06, utc_offset_hours=-5),
    Place(country="GB", region="ENG", share=0.06, utc_offset_hours=0),
    Place(country="AU", region="NSW", share=0.05, utc_offset_hours=10),
    Place(country="SG", region=None, share=0.05, utc_offset_hours=8),
    Place(country="NO", region="03", share=0.02, utc_offset_hours=1),
    Place(country="DE", region="BE", share=0.04, utc_offset_hours=1),
)


@dataclass(frozen=True, slots=True)
class Readers:
    """Columns [n]: rows of PLACES, DEVICES, LANGUAGES, hidden segments; UTC milliseconds of day."""

    place: NDArray[np.int64]
    device: NDArray[np.int64]
    language: NDArray[np.int64]
    signed_in: NDArray[np.bool_]
    segment: NDArray[np.int64]
    millisecond: NDArray[np.int64]


def draw_readers(count: int, rng: np.random.Generator, *, segment_shares: Floats) -> Readers:
    """Draw the readers of one UTC day, in order of time."""
    place = _draw(np.array([place.share for place in PLACES]), rng, count=count)
    millisecond = _times_of_day(place, rng)
    device = _draw(np.array(DEVICE_SHARES), rng, count=count)
    at_home = np.array([place.country == "JP" for place in PLACES])[place]
    order = np.argsort(millisecond, kind="stable")
    return Readers(
        place=place[order],
        device=device[order],
        language=(at_home & (rng.random(count) < JAPANESE_SPEAKERS))[order].astype(np.int64),
        signed_in=rng.random(count) < SIGNED_IN_SHARE,
        segment=_draw_rows(segment_shares[place, device], rng)[order],
        millisecond=millisecond[order],
    )


def segment_shares(seed: int) -> Floats:
    """Return the share of each segment [places, devices, segments] among such readers."""
    by_place = [
        hidden_numbers(seed, f"segment/{place.country}/{place.region}", count=SEGMENTS)
        for place in PLACES
    ]
    by_device = [hidden_numbers(seed, f"segment/{name}", count=SEGMENTS) for name in DEVICES]
    pull = np.array(by_place)[:, None, :] + np.array(by_device)[None, :, :]
    shares = np.exp(SEGMENT_PULL * pull)
    return shares / shares.sum(axis=2, keepdims=True)  # type: ignore[no-any-return]


def _times_of_day(place: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    hour = _draw(np.array(DAY_CURVE, dtype=np.float64), rng, count=len(place))
    offset = np.array([place.utc_offset_hours for place in PLACES])[place]
    return np.asarray((hour - offset) % 24 * 3_600_000 + rng.integers(3_600_000, size=len(place)))


def _draw(shares: Floats, rng: np.random.Generator, *, count: int) -> NDArray[np.int64]:
    cumulated = np.cumsum(shares)
    dice = rng.random(count) * cumulated[-1]
    return np.asarray(np.searchsorted(cumulated, dice, side="right"))


def _draw_rows(shares: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    cumulated = np.cumsum(shares, axis=1)
    chosen = rng.random((len(shares), 1)) * cumulated[:, -1:]
    return np.asarray((cumulated <= chosen).sum(axis=1))

"""The live catalogue as columns: one row a promo, ready for arithmetic over all of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from recommender.domain import Promo

Keys = NDArray[np.int64]
ALWAYS_MS = np.iinfo(np.int64).min
NEVER_MS = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a promo is for; empty fields mean everybody."""

    languages: tuple[str, ...]
    countries: tuple[str, ...]
    regions: tuple[str, ...]


def audience_of(promo: Promo) -> Audience:
    """Return the audience that a promo names."""
    return Audience(promo.languages, promo.countries, promo.regions)


@dataclass(frozen=True, slots=True)
class PromoTable:
    """N promos. Keys are `keys.key_of` of ids and words; `audience` indexes `audiences`.

    `value_micros` f64 per click, never missing; `vectors` f32 [N, d + 1], the bias last;
    `deviation` f32, of the logit; `prior_rate` f32 in (0, 1); flights in epoch milliseconds,
    `starts_ms` inclusive, `ends_ms` exclusive; `is_live` is false for paused and archived rows.
    """

    number: NDArray[np.uint32]
    id_key: Keys
    url_key: Keys
    kind: Keys
    source: Keys
    advertiser: Keys
    words: Keys
    audience: NDArray[np.int32]
    starts_ms: Keys
    ends_ms: Keys
    is_live: NDArray[np.bool_]
    value_micros: NDArray[np.float64]
    vectors: NDArray[np.float32]
    deviation: NDArray[np.float32]
    prior_rate: NDArray[np.float32]
    audiences: Sequence[Audience]

    def __len__(self) -> int:
        return len(self.number)


COLUMNS = tuple(field.name for field in fields(PromoTable) if field.name != "audiences")

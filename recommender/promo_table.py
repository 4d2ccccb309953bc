"""The live catalogue as columns: one row a promo, ready for arithmetic over all of them at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from recommender.crossed.keyed_features import KeyedFeatures
from recommender.domain import Promo
from recommender.keys import key_of

Keys = NDArray[np.int64]
ALWAYS_MS = np.iinfo(np.int64).min
NEVER_MS = int(np.iinfo(np.int64).max)


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a promo is for; empty fields mean everybody."""

    languages: tuple[str, ...]
    countries: tuple[str, ...]
    regions: tuple[str, ...]


def audience_of(promo: Promo) -> Audience:
    """Return the audience that a promo names."""
    return Audience(promo.languages, promo.countries, promo.regions)


@dataclass(slots=True)
class Vocabulary:
    """The audiences and groups (what a source has of a kind) in the order they were first met.

    Only ever grows, so that a row's codes stay right while other rows change.
    """

    audiences: dict[Audience, int] = field(default_factory=dict)
    groups: dict[tuple[int, int], int] = field(default_factory=dict)

    def audience_codes(self, promos: Iterable[Promo]) -> NDArray[np.int32]:
        """Return the code of each promo's audience."""
        seen = self.audiences
        codes = [seen.setdefault(audience_of(promo), len(seen)) for promo in promos]
        return np.array(codes, dtype=np.int32)

    def group_codes(self, promos: Iterable[Promo]) -> NDArray[np.int32]:
        """Return the code of each promo's group."""
        seen = self.groups
        pairs = ((key_of(promo.kind), key_of(promo.source)) for promo in promos)
        return np.array([seen.setdefault(pair, len(seen)) for pair in pairs], dtype=np.int32)

    def group_table(self) -> "GroupTable":
        """Return what each group code stands for."""
        pairs = np.array(list(self.groups), dtype=np.int64).reshape(-1, 2)
        kinds, kind = np.unique(pairs[:, 0], return_inverse=True)
        return GroupTable(kinds, kind.astype(np.int16), pairs[:, 1].copy())


@dataclass(frozen=True, slots=True)
class GroupTable:
    """G groups: `kind` i16 [G] indexes `kinds` [K] (keys, ascending); `source` [G] are keys."""

    kinds: Keys
    kind: NDArray[np.int16]
    source: Keys


@dataclass(frozen=True, slots=True)
class PromoTable:
    """N promos. Keys are `keys.key_of` of ids and words; `audience` and `group` are codes.

    `value_micros` f64 per click, never missing; `vectors` f32 [N, d + 1], the bias last;
    `deviation` f32, of the logit; `prior_rate` f32 in (0, 1); flights in epoch milliseconds,
    `starts_ms` inclusive, `ends_ms` exclusive; `is_live` is false for paused and archived rows;
    `changed_in` is the number of the snapshot that a row last changed in, `version` the catalogue's
    of the promo; the `crossed_...` are those of `KeyedFeatures`.
    """

    number: NDArray[np.uint32]
    version: NDArray[np.uint32]
    id_key: Keys
    url_key: Keys
    group: NDArray[np.int32]
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
    changed_in: Keys
    crossed_keys: Keys
    crossed_fields: NDArray[np.uint8]
    crossed_strengths: NDArray[np.float32]
    audiences: Sequence[Audience]
    groups: GroupTable

    def __len__(self) -> int:
        return len(self.number)

    @property
    def crossed(self) -> KeyedFeatures:
        """The features as an online learner takes them."""
        return KeyedFeatures(self.crossed_keys, self.crossed_fields, self.crossed_strengths)

    def kinds_of(self, rows: NDArray[np.int64]) -> NDArray[np.int16]:
        """Return the index in `groups.kinds` of each row's kind."""
        return self.groups.kind[self.group[rows]]


COLUMNS = tuple(
    column.name for column in fields(PromoTable) if column.name not in ("audiences", "groups")
)

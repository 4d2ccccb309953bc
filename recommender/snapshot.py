"""What a worker decides from: immutable, built by the keeper, the same in every worker."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from recommender.crossed.keyed_features import KeyedFeatures
from recommender.domain import Placement, Site
from recommender.keys import key_of
from recommender.learned import Floats, Learned
from recommender.online import Online
from recommender.promo_table import Keys, PromoTable


@dataclass(frozen=True, slots=True)
class ArticleTable:
    """A articles by ascending `key`; `vectors` f32 [A, d + 1] without the reader.

    `version` is the article's in the catalogue; the `crossed_...` are those of `KeyedFeatures`.
    """

    key: Keys
    version: NDArray[np.uint32]
    url_key: Keys
    language: NDArray[np.str_]
    vectors: NDArray[np.float32]
    crossed_keys: Keys
    crossed_fields: NDArray[np.uint8]
    crossed_strengths: NDArray[np.float32]

    @property
    def crossed(self) -> KeyedFeatures:
        """The features as an online learner takes them."""
        return KeyedFeatures(self.crossed_keys, self.crossed_fields, self.crossed_strengths)

    def row_of(self, key: int) -> int | None:
        """Return the row of an article, or None if it is not in the catalogue."""
        row = int(np.searchsorted(self.key, key))
        return row if row < len(self.key) and self.key[row] == key else None

    def version_of(self, key: int) -> int:
        """Return the version of an article, 0 if it is not in the catalogue."""
        row = self.row_of(key)
        return 0 if row is None else int(self.version[row])


def article_key(site: str, article: str) -> int:
    """Return the key of an article, known by (site, id)."""
    return key_of(site, article)


@dataclass(frozen=True, slots=True)
class RankingSettings:
    """How freely slots are drawn, and from how many.

    `temperature` tau of exp(z / tau) where a placement has none of its own; `optimism` beta times
    the logit's deviation; both are others while a learner learns online. `shortlist` best promos of
    an article and reader class, floors of `per_kind` and `per_source` best beside them, and
    `uniform` others, so that none has probability 0 for good.
    """

    temperature: float = 0.25
    optimism: float = 0.5
    online_temperature: float = 0.05
    online_optimism: float = 1.0
    shortlist: int = 192
    per_kind: int = 16
    per_source: int = 1
    uniform: int = 32
    control_share: float = 0.01
    baseline_share: float = 0.01


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of catalogue and model. `learned` is None until a first model was promoted.

    `online` is what was learned since, None before a learner has published anything.

    Snapshots of one `generation` share the model, and a promo keeps its row throughout.
    `temperatures` are those of placements, by (site, placement), that have one of their own.
    """

    number: int
    generation: int
    made_at_ms: int
    catalogue_version: int
    promos: PromoTable
    articles: ArticleTable
    sites: Mapping[str, Site]
    placements: Mapping[tuple[str, str], Placement]
    learned: Learned | None
    settings: RankingSettings
    temperatures: Mapping[tuple[str, str], float] = field(default_factory=dict)
    online: Online | None = None

    def temperature_of(self, placement: Placement) -> float:
        """Return tau of the draws of a placement."""
        own = self.temperatures.get((placement.site, placement.id))
        return self.usual_temperature if own is None else own

    def is_same_catalogue(self, other: "Snapshot") -> bool:
        """Tell whether two states differ by no more than what was learned online."""
        names = ("promos", "articles", "placements", "temperatures", "learned")
        is_same = all(getattr(self, name) is getattr(other, name) for name in names)
        return is_same and self.number == other.number

    @property
    def usual_temperature(self) -> float:
        """Tau of the draws of placements that have none of their own."""
        settings = self.settings
        return settings.temperature if self.online is None else settings.online_temperature

    def reader_vector(self, names: list[str]) -> Floats:
        """Return the summed vector [d + 1] of reader features. Needs a model."""
        if self.learned is None:
            raise ValueError("a reader has no vector without a model")
        side = self.learned.visit_side
        return side.sum_of(names, np.zeros(self.learned.text_topics.size, dtype=np.float32))

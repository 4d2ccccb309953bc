"""Where a fit begins: at a model that served before, in what both know; at chance in the rest.

Features are found by name. Text topics are fitted afresh each time, so that the old ones' vectors
are turned: M is the least-squares map of what the texts' new topics are to what their old ones are.
What is known moves little: AdaGrad begins as if it had gone far. Two epochs then do what takes five
from chance, no better and no worse (docs/training.md has figures).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.models.model_store import ModelStore
from recommender.errors import InvalidModel, NotFound
from recommender.learned import FeatureSide, Floats, Learned
from training.dataset import Dataset, Names
from training.encoding import Exposures
from training.fit_settings import FitSettings
from training.hashed_texts import Topics
from training.time_split import TimeSplit, moment_of
from training.topics import JudgedTexts, judged_texts

# Trainings that may begin so one after the other: then one begins at chance, lest what each sees
# again of the window before adds up.
MOST_IN_A_ROW = 6


@dataclass(frozen=True, slots=True)
class WarmStart:
    """The model to begin at, and the how manieth in a row begins so."""

    learned: Learned
    in_a_row: int = 1

    def suits(self, settings: FitSettings) -> bool:
        """Tell whether a fit by the settings has vectors as wide as the model's."""
        return int(self.learned.promo_side.vectors.shape[1]) == settings.components + 1


@dataclass(frozen=True, slots=True)
class Begun:
    """A side's vectors [features, d + 1] to begin at, of the features that are `known`."""

    vectors: Floats
    known: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class BegunSides:
    """Where both sides begin."""

    visit: Begun
    promo: Begun


def warm_start(store: ModelStore, split: TimeSplit) -> WarmStart | None:
    """Return the live model as it was judged, if that has seen nothing a fit is stopped by.

    None to begin at chance. Raises Unavailable.
    """
    try:
        version = store.live()
        manifest = store.manifest(version) if version else None
        if version is None or manifest is None:
            return None
        before = manifest.settings.get("warm_starts", 0)
        if not _has_ended(manifest.window, split) or before >= MOST_IN_A_ROW:
            return None
        learned = store.load_as_judged(version)
        return WarmStart(learned, before + 1) if learned else None
    except (InvalidModel, NotFound):
        return None


def _has_ended(window: Mapping[str, Any], split: TimeSplit) -> bool:
    """Tell whether a model as it was judged has learned from nothing at or after `stop_from`."""
    try:
        return datetime.fromisoformat(window["judge_from"]) <= moment_of(split.stop_from)
    except (KeyError, TypeError, ValueError):
        return False


def begun_sides(
    data: Dataset, exposures: Exposures, judged: JudgedTexts, start: WarmStart
) -> BegunSides:
    """Return where the fit of `data`, made of exposures and their judged texts, begins."""
    learned = start.learned
    old = judged_texts(learned.text_topics, exposures)
    return BegunSides(
        visit=_begun(data.visit_names, learned.visit_side, new=judged.articles, old=old.articles),
        promo=_begun(data.promo_names, learned.promo_side, new=judged.promos, old=old.promos),
    )


def _begun(names: Names, side: FeatureSide, *, new: Topics, old: Topics) -> Begun:
    """Return a side's beginning: named features first, then the text topics."""
    rows = np.array([side.rows.get(name, -1) for name in names], dtype=np.int64)
    named = side.vectors[rows] * (rows >= 0)[:, None]
    turned, *_ = np.linalg.lstsq(new, old, rcond=None)
    topics = turned @ side.vectors[len(side.rows) :]
    return Begun(
        vectors=np.concatenate([named, topics]).astype(np.float32),
        known=np.concatenate([rows >= 0, new.any(axis=0)]),
    )

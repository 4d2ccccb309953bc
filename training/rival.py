"""What a candidate is screened against: the live model, if it has not learned from the days judged.

A model is fitted through the day it was judged on before it serves. One that serves since a
training of the same day is met as it was judged: before it learned from that day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data.models.model_store import ModelStore
from recommender.errors import InvalidModel, NotFound
from recommender.learned import Learned
from training.time_split import TimeSplit, moment_of


@dataclass(frozen=True, slots=True)
class Rival:
    """The model to be compared with, None if there is none, and which or why in words."""

    learned: Learned | None
    note: str


def live_rival(store: ModelStore, split: TimeSplit) -> Rival:
    """Return what serves, in a form that has not seen the judged time. Raises Unavailable."""
    try:
        version = store.live()
        if version is None:
            return Rival(None, "no model serves yet")
        return _unspoilt(store, version, judged_from=moment_of(split.judge_from))
    except (InvalidModel, NotFound) as error:
        return Rival(None, f"the live model cannot be read: {error}")


def _unspoilt(store: ModelStore, version: str, *, judged_from: datetime) -> Rival:
    window = store.manifest(version).window
    if "refitted_through" not in window or _is_by(window, "refitted_through", judged_from):
        return Rival(store.load(version), f"against {version}")
    as_judged = store.load_as_judged(version)
    if as_judged is None or not _is_by(window, "judge_from", judged_from):
        return Rival(None, f"the live model {version} has learned from the days judged")
    return Rival(as_judged, f"against {version} as it was before it learned from the days judged")


def _is_by(window: Mapping[str, Any], name: str, moment: datetime) -> bool:
    """Tell whether a moment of a manifest is no later; what is no moment is not."""
    try:
        return datetime.fromisoformat(window[name]) <= moment
    except (KeyError, TypeError, ValueError):
        return False

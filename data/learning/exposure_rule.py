"""Which events are exposures, as far as is known when they are drained.

The rule of `data.lake.impressions` without hindsight: a place measures views from the first one on
that is told of it, and its followed links teach from the first other event on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.learning.lessons import CLICK, FOLLOWED, IMPRESSION, LAST_US, SCRIPT, VIEW, Lessons, Place
from recommender.learned import examined_name

Rows = NDArray[np.bool_]
Since = dict[str, int]


@dataclass(slots=True)
class ExposureRule:
    """Since when (microseconds) views are told of a place, and anything but followed links."""

    viewed_since: Since = field(default_factory=dict)
    told_since: Since = field(default_factory=dict)

    def see(self, lessons: Lessons) -> None:
        """Take in which places are told of, and how."""
        _note(self.viewed_since, lessons, lessons.kind == VIEW)
        _note(self.told_since, lessons, lessons.way != FOLLOWED)

    def exposing(self, lessons: Lessons) -> Rows:
        """Return which events [n] prove an exposure, for the first of a piece to be learned."""
        told = _since(self.told_since, lessons)
        is_alone = (lessons.way == FOLLOWED) & (told > lessons.drained_us)
        impressions = (lessons.kind == IMPRESSION) & ~self.are_measured(lessons)
        # A script tells of the exposure, too: a click without it proves none.
        clicks = (lessons.kind == CLICK) & (lessons.way != SCRIPT) & ~is_alone
        exposing: Rows = impressions | clicks | (lessons.kind == VIEW)
        return exposing

    def are_measured(self, lessons: Lessons) -> Rows:
        """Return of which events [n] the slot is exposed by its view alone."""
        viewed = _since(self.viewed_since, lessons) <= lessons.drained_us
        measured: Rows = (lessons.way == SCRIPT) & viewed
        return measured

    def content(self) -> dict[str, Since]:
        """Return it as JSON holds it."""
        return {"viewed_since": dict(self.viewed_since), "told_since": dict(self.told_since)}


def rule_of(content: Mapping[str, Any]) -> ExposureRule:
    """Return the rule that `content` was made of."""
    return ExposureRule(dict(content["viewed_since"]), dict(content["told_since"]))


def _note(since: Since, lessons: Lessons, rows: Rows) -> None:
    places, firsts = np.unique(lessons.place[rows], return_index=True)
    times_us = lessons.drained_us[rows][firsts].tolist()
    for place, time_us in zip(places.tolist(), times_us, strict=True):
        since.setdefault(_name(lessons.places[place]), time_us)


def _since(since: Since, lessons: Lessons) -> NDArray[np.int64]:
    """Return for each event [n] since when its place is in `since`."""
    found = [since.get(_name(place), LAST_US) for place in lessons.places]
    return np.array(found, dtype=np.int64)[lessons.place]


def _name(place: Place) -> str:
    return examined_name(*place)

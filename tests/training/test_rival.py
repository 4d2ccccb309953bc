"""The live model is met in a form that has not learned from the days judged, or not at all."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from data.models.model_store import ModelStore
from tests.builders import NOON
from tests.model_builder import a_learned
from training.rival import live_rival
from training.time_split import TimeSplit

DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def a_split() -> TimeSplit:
    """Return a split that judges the day from NOON."""
    moments = {"begins": -9, "stop_from": -1, "judge_from": 0, "ends": 1}
    return TimeSplit(
        **{name: int((NOON + n * DAY).timestamp() * 1_000_000) for name, n in moments.items()}
    )


def served(store: ModelStore, window: dict[str, Any], **kept: Any) -> str:
    version = store.save(a_learned(), created_at=NOON, window=window, **kept)
    store.promote(version)
    return version


def test_without_a_live_model_there_is_none(store: ModelStore) -> None:
    rival = live_rival(store, a_split())
    assert (rival.learned, rival.note) == (None, "no model serves yet")


@pytest.mark.parametrize("window", [{}, {"refitted_through": NOON.isoformat()}])
def test_what_has_not_seen_the_days_is_met_as_it_serves(
    store: ModelStore, window: dict[str, str]
) -> None:
    version = served(store, window, as_judged=a_learned(slope=0.5))
    rival = live_rival(store, a_split())
    assert rival.learned is not None
    assert rival.learned.slope == a_learned().slope
    assert rival.note == f"against {version}"


def test_what_has_seen_them_is_met_as_it_was_judged(store: ModelStore) -> None:
    window = {"judge_from": NOON.isoformat(), "refitted_through": (NOON + DAY).isoformat()}
    served(store, window, as_judged=a_learned(slope=0.5))
    rival = live_rival(store, a_split())
    assert rival.learned is not None
    assert rival.learned.slope == 0.5
    assert "before it learned from the days judged" in rival.note


@pytest.mark.parametrize(
    ("judge_from", "kept"),
    [
        (NOON.isoformat(), {}),
        ((NOON + DAY / 2).isoformat(), {"as_judged": a_learned()}),
        ("yesterday", {"as_judged": a_learned()}),
        (3, {"as_judged": a_learned()}),
    ],
)
def test_what_has_seen_them_in_every_form_is_no_measure(
    store: ModelStore, judge_from: object, kept: dict[str, Any]
) -> None:
    window = {"judge_from": judge_from, "refitted_through": (NOON + DAY).isoformat()}
    served(store, window, **kept)
    rival = live_rival(store, a_split())
    assert rival.learned is None
    assert "has learned from the days judged" in rival.note


def test_a_live_model_of_an_older_version_stops_no_training(store: ModelStore) -> None:
    file = store.folder / served(store, {}) / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"format": 1}))
    rival = live_rival(store, a_split())
    assert rival.learned is None
    assert "trained by an older version" in rival.note


def test_a_pointer_that_cannot_be_read_stops_no_training(store: ModelStore) -> None:
    served(store, {})
    store.live_path.write_text("{")
    assert "cannot be read" in live_rival(store, a_split()).note

"""The doctor tells which model serves, whether it can, and how the newest training went."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from data.models.model_store import ModelStore
from tests.api.diagnosis.examined import finding_of, findings_of, verdict_of
from tests.builders import NOON
from tests.model_builder import a_learned


def noon_ms(*, days: int = 0) -> int:
    return int((NOON + timedelta(days=days)).timestamp() * 1000)


def a_store(home: Path, **scorecard: Any) -> ModelStore:
    store = ModelStore(home / "models")
    store.promote(store.save(a_learned(), created_at=NOON, scorecard=scorecard))
    return store


def test_a_fresh_one_is_well_and_an_old_one_is_told(tmp_path: Path) -> None:
    a_store(tmp_path)
    assert verdict_of(tmp_path, "model", at_ms=noon_ms(days=1)) == "ok"
    found = finding_of(tmp_path, "model", at_ms=noon_ms(days=9))
    assert found.verdict == "warn"
    assert "made 9 days ago" in found.seen


def test_one_that_is_cut_short_is_bad(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    arrays = next(store.folder.glob("*/arrays.npz"))
    arrays.write_bytes(arrays.read_bytes()[:-9])
    assert verdict_of(tmp_path, "model") == "bad"


def test_without_one_training_is_advised(tmp_path: Path) -> None:
    found = finding_of(tmp_path, "model")
    assert found.verdict == "warn"
    assert "chirashi train" in str(found.advice)
    assert findings_of(tmp_path, "training") == []


def test_a_training_that_did_not_pass_says_why(tmp_path: Path) -> None:
    a_store(tmp_path, promoted=False, screen="its log-loss is no better")
    found = finding_of(tmp_path, "training")
    assert found.verdict == "warn"
    assert "its log-loss is no better" in found.seen


def test_the_learner_is_loaded_in_a_process_of_its_own(tmp_path: Path) -> None:
    assert verdict_of(tmp_path, "learner") in ("ok", "warn")

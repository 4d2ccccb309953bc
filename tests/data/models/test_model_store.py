"""A stored model comes back equal, one pointer says which serves, and what is spoilt is refused."""

import hashlib
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.models.array_archive import content_of
from data.models.model_arrays import arrays_of, learned_of
from data.models.model_store import ModelStore
from recommender.errors import InvalidModel, NotFound, Unavailable
from recommender.learned import Learned
from tests.model_builder import a_learned, a_side
from tests.refusing_disk import a_full_disk

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def saved(store: ModelStore, **changes: Any) -> str:
    return store.save(a_learned(**changes), created_at=NOON, scorecard={"log_loss": 0.17})


def assert_equal(one: Learned, other: Learned) -> None:
    assert one.version == other.version
    first, second = arrays_of(one), arrays_of(other)
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_a_saved_model_comes_back_equal(store: ModelStore) -> None:
    version = saved(store)
    loaded = store.load(version)
    assert_equal(loaded, a_learned())
    assert loaded.prior_rates == a_learned().prior_rates
    assert loaded.deviation == {"story-1": 0.2}
    assert loaded.examination["daily/footer"].tolist() == pytest.approx([1, 0.8, 0.6, 0.5])
    assert store.manifest(version).scorecard == {"log_loss": 0.17}
    assert store.manifest(version).created_at == NOON


@given(names=st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=8, unique=True))
def test_any_feature_name_survives(names: list[str]) -> None:
    side = a_side({name: (float(row), 1.0) for row, name in enumerate(names)})
    learned = a_learned(visit_side=side, examination={})
    again = learned_of(arrays_of(learned), learned.version)
    assert list(again.visit_side.rows) == names
    assert_equal(again, learned)


def test_a_model_comes_back_as_it_was_judged_too(store: ModelStore) -> None:
    saved(store)
    earlier = a_learned(slope=0.5)
    version = store.save(a_learned(), created_at=NOON, as_judged=earlier)
    assert_equal(store.load(version), a_learned(version=version))
    as_judged = store.load_as_judged(version)
    assert as_judged is not None
    assert_equal(as_judged, a_learned(version=version, slope=0.5))
    assert store.load_as_judged(saved(store)) is None
    assert all("judged" not in name for name in store.versions())


def test_equal_models_give_equal_bytes() -> None:
    assert content_of(arrays_of(a_learned())) == content_of(arrays_of(a_learned(version="other")))


def test_a_taken_version_gets_a_number(store: ModelStore) -> None:
    assert [saved(store), saved(store)] == ["2026-11-02T02-00", "2026-11-02T02-00-2"]
    assert store.load("2026-11-02T02-00-2").version == "2026-11-02T02-00-2"


def test_nothing_is_live_before_the_first_promotion(store: ModelStore) -> None:
    assert store.live() is None
    saved(store)
    assert store.live() is None


def test_promotes_and_rolls_back(store: ModelStore) -> None:
    first, second = saved(store, version="a"), saved(store, version="b")
    store.promote(first)
    store.promote(second)
    assert store.live() == "b"
    assert store.rollback() == "a"
    assert store.live() == "a"
    with pytest.raises(NotFound, match="nothing to go back to"):
        store.rollback()
    assert store.live() == "a"


def test_prunes_the_oldest_but_never_what_serves(store: ModelStore) -> None:
    for version in "abcdef":
        saved(store, version=version)
    store.promote("a")
    store.promote("b")
    store.promote("c")
    assert store.prune(keep=2) == ["a", "d"]
    assert store.versions() == ["b", "c", "e", "f"]
    assert store.rollback() == "b"


def test_a_spoilt_pointer_is_told_and_mended_by_promoting(store: ModelStore) -> None:
    version = saved(store)
    store.live_path.write_text('{"history": [')
    with pytest.raises(InvalidModel, match="promote a model again"):
        store.live()
    store.promote(version)
    assert store.live() == version


@pytest.mark.parametrize("version", ["missing", "../models", "", ".", "a/b", "a\0b"])
def test_an_unknown_version_is_not_found(store: ModelStore, version: str) -> None:
    saved(store)
    with pytest.raises(NotFound):
        store.load(version)


def test_a_version_that_cannot_name_a_folder_is_refused(store: ModelStore) -> None:
    with pytest.raises(InvalidModel, match="version"):
        saved(store, version="../elsewhere")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(at=st.floats(0, 1, exclude_max=True))
def test_a_model_cut_short_anywhere_is_refused(store: ModelStore, at: float) -> None:
    folder = store.folder / saved(store)
    for name in ("arrays.npz", "manifest.json"):
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[: int(at * (len(whole) - 1))])
        with pytest.raises(InvalidModel):
            store.load(folder.name)
        (folder / name).write_bytes(whole)
    shutil.rmtree(folder)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(at=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_altered_arrays_are_refused(store: ModelStore, at: float, flip: int) -> None:
    file = store.folder / saved(store) / "arrays.npz"
    content = bytearray(file.read_bytes())
    content[int(at * len(content))] ^= flip
    file.write_bytes(content)
    with pytest.raises(InvalidModel, match="altered"):
        store.load(file.parent.name)
    shutil.rmtree(file.parent)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"format": 1}, "this version reads 2: it was trained by an older version, train again"),
        ({"format": 3}, "this version reads 2: train again with this version, or update it"),
        ({"format": None}, "this version reads 2"),
        ({"format": True}, "this version reads 2"),
        ({"surprise": 1}, "surprise"),
        ({"created_at": "yesterday"}, "cannot be read"),
        ({"created_at": 3}, "cannot be read"),
        ({"scorecard": []}, "wrong type"),
        ({"version": "../x"}, "folder"),
    ],
)
def test_a_manifest_of_another_kind_is_refused(
    store: ModelStore, change: dict[str, Any], complaint: str
) -> None:
    file = store.folder / saved(store) / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    with pytest.raises(InvalidModel, match=complaint):
        store.load(file.parent.name)


def _without(name: str) -> dict[str, Any]:
    return {key: array for key, array in arrays_of(a_learned()).items() if key != name}


@pytest.mark.parametrize(
    ("arrays", "complaint"),
    [
        (_without("topic_mean"), "missing or unknown: topic_mean"),
        ({"code": np.zeros(1)}, "missing or unknown: code"),
        ({"visit_vectors": np.zeros((4, 2))}, "visit_vectors must be float32"),
        ({"visit_vectors": np.zeros((9, 2), np.float32)}, "does not fit its names"),
        ({"visit_vectors": np.full((4, 2), np.nan, np.float32)}, "not finite"),
        ({"promo_vectors": np.zeros((4, 3), np.float32)}, "widths differ"),
        ({"visit_names": np.frombuffer(b'["a", "a"]', np.uint8)}, "twice"),
        ({"visit_names": np.frombuffer(b'["a", 1]', np.uint8)}, "list of texts"),
        ({"visit_names": np.frombuffer(b"\xff", np.uint8)}, "list of texts"),
        ({"calibration": np.array([-1.0, 0.0])}, "slope"),
        ({"topic_scale": np.zeros(2, np.float32)}, "above 0"),
        ({"examined_lengths": np.array([3])}, "does not fit examination"),
        ({"examination": np.array([1, 2, 0.5, 0.5], np.float32)}, r"\(0, 1\]"),
        ({"deviations": np.array([-1.0])}, "negative"),
        ({"prior_promos": np.array([[-1.0, 2.0]])}, "pairs of counts"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(arrays: dict[str, Any], complaint: str) -> None:
    if len(arrays) < 5:
        arrays = arrays_of(a_learned()) | arrays
    with pytest.raises(InvalidModel, match=complaint):
        learned_of(arrays, "v")


def test_objects_in_the_archive_are_never_unpickled(store: ModelStore, tmp_path: Path) -> None:
    file = store.folder / saved(store) / "arrays.npz"
    np.savez(file, visit_names=np.array([{"a": 1}], dtype=object))
    manifest = json.loads((file.parent / "manifest.json").read_text())
    manifest["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
    (file.parent / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(InvalidModel, match="plain arrays"):
        store.load(file.parent.name)


def test_adopts_a_folder_made_elsewhere(store: ModelStore, tmp_path: Path) -> None:
    elsewhere = ModelStore(tmp_path / "elsewhere")
    saved(elsewhere)
    saved(store)
    version = store.adopt(elsewhere.folder / "2026-11-02T02-00")
    assert version == "2026-11-02T02-00-2"
    store.promote(version)
    assert store.live() == version


def test_refuses_to_adopt_what_is_no_model(store: ModelStore, tmp_path: Path) -> None:
    with pytest.raises(InvalidModel):
        store.adopt(tmp_path)
    assert store.versions() == []


def test_a_full_disk_keeps_no_half_model_and_lets_the_live_one_serve(store: ModelStore) -> None:
    store.promote(saved(store, version="one"))
    other = saved(store, version="two")
    with a_full_disk():
        with pytest.raises(Unavailable, match=r"cannot be written .*: see that"):
            saved(store, version="three")
        with pytest.raises(Unavailable, match="that the disk has room"):
            store.promote(other)
    assert (store.versions(), store.live()) == (["one", "two"], "one")
    assert {path.name for path in store.folder.iterdir() if path.is_dir()} == {"one", "two"}
    store.promote(saved(store, version="three"))
    assert store.live() == "three"


def test_a_pointer_that_cannot_be_read_is_told(store: ModelStore) -> None:
    saved(store)
    store.live_path.mkdir()
    with pytest.raises(InvalidModel, match="cannot be read; promote a model again"):
        store.live()

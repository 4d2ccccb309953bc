"""Snapshots on disk: whole or not at all, unchanged parts written once, spoilt ones refused."""

from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np
import pytest

from data.snapshot_store import KEPT, SnapshotStore
from recommender.errors import Unavailable

KEYS = np.arange(5, dtype=np.int64)
VECTORS = np.ones((5, 3), dtype=np.float32)
CARDS = b'{"promo":"a"}'


def publish(store: SnapshotStore, **facts: Any) -> int:
    arrays = {"promos.key": KEYS, "promos.vectors": VECTORS}
    return store.publish(arrays, blobs={"cards": CARDS}, facts=facts)


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshots")


def test_a_reader_finds_what_was_published(store: SnapshotStore) -> None:
    number = publish(store, catalogue_version=7, name="日")
    read = SnapshotStore(store.folder).read(number)
    assert store.current() == number == read.number
    np.testing.assert_array_equal(read.arrays["promos.key"], KEYS)
    assert read.arrays["promos.vectors"].dtype == np.float32
    assert bytes(read.blobs["cards"]) == CARDS
    assert read.facts == {"catalogue_version": 7, "name": "日"}
    assert not read.arrays["promos.key"].flags.writeable


def test_before_the_first_there_is_none(store: SnapshotStore) -> None:
    assert store.current() is None
    assert store.pointer_state() is None
    assert store.numbers() == []


def test_empty_arrays_and_blobs_are_kept(store: SnapshotStore) -> None:
    nothing = np.zeros((0, 3), dtype=np.float32)
    number = store.publish({"vectors": nothing}, blobs={"cards": b""}, facts={})
    read = store.read(number)
    assert read.arrays["vectors"].shape == (0, 3)
    assert bytes(read.blobs["cards"]) == b""


def test_numbers_rise_over_restarts(store: SnapshotStore) -> None:
    first = publish(store)
    second = publish(SnapshotStore(store.folder))
    (store.folder / "current").unlink()
    third = publish(SnapshotStore(store.folder))
    assert first < second < third


def test_the_pointer_changes_with_each_publication(store: SnapshotStore) -> None:
    publish(store)
    before = store.pointer_state()
    assert store.pointer_state() == before
    publish(store)
    assert store.pointer_state() != before


def test_what_has_not_changed_is_not_written_again(store: SnapshotStore) -> None:
    publish(store)
    files = {path.name for path in store.folder.iterdir() if path.suffix != ".json"}
    publish(store)
    assert {path.name for path in store.folder.iterdir() if path.suffix != ".json"} == files
    store.publish({"promos.key": KEYS, "promos.vectors": VECTORS * 2}, blobs={}, facts={})
    number = store.current()
    assert number is not None
    np.testing.assert_array_equal(store.read(number).arrays["promos.vectors"], VECTORS * 2)


def test_old_snapshots_go_and_a_mapped_one_stays_readable(store: SnapshotStore) -> None:
    mapped = store.read(store.publish({"key": KEYS}, blobs={"cards": CARDS}, facts={}))
    for each in range(KEPT + 2):
        store.publish({"key": KEYS + each}, blobs={"cards": bytes([each])}, facts={})
    assert len(store.numbers()) == KEPT
    assert len(list(store.folder.iterdir())) == 3 * KEPT + 1
    np.testing.assert_array_equal(mapped.arrays["key"], KEYS)
    assert bytes(mapped.blobs["cards"]) == CARDS
    with pytest.raises(Unavailable):
        store.read(mapped.number)


@pytest.mark.parametrize("suffix", ["promos.vectors.npy", "cards.bin", ".json"])
def test_a_file_cut_short_is_refused_and_mended_by_writing_anew(
    store: SnapshotStore, suffix: str
) -> None:
    number = publish(store)
    assert store.is_whole(number)
    (file,) = (path for path in store.folder.iterdir() if path.name.endswith(suffix))
    file.write_bytes(file.read_bytes()[:-5])
    assert not store.is_whole(number)
    with pytest.raises(Unavailable, match=str(number)):
        store.read(number)
    store.forget_written()
    assert store.read(publish(store)).facts == {}


def test_a_snapshot_of_another_format_is_refused(store: SnapshotStore) -> None:
    number = publish(store)
    manifest = store.folder / f"{number}.json"
    manifest.write_text(manifest.read_text().replace('"format":1', '"format":2'))
    with pytest.raises(Unavailable, match="format"):
        store.read(number)
    assert not store.is_whole(number)


def test_the_newest_whole_one_is_found_behind_what_is_spoilt(store: SnapshotStore) -> None:
    assert store.newest_whole() is None
    first, second = publish(store), publish(store)
    assert store.newest_whole() == second
    (store.folder / f"{second}.json").write_text("[]")
    assert store.newest_whole() == first
    (store.folder / f"{first}.json").unlink()
    assert store.newest_whole() is None


@pytest.mark.parametrize("text", ["soon", "", "-1", "9" * 5000, "99999999999", "4294967295"])
def test_a_pointer_to_nowhere_is_no_snapshot(store: SnapshotStore, text: str) -> None:
    publish(store)
    (store.folder / "current").write_text(text)
    assert store.current() is None
    with pytest.raises(Unavailable):
        store.read(99)


@pytest.mark.parametrize(
    "manifest",
    ["[]", "null", "{}", '{"format":1,"number":1,"arrays":[],"blobs":{},"facts":{}}', "[" * 9999],
)
def test_a_manifest_that_is_none_is_refused(store: SnapshotStore, manifest: str) -> None:
    number = publish(store)
    (store.folder / f"{number}.json").write_text(manifest)
    assert not store.is_whole(number)
    with pytest.raises(Unavailable, match=str(number)):
        store.read(number)
    assert publish(store) > number


def test_no_number_is_used_twice_even_after_the_folder_was_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    store = SnapshotStore(folder, clock_seconds=lambda: 1000)
    first = publish(store)
    rmtree(folder)
    second = publish(store)
    rmtree(folder)
    third = publish(SnapshotStore(folder, clock_seconds=lambda: 2000))
    assert first < second < third


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="no snapshot can be written"):
        publish(SnapshotStore(tmp_path / "file"))

"""States are kept whole or not at all, the last one saved is the newest, old ones go."""

from pathlib import Path

import pytest

from data.models.cross_store import CrossStore
from data.sole_work import alone
from recommender.errors import Busy, InvalidModel, NotFound, Unavailable
from tests.cross_builder import Told, a_cross, assert_same, some_told, told
from tests.refusing_disk import a_full_disk


@pytest.fixture
def store(tmp_path: Path) -> CrossStore:
    return CrossStore(tmp_path / "home" / "cross_states")


def saved(store: CrossStore, *, count: int) -> str:
    return store.save(a_cross(*[Told(0, 0)] * count))


def file_of(store: CrossStore, version: str) -> Path:
    (path,) = store.folder.glob(f"*-{version}.npz")
    return path


def test_a_learner_that_was_saved_and_loaded_goes_on_as_if_it_had_never_stopped(
    store: CrossStore,
) -> None:
    never_stopped = a_cross(*some_told(300))
    stored = store.load(store.save(never_stopped, about={"read_to": 300}))
    assert stored.about == {"read_to": 300}
    after = some_told(300, seed=5)
    assert_same(told(stored.weights, after), told(never_stopped, after))
    assert store.save(stored.weights) == store.save(never_stopped)


def test_nothing_is_newest_before_the_first(store: CrossStore) -> None:
    assert (store.newest(), store.versions()) == (None, [])


def test_the_last_one_saved_is_the_newest_however_little_it_learned(store: CrossStore) -> None:
    versions = [saved(store, count=count) for count in (12, 3, 4)]
    assert store.newest() == versions[-1]
    assert store.versions() == versions[::-1]


def test_a_state_saved_again_is_the_newest_with_what_is_told_of_it_now(store: CrossStore) -> None:
    first, second = saved(store, count=1), saved(store, count=2)
    assert store.save(a_cross(Told(0, 0)), about={"read_to": 9}) == first
    assert store.versions() == [first, second]
    assert store.load(first).about == {"read_to": 9}


def test_ten_files_are_in_the_order_they_were_saved_in(store: CrossStore) -> None:
    versions = [saved(store, count=count) for count in range(1, 13)]
    assert store.versions() == versions[::-1]


def test_prunes_the_oldest_and_what_a_dead_writer_left(store: CrossStore) -> None:
    versions = [saved(store, count=count) for count in (1, 2, 3, 4)]
    (store.folder / ".9-1-ab.npz.77.draft").touch()
    assert store.prune(keep=2) == versions[1::-1]
    assert store.versions() == versions[:1:-1]
    assert {path.suffix for path in store.folder.iterdir() if path.name != ".lock"} == {".npz"}
    assert store.prune(keep=0) == [versions[2]]
    assert store.newest() == versions[3]


def test_a_version_of_which_a_newer_file_stays_is_not_told_as_gone(store: CrossStore) -> None:
    for count in (1, 2, 1):
        saved(store, count=count)
    assert [version[:2] for version in store.prune(keep=2)] == []
    assert len(list(store.folder.glob("*.npz"))) == 2


@pytest.mark.parametrize("version", ["missing", "../x", "", "1-ab", "a\0b"])
def test_an_unknown_version_is_not_found(store: CrossStore, version: str) -> None:
    saved(store, count=1)
    with pytest.raises(NotFound):
        store.load(version)


def test_a_torn_file_is_named_and_the_state_before_it_serves_once_it_is_deleted(
    store: CrossStore,
) -> None:
    before, torn = saved(store, count=1), saved(store, count=2)
    path = file_of(store, torn)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(InvalidModel, match="delete the file, and the state before") as refused:
        store.load(torn)
    assert str(path) in str(refused.value)
    path.unlink()
    assert store.newest() == before


def test_a_file_that_cannot_be_read_says_what_to_do(store: CrossStore) -> None:
    path = file_of(store, saved(store, count=1))
    path.unlink()
    path.mkdir()
    with pytest.raises(InvalidModel, match="see that this user may read it"):
        store.load(path.stem.partition("-")[2])


def test_a_learner_gone_astray_is_never_kept(store: CrossStore) -> None:
    version, astray = saved(store, count=1), a_cross()
    astray.mean[1, 1] = float("nan")
    with pytest.raises(InvalidModel, match="not finite: take an earlier state"):
        store.save(astray)
    assert store.versions() == [version]


def test_other_files_are_none_of_ours(store: CrossStore) -> None:
    version = saved(store, count=1)
    for name in ("x.npz", "-1-1-ab.npz", "2-1-ab.npz.bak", "3-1-AB.npz"):
        (store.folder / name).touch()
    assert store.versions() == [version]


def test_a_full_disk_keeps_no_half_state(store: CrossStore) -> None:
    version = saved(store, count=1)
    with a_full_disk(), pytest.raises(Unavailable, match="that the disk has room"):
        saved(store, count=2)
    assert store.versions() == [version]
    assert not list(store.folder.glob("*.draft"))
    assert store.load(version).version == version


def test_a_second_writer_is_told_to_try_again(
    store: CrossStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.sole_work.LOCK_SECONDS", 0.01)
    saved(store, count=1)
    with (
        alone(store.folder / ".lock", patience_seconds=0, busy=""),
        pytest.raises(Busy, match="try again"),
    ):
        saved(store, count=2)

"""A refit that cannot be read is passed over, and looked up again when a minute has gone by."""

import logging
from pathlib import Path

import pytest

from data.learning.usable_refits import AGAIN_AFTER_SECONDS, UsableRefits
from data.models.cross_store import CrossStore
from data.models.model_store import ModelStore
from recommender.crossed.cross_prior import flat_prior
from recommender.crossed.cross_weights import CrossWeights


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_refit_is_usable_again_once_the_disk_gives_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store, clock = CrossStore(tmp_path / "refits"), Clock()
    refits = UsableRefits(store, ModelStore(tmp_path / "models"), clock=clock)
    older = store.save(CrossWeights(flat_prior(0.5)), about={})
    newer = store.save(CrossWeights(flat_prior(0.25)), about={})
    (file,) = store.folder.glob(f"*-{newer}.npz")
    whole = file.read_bytes()
    file.write_bytes(b"spoilt")
    with caplog.at_level(logging.WARNING):
        assert [refits.newest(), refits.newest()] == [older, older]
    assert len(caplog.records) == 1
    file.write_bytes(whole)
    clock.now += AGAIN_AFTER_SECONDS - 1
    assert refits.newest() == older
    clock.now += 1
    assert refits.newest() == newer

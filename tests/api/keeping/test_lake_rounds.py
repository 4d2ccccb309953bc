"""What lies in the lake that is not ours keeps nobody from draining."""

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from api.keeping.lake_rounds import LakeRounds
from api.keeping.lake_work import lake_work
from api.settings import serve_settings
from data.draining.drained_rows import DrainedRows
from tests.builders import NOON


def test_a_stray_file_in_the_lake_is_told_and_ends_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "lake/events").mkdir(parents=True)
    (tmp_path / "lake/events/stray.parquet").write_bytes(b"not ours")
    settings = serve_settings(
        {"CHIRASHI_HOME": str(tmp_path), "CHIRASHI_SECRETS": "a secret of the house"}
    )
    one_round = lake_work(settings).after_each
    with caplog.at_level(logging.WARNING):
        one_round()
        one_round()
    assert sum("stray.parquet" in record.getMessage() for record in caplog.records) == 1


def test_what_keeping_did_not_foresee_is_told_once_and_ends_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing:
        problems = ()
        kept_by = ""

        def step(self, *_: Any, **__: Any) -> None:
            raise RuntimeError("not foreseen")

    keeping: Any = Failing()
    drainer: Any = SimpleNamespace(drained_through=NOON)
    one_round = LakeRounds(
        keeping,
        drainer=drainer,
        look_at_inboxes=lambda: DrainedRows(tmp_path),
        state_folder=tmp_path,
    )
    with caplog.at_level(logging.WARNING):
        one_round()
        one_round()
    told = [record for record in caplog.records if "not kept" in record.getMessage()]
    assert [record.levelname for record in told] == ["ERROR", "WARNING"]

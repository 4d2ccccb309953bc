"""What lies in the lake that is not ours keeps nobody from draining."""

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from api.settings import serve_settings
from api.snapshots.lake_rounds import lake_rounds
from tests.builders import NOON


def test_a_stray_file_in_the_lake_is_told_and_ends_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "lake/events").mkdir(parents=True)
    (tmp_path / "lake/events/stray.parquet").write_bytes(b"not ours")
    settings = serve_settings(
        {"CHIRASHI_HOME": str(tmp_path), "CHIRASHI_SECRETS": "a secret of the house"}
    )
    drainer: Any = SimpleNamespace(drained_through=NOON)
    one_round = lake_rounds(settings, drainer)
    with caplog.at_level(logging.WARNING):
        one_round()
        one_round()
    assert sum("stray.parquet" in record.getMessage() for record in caplog.records) == 1

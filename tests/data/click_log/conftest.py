"""What the tests of imports begin with."""

from pathlib import Path

import pytest

from data.lake.lake_store import Lake


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake((tmp_path / "lake").as_uri())

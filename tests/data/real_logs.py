"""Where the real logs lie that do not ship with the project."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "datasets"


def real_log(name: str) -> Path:
    """Return a real log beside the checkout, or skip the test that asks for it."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the checkout (../shared/datasets)")
    return path

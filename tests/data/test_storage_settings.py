"""Where things lie: the environment wins over the file, and a wrong value is named."""

from pathlib import Path

import pytest

from data.storage_settings import read_values, storage_settings
from recommender.errors import Invalid


def test_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "chirashi.toml"
    file.write_text('home = "/from/file"\nkeep_days = 7\n')
    values = read_values({"CHIRASHI_CONFIG": str(file), "CHIRASHI_HOME": "/from/environment"})
    settings = storage_settings(values)
    assert settings.home == Path("/from/environment")
    assert settings.keep_days == 7


@pytest.mark.parametrize("text", ["0", "-1", "ninety", "", "1e3", "٣"])
def test_refuses_days_that_are_no_number_above_zero(text: str) -> None:
    with pytest.raises(Invalid, match="CHIRASHI_KEEP_DAYS"):
        storage_settings({"CHIRASHI_KEEP_DAYS": text})


def test_refuses_a_file_that_is_no_toml(tmp_path: Path) -> None:
    file = tmp_path / "chirashi.toml"
    file.write_text("home = ")
    with pytest.raises(Invalid, match=r"chirashi\.toml"):
        read_values({"CHIRASHI_CONFIG": str(file)})

"""The page about the lake tells every column and field, and its examples run."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.command_line import app
from data.click_log.click_mapping import FORMATS, SECTIONS
from data.lake.exposure_rows import EXPOSURES
from data.lake.lake_schemas import SCHEMAS

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "lake.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return re.split(r"\n#+ ", PAGE.split(f"# {title}\n")[1])[0]


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_table_and_column_is_told(name: str) -> None:
    told = section(name)
    missing = [column for column in SCHEMAS[name].names if f"`{column}`" not in told]
    assert missing in ([], ["schema"])


def test_each_column_of_the_training_frame_is_told() -> None:
    told = section("Export: the training frame")
    assert [column for column in EXPOSURES.names if f"`{column}`" not in told] == []


def test_each_field_and_format_of_a_mapping_is_told() -> None:
    told = section("The mapping")
    fields = {field for fields in SECTIONS.values() for field in fields} | set(FORMATS)
    assert [field for field in sorted(fields) if f"`{field}`" not in told] == []


def test_the_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHIRASHI_HOME", str(tmp_path / "home"))
    for name, content in re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL):
        Path(name).write_text(content, encoding="utf-8")
    told = ""
    for command in re.findall(r"^    chirashi (.+)$", PAGE, re.MULTILINE):
        done = CliRunner().invoke(app, command.split(), catch_exceptions=False)
        assert done.exit_code == 0
        told += done.stdout
    (shown,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    for line in shown.splitlines():
        assert line.partition("/")[0] in told
    assert "2 exposures written to exposures.parquet" in told

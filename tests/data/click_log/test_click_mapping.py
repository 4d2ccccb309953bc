"""Mappings: what they may say, and that what they may not is named."""

from pathlib import Path
from typing import Any

import pytest

from data.click_log.click_mapping import parse_mapping, read_mapping
from data.click_log.log_formats import reader_of
from data.lake.lake_store import Lake
from recommender.errors import Invalid, InvalidMapping
from tests.data.click_log.logs import SINGLE, a_line, a_mapping, imported, write_log

SHIPPED = Path(__file__).parents[3] / "data" / "samples" / "mappings"


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_reads_the_mappings_that_ship(path: Path) -> None:
    assert read_mapping(path).columns()


def test_a_field_may_be_a_column_several_or_a_constant() -> None:
    log = a_mapping(arm={"constant": "control"}, device={"columns": ["a", "b"]}).log
    assert log["arm"].constant == "control"
    assert log["device"].columns == ("a", "b")
    assert a_mapping(signed_in={"constant": True}).log["signed_in"].constant == "true"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"agent": "ua"}, "knows no field 'agent'"),
        ({"device": 3}, "/log/device must be a column's name"),
        ({"device": {"colum": "a"}}, "/log/device must be a column's name"),
        ({"device": {"column": "a", "constant": "b"}}, "one of column, columns"),
        ({"device": {"columns": [1]}}, "must name columns by text"),
        ({"time": {"column": "t", "format": "ISO"}}, "no format 'ISO'"),
        ({"time": {"column": "t", "zone": "Tokio"}}, "no time zone 'Tokio'"),
        ({"arm": {"column": "a", "values": 1}}, "/log/arm/values must be a table"),
        ({"impressions": "shown"}, "either clicked, or impressions and clicks"),
    ],
)
def test_refuses_what_a_field_cannot_be(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidMapping, match=message):
        a_mapping(**changes)


@pytest.mark.parametrize("field", ["time", "site", "article", "placement", "promo"])
def test_names_the_field_that_is_missing(field: str) -> None:
    log = {name: stated for name, stated in SINGLE["log"].items() if name != field}
    with pytest.raises(InvalidMapping, match=field):
        parse_mapping({"log": log})


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({}, "time"),
        ({"log": 1}, "must be a table"),
        ({**SINGLE, "logs": {}}, r"no section \[logs\]"),
        ({**SINGLE, "items": {"title": "a"}}, "must say id"),
        ({**SINGLE, "items": {"id": "a"}, "promo": {"title": "b"}}, "not from both"),
    ],
)
def test_refuses_what_a_document_cannot_be(document: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidMapping, match=message):
        parse_mapping(document)


@pytest.mark.parametrize("content", [b"[log", b"\xff\xfe"])
def test_refuses_a_file_that_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mapping.toml"
    path.write_bytes(content)
    with pytest.raises(InvalidMapping, match=r"mapping\.toml cannot be read"):
        read_mapping(path)


def test_a_mapping_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidMapping, match=r"nowhere\.toml is not there: name a TOML file"):
        read_mapping(tmp_path / "nowhere.toml")


def test_a_constant_that_no_line_could_hold_is_refused_at_once(tmp_path: Path) -> None:
    path = write_log(tmp_path / "log.csv", [a_line(1)])
    mapping = a_mapping(time={"constant": "2026-11-02T12:00:00"})
    with pytest.raises(InvalidMapping, match="of time has no time zone"):
        imported(path, Lake((tmp_path / "lake").as_uri()), mapping)


@pytest.mark.parametrize("name", ["log.xlsx", "log", "missing.csv"])
def test_refuses_a_file_of_another_kind_or_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(Invalid, match=name):
        reader_of(tmp_path / name)

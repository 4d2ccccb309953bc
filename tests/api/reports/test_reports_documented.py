"""What `docs/reports.md` says of the reports is so."""

import json
import re
from pathlib import Path

from api.reports.report_json import json_of_table
from api.reports.report_question import PARAMETERS, Form
from data.reports.report_ask import BYS
from data.reports.report_table import Unit
from tests.api.reports.report_builder import a_table

DOCS = Path(__file__).parents[3] / "docs"
REPORTS = (DOCS / "reports.md").read_text(encoding="utf-8")


def test_every_report_is_named_with_all_it_may_be_told_by() -> None:
    named = {
        line.split("|")[1].strip(" `"): tuple(re.findall(r"`(\w+)`", line.split("|")[3]))
        for line in REPORTS.splitlines()
        if re.match(r"\| `\w+` \|.*\|.*\|$", line) and line.split("|")[1].strip(" `") in BYS
    }
    assert named == dict(BYS)


def test_every_parameter_and_form_and_unit_is_named() -> None:
    for word in (*PARAMETERS, *Form, *Unit):
        assert f"`{word}`" in REPORTS


def test_the_example_has_the_shape_of_an_answer() -> None:
    example = json.loads(re.findall(r"```json\n(.*?)```", REPORTS, flags=re.DOTALL)[0])
    answer = json_of_table(a_table())
    assert example.keys() == answer.keys()
    for name in ("columns", "definitions"):
        assert example[name][0].keys() == answer[name][0].keys()
    assert example["rows"][0]["ctr"].keys() == answer["rows"][0]["ctr"].keys()


def test_the_picture_of_the_report_is_small_enough_to_load() -> None:
    picture = DOCS / "report-page.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size <= 400_000

"""The reports speak Japanese wherever they speak English."""

import dataclasses
import re
from string import Formatter

import pytest

from api.reports.report_notes import FORMS, note_in, short_note
from api.reports.report_terms import COLUMNS, MEANINGS, TITLES
from api.reports.report_words import ENGLISH, JAPANESE, report_wording
from data.reports.definitions import DEFINITIONS, day_meaning
from data.reports.report_ask import BYS, NAMES
from data.reports.report_columns import columns_of

FIELDS = [field.name for field in dataclasses.fields(ENGLISH)]
# A percent sign stands apart from its figure in English alone.
KANJI = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")


def parts(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("name", FIELDS)
def test_both_languages_put_the_same_figures_in(name: str) -> None:
    english, japanese = getattr(ENGLISH, name), getattr(JAPANESE, name)
    if isinstance(english, str):
        assert parts(english) == parts(japanese)
        assert japanese
    else:
        assert set(english) == set(japanese)


def test_every_column_and_title_is_named() -> None:
    columns = {
        column.name
        for name in NAMES
        for by in BYS[name]
        for part in columns_of(name, by)
        for column in part
    }
    assert columns - set(COLUMNS) == set()
    assert set(TITLES) == set(NAMES)
    assert set(ENGLISH.by_names) == set(BYS["performance"])


def test_every_word_is_explained() -> None:
    terms = {each.term for name in NAMES for each in DEFINITIONS[name]}
    assert terms | {day_meaning(("UTC",)).term} == set(MEANINGS)


def test_every_form_of_a_note_has_both_languages() -> None:
    for known in FORMS:
        assert known.short
        assert KANJI.search(known.japanese)
        assert KANJI.search(known.short_japanese)


def test_a_note_keeps_its_figures() -> None:
    note = "Only 12 clicks: one more or less changes the rate much."
    assert note_in(note, ENGLISH) == note
    assert note_in(note, JAPANESE).startswith("クリックは12回だけです")
    assert short_note(note, ENGLISH) == "few clicks"


def test_a_note_that_nobody_knows_stands_as_it_is() -> None:
    for words in (ENGLISH, JAPANESE):
        assert note_in("Moonshine.", words) == short_note("Moonshine.", words) == "Moonshine."


def test_what_is_spoken_nowhere_is_english() -> None:
    assert report_wording("tlh") is report_wording(None) is ENGLISH

"""What a lift is in one sentence: more, less, or not to be told yet."""

from dataclasses import replace

import pytest

from api.reports.report_sentences import first_sentences, lift_sentence
from api.reports.words_english import ENGLISH
from api.reports.words_japanese import JAPANESE
from data.reports.report_table import Estimate, Row
from tests.api.reports.report_builder import a_table, an_ask

THIN = "\u202f"
DAYS = a_table(an_ask(by="day"))


@pytest.mark.parametrize(
    ("lift", "sentence"),
    [
        (
            Estimate(1.18, 1.09, 1.28),
            "Readers clicked 18 % more with learned slots than with random ones; "
            "between 9 and 28 %.",
        ),
        (
            Estimate(0.9, 0.85, 0.95),
            "Readers clicked 10 % less with learned slots than with random ones; "
            "between 5 and 15 % less.",
        ),
        (
            Estimate(1.04, 0.97, 1.12),
            "Whether readers click more with learned slots than with random ones cannot be told "
            "yet: between 3 % less and 12 % more.",
        ),
        (
            Estimate(1.005, 1.001, 1.009),
            "Readers clicked 0.5 % more with learned slots than with random ones; "
            "between 0.1 and 0.9 %.",
        ),
        (
            Estimate(2.5, 1.2, None),
            "Readers clicked 150 % more with learned slots than with random ones; at least 20 %.",
        ),
        (
            Estimate(2.0, 0.5, None),
            "Whether readers click more with learned slots than with random ones cannot be told "
            "yet: from 50 % less upward.",
        ),
        (
            None,
            "Whether readers click more with learned slots than with random ones cannot be told "
            "yet: too few clicks came from pages that Chirashi filled.",
        ),
    ],
)
def test_a_lift_is_said_as_it_is(lift: Estimate | None, sentence: str) -> None:
    told = lift_sentence(lift, ENGLISH.control, ENGLISH)
    assert told.replace(THIN, " ") == sentence


def test_an_interval_that_touches_no_change_promises_nothing() -> None:
    for lift in (Estimate(1.1, 1.0, 1.2), Estimate(0.9, 0.8, 1.0)):
        assert "cannot be told yet" in lift_sentence(lift, ENGLISH.control, ENGLISH)


def test_both_comparisons_are_said_the_random_one_first() -> None:
    first, second = first_sentences(DAYS, a_table(an_ask("lift")), ENGLISH)
    assert ENGLISH.control in first
    assert ENGLISH.baseline in second


def test_what_can_be_told_goes_before_what_cannot() -> None:
    both = a_table(an_ask("lift"))
    first, second = first_sentences(DAYS, replace(both, rows=both.rows[1:]), ENGLISH)
    assert first.replace(THIN, " ").startswith("Readers clicked 18 % more")
    assert ENGLISH.baseline in first
    assert "than with random ones cannot be told yet: too few clicks" in second


def test_without_a_comparison_the_first_sentence_says_what_was_clicked() -> None:
    for rows in ((), (Row(("control", *(None,) * 9)),)):
        table = a_table(an_ask("lift"), rows=rows)
        first, second = first_sentences(DAYS, table, ENGLISH)
        assert first.replace(THIN, " ") == "Readers clicked 200 of 10,000 promos shown: 2.00 %."
        assert "random ones or the most popular ones cannot be told yet" in second


def test_it_is_said_in_japanese() -> None:
    told = lift_sentence(Estimate(1.18, 1.09, 1.28), JAPANESE.control, JAPANESE)
    assert told == "学習した並びは、無作為な並びより18%多くクリックされました（9から28%の間）。"


def test_few_clicks_of_one_side_are_no_headline() -> None:
    both = a_table(an_ask("lift"))
    at = [column.name for column in both.columns].index("other_clicks")
    rows = [replace(row, cells=(*row.cells[:at], 9, *row.cells[at + 1 :])) for row in both.rows]
    first, second = first_sentences(DAYS, replace(both, rows=tuple(rows)), ENGLISH)
    assert first.startswith("Readers clicked")
    assert "too few clicks" in second

"""What the pages say: times, sections, comments and languages, and which addresses they link."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.addresses import is_web_address, picture_address
from api.pages.full_article import paragraphs
from api.pages.page_words import comments_in_words, language_of_text, wording_of
from api.pages.published_time import spoken_day, spoken_time
from api.pages.teaser import section_name

EVENING = datetime(2026, 11, 2, 15, 30, tzinfo=UTC)


def test_a_time_is_told_in_the_zone_of_the_site() -> None:
    told = spoken_time(EVENING, zone="Asia/Tokyo", language="en")
    assert told.iso == "2026-11-03T00:30+09:00"
    assert told.full == "November 3, 2026, 00:30 JST"
    assert told.short == "Nov 3, 00:30"


def test_a_time_is_told_in_japanese() -> None:
    told = spoken_time(EVENING, zone="Asia/Tokyo", language="ja")
    assert (told.full, told.short) == ("2026年11月3日 00:30", "11月3日 00:30")


def test_an_unknown_zone_is_taken_for_utc() -> None:
    assert spoken_time(EVENING, zone="Mars/Olympus", language="en").full.endswith("15:30 UTC")
    assert spoken_day(EVENING, zone="../etc", language="en") == "Monday, November 2, 2026"


@pytest.mark.parametrize(
    ("category", "name"),
    [
        ("world", "World"),
        ("food-drink", "Food & Drink"),
        ("arts_and_books", "Arts and Books"),
        ("Tokyo", "Tokyo"),
        ("what's_on_today", "What's On Today"),
        ("国際", "国際"),
    ],
)
def test_a_section_is_named_as_readers_do(category: str, name: str) -> None:
    assert section_name(category) == name


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "No comments yet"), (1, "1 comment"), (2, "2 comments"), (12_345, "12,345 comments")],
)
def test_comments_are_counted_in_words(count: int, words: str) -> None:
    assert comments_in_words(count, wording=wording_of("en-GB")) == words


@pytest.mark.parametrize(
    ("text", "page", "language"),
    [
        ("無料の一杯", "en", "ja"),
        ("東京都", "en", "ja"),
        ("東京都", "zh", "zh"),
        ("A free drink", "ja", "en"),
        ("1,200", "ja", "ja"),
        ("Un verre offert", "fr", "fr"),
    ],
)
def test_a_title_is_marked_with_the_language_it_is_written_in(
    text: str, page: str, language: str
) -> None:
    assert language_of_text(text, otherwise=page) == language


@pytest.mark.parametrize(
    ("image", "address"),
    [
        ("/pictures/harbour/17.svg", "/pictures/harbour/17.svg"),
        ("harbour/17", "/pictures/harbour/17.svg"),
        ("https://images.example/a.jpg", "https://images.example/a.jpg"),
        ("//images.example/a.jpg", None),
        ("javascript:alert(1)", None),
        ("data:image/svg+xml,<svg/>", None),
        ("", None),
        (None, None),
    ],
)
def test_a_picture_is_ours_or_on_the_web(image: str | None, address: str | None) -> None:
    assert picture_address(image) == address


@given(st.text())
def test_only_http_is_a_web_address(text: str) -> None:
    assert not is_web_address(text) or text.lstrip().lower().startswith(("http://", "https://"))


@given(st.text())
def test_no_word_of_a_body_is_lost_in_paragraphs(text: str) -> None:
    split = paragraphs(text)
    assert "".join("".join(split).split()) == "".join(text.split())
    assert all(paragraph.strip() for paragraph in split)

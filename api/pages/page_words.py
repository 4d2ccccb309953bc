"""The words of the pages around the articles, in the languages the sample site speaks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

KANA = re.compile("[\u3041-\u30ff\uff66-\uff9f]")
LATIN = re.compile("[A-Za-z]")
HAN = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One language's words; `{}` stands where a name or number goes in."""

    by: str
    place: str
    minutes: str
    no_comments: str
    one_comment: str
    comments: str
    published: str
    topics: str
    advertisement: str
    from_our_sites: str
    more: str
    units_a_minute: int


ENGLISH = Wording(
    by="By {}",
    place="in {}",
    minutes="{} min read",
    no_comments="No comments yet",
    one_comment="1 comment",
    comments="{} comments",
    published="Published",
    topics="Topics",
    advertisement="Advertisement",
    from_our_sites="From our sites",
    more="More from our sites",
    units_a_minute=1200,
)
JAPANESE = Wording(
    by="文・{}",
    place="{}",
    minutes="約{}分で読めます",
    no_comments="コメントはまだありません",
    one_comment="コメント1件",
    comments="コメント{}件",
    published="公開",
    topics="トピック",
    advertisement="広告",
    from_our_sites="姉妹サイトから",
    more="姉妹サイトから",
    units_a_minute=500,
)
WORDINGS: Mapping[str, Wording] = {"en": ENGLISH, "ja": JAPANESE}


def wording_of(language: str | None) -> Wording:
    """Return the words of a language tag; English where we have none."""
    return WORDINGS.get((language or "en").lower().partition("-")[0], ENGLISH)


def comments_in_words(count: int, *, wording: Wording) -> str:
    """Say how many comments there are."""
    if count == 1:
        return wording.one_comment
    return wording.comments.format(f"{count:,}") if count > 0 else wording.no_comments


def language_of_text(text: str, *, otherwise: str) -> str:
    """Tell Japanese by its script, for the `lang` of a text whose language nobody told.

    A text in Latin letters on a Japanese page is taken for English.
    """
    is_chinese = otherwise.startswith("zh")
    if KANA.search(text) or (HAN.search(text) and not is_chinese):
        return "ja"
    return "en" if otherwise.startswith("ja") and LATIN.search(text) else otherwise

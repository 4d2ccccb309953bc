"""The words of the report pages, in the languages that they speak."""

from collections.abc import Mapping

from api.reports.report_wording import ReportWording
from api.reports.words_english import ENGLISH
from api.reports.words_japanese import JAPANESE

WORDINGS: Mapping[str, ReportWording] = {"en": ENGLISH, "ja": JAPANESE}


def report_wording(language: str | None) -> ReportWording:
    """Return the words of a language; English where we have none."""
    return WORDINGS.get(language or "en", ENGLISH)

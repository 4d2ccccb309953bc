"""What keeps figures from being believed: short beside a row, whole under a table.

Notes come with the figures, in English; here each is known by its form.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from api.reports.report_wording import ReportWording

JAPANESE = "ja"


@dataclass(frozen=True, slots=True)
class NoteForm:
    """A note's form, what stands beside a row, and the note in Japanese (`{0}`: its first part)."""

    form: re.Pattern[str]
    short: str
    short_japanese: str
    japanese: str


def _form(pattern: str, short: str, short_japanese: str, japanese: str = "") -> NoteForm:
    return NoteForm(re.compile(pattern), short, short_japanese, japanese or short_japanese)


FORMS: Sequence[NoteForm] = (
    _form(r"Nothing was shown( in these days)?\.", "nothing shown", "表示なし"),
    _form(
        r"No click yet in ([\d,]+) impressions: .*",
        "no click yet",
        "クリックなし",
        "{0}回の表示でまだクリックがありません。範囲はありうる値を示します。",
    ),
    _form(
        r"Only (\d+) clicks?: one more or less .*",
        "few clicks",
        "クリックが少数",
        "クリックは{0}回だけです。一回の違いで率が大きく変わります。",
    ),
    _form(
        r"Most of it comes of about (\d+) draws .*",
        "few draws",
        "抽選が少数",
        "読者が多くても、そのほとんどは約{0}回の抽選によるものです。",
    ),
    _form(
        r"Only (\d+) clicks: this may be chance\.",
        "few clicks",
        "クリックが少数",
        "クリックは{0}回だけで、偶然かもしれません。",
    ),
    _form(r"No click yet under the arm (\w+): .*", "no click yet", "クリックなし"),
    _form(r"Only (\d+) clicks? under the arm (\w+): .*", "few clicks", "クリックが少数"),
    _form(r"Not certain: .*", "not certain", "まだ確かでない"),
    _form(r"In no share: .*", "in no share", "割合に含めない"),
    _form(
        r"(?:The row has|([\d,]+) of ([\d,]+) rows have) too little to go by: .*",
        "few clicks",
        "少数",
        "数が少なく、まだ判断できない行があります。範囲の広さを見て、お待ちください。",
    ),
    _form(
        r"([\d,]+) page views were served by ([\d,]+) draws .*",
        "cached",
        "キャッシュ",
        "キャッシュされたページがあるため、{1}回の抽選が{0}回のページ閲覧に使われました。"
        "範囲は抽選の数によります。",
    ),
    _form(
        r"No difference in clicks is certain yet: .*",
        "not certain",
        "まだ確かでない",
        "クリックの差はまだ確かではありません。もっと多くのクリックが必要です。",
    ),
    _form(
        r"Against the (\w+) nothing can be told: the arm (\w+) showed nothing\.",
        "not shown",
        "比較できない",
        "{0}との比較はできません。{1}の表示がないためです。",
    ),
    _form(
        r"No promo that was shown had a value of its own: .*",
        "no value",
        "単価なし",
        "単価のあるプロモが表示されなかったため、価値は比較できません。",
    ),
    _form(
        r"(\d+) % of the impressions were of promos without a value of their own: .*",
        "some without value",
        "一部単価なし",
        "表示の{0}%は単価のないプロモで、そのクリックは価値に含まれません。",
    ),
    _form(
        r"(\S+) is left out, for the file (\S+) is damaged: .*",
        "left out",
        "除外",
        "{0}（UTC）は含みません。ファイル{1}が壊れているためです。バックアップから戻してください。",
    ),
    _form(
        r"(\S+) is told as counted at (.+), for the file (\S+) is damaged: .*",
        "counted earlier",
        "以前の集計",
        "{0}（UTC）は{1}の集計です。ファイル{2}が壊れているためです。バックアップから戻してください。",
    ),
    _form(
        r"Only (\d+) pages were looked at: .*",
        "few pages",
        "ページが少数",
        "調べたページは{0}件だけで、割合は大きく外れているかもしれません。",
    ),
    _form(
        r"Nothing was looked at in these days: .*",
        "nothing looked at",
        "調べたものなし",
        "この期間に調べたページはありません。モデルと、動いているサーバーが必要です。",
    ),
    _form(r"Every slot was filled\.", "all filled", "すべての枠が埋まりました。"),
    _form(r"Nothing invalid came\.", "none", "数えない動きはありませんでした。"),
)


def note_in(note: str, words: ReportWording) -> str:
    """Return a note in the page's language; one of no known form stays English."""
    if words.language != JAPANESE:
        return note
    for known in FORMS:
        found = known.form.fullmatch(note)
        if found:
            return known.japanese.format(*(part or "" for part in found.groups()))
    return note


def short_note(note: str, words: ReportWording) -> str:
    """Return what stands beside a row; a note of no known form stands there whole."""
    for known in FORMS:
        if known.form.fullmatch(note):
            return known.short_japanese if words.language == JAPANESE else known.short
    return note

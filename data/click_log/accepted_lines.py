"""Judges whole lines of a foreign log: what can be taken in, and why the rest cannot."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.click_log.cell_parsing import (
    LARGEST_POSITION,
    Mask,
    Parsed,
    any_of,
    is_null,
    mask,
    parse_id,
    parse_propensity,
    parse_time,
    parse_truth,
    parse_whole,
    parse_word_lists,
    parse_words,
)
from data.click_log.click_mapping import Cells, ClickMapping
from data.click_log.log_lines import LogLines, Rejected
from recommender.errors import InvalidMapping

IDS = ("site", "article", "placement", "promo", "decision", "arm", "id")
LISTS = ("topics", "tags")
TRUTHS = ("clicked", "signed_in", "sponsored")
COUNTS = ("impressions", "clicks", "value_micros")
DEFAULTS = {"arm": "baseline", "position": "0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The lines taken in, as typed columns, and those rejected, by line number."""

    accepted: pa.Table
    rejected: list[Rejected]


@dataclass(slots=True)
class _Verdict:
    count: int
    faults: list[tuple[Mask, str]]

    def columns(
        self, prefix: str, fields: Mapping[str, Cells], lines: LogLines
    ) -> dict[str, pa.Array]:
        """Parse a section's fields, named `prefix` + field; gather their faults."""
        found = {}
        for name, cells in fields.items():
            parsed = _parse(name, cells, _text(cells, lines))
            self.faults += [
                (where, f"{_label(name, cells)} {words}") for where, words in parsed.faults
            ]
            _check_constant(name, cells, parsed)
            found[prefix + name] = parsed.values
        return found

    def required(self, label: str, values: pa.Array) -> None:
        """Add the fault of a missing value."""
        told = (where for where, words in self.faults if words.startswith(f"{label} "))
        self.faults.append((is_null(values) & ~any_of(told, self.count), f"{label} is missing"))


def judge(mapping: ClickMapping, lines: LogLines) -> Judged:
    """Return a batch's accepted lines: columns `line`, those of [log], `promo.…`, `article.…`.

    `impressions` and `clicks` are always there: 1 and 0 or 1 for a line of one exposure.
    """
    verdict = _Verdict(len(lines.numbers), [])
    log = _with_defaults(mapping.log)
    columns = {"line": pa.array(lines.numbers), **verdict.columns("", log, lines)}
    columns |= verdict.columns("promo.", mapping.promo, lines)
    columns |= verdict.columns("article.", mapping.article, lines)
    for name in ("time", "position", "clicked", "impressions", "clicks"):
        if name in log:
            verdict.required(_label(name, log[name]), columns[name])
    _count(columns, verdict)
    return _judged(pa.table(columns), verdict, lines)


def judge_items(mapping: ClickMapping, lines: LogLines) -> Judged:
    """Return a batch's accepted items: columns `line`, `id` and `promo.…`."""
    verdict = _Verdict(len(lines.numbers), [])
    found = verdict.columns("promo.", mapping.items, lines)
    columns = {"line": pa.array(lines.numbers), "promo": found.pop("promo.id"), **found}
    return _judged(pa.table(columns), verdict, lines)


def _count(columns: dict[str, pa.Array], verdict: _Verdict) -> None:
    if "clicked" in columns:
        columns["clicks"] = columns.pop("clicked").cast(pa.int64())
        columns["impressions"] = pa.array(np.ones(verdict.count, dtype=np.int64))
        return
    clicks, impressions = columns["clicks"], columns["impressions"]
    more = pc.fill_null(pc.greater(clicks, impressions), fill_value=False)
    verdict.faults.append((mask(more), "there are more clicks than impressions"))
    none = pc.fill_null(pc.equal(impressions, 0), fill_value=False)
    verdict.faults.append((mask(none), "nothing was shown: impressions is 0"))


def _judged(table: pa.Table, verdict: _Verdict, lines: LogLines) -> Judged:
    wrong = any_of((where for where, _ in verdict.faults), verdict.count)
    rejected = [
        Rejected(
            int(lines.numbers[row]),
            "; ".join(words for where, words in verdict.faults if where[row]),
            lines.original(int(row)),
        )
        for row in np.flatnonzero(wrong)
    ]
    rejected = sorted([*lines.broken, *rejected], key=lambda one: one.line)
    return Judged(accepted=table.filter(pa.array(~wrong)), rejected=rejected)


def _check_constant(name: str, cells: Cells, parsed: Parsed) -> None:
    for where, words in parsed.faults:
        if cells.constant is not None and where.any():
            raise InvalidMapping(f"the constant {cells.constant!r} of {name} {words}")


def _with_defaults(fields: Mapping[str, Cells]) -> dict[str, Cells]:
    absent = {name: value for name, value in DEFAULTS.items() if name not in fields}
    return dict(fields) | {name: Cells(constant=value) for name, value in absent.items()}


def _label(name: str, cells: Cells) -> str:
    return " and ".join(cells.columns) or name


def _text(cells: Cells, lines: LogLines) -> pa.Array:
    count = len(lines.numbers)
    if cells.constant is not None:
        return pa.array([cells.constant] * count, pa.string())
    if cells.line is not None:
        numbers = pa.array(lines.numbers).cast(pa.string())
        return pc.binary_join_element_wise(cells.line, numbers, "")
    if len(cells.columns) > 1:
        return _joined(cells, lines)
    text = lines.columns[cells.columns[0]]
    return text if cells.values is None else _replaced(text, cells.values)


def _joined(cells: Cells, lines: LogLines) -> pa.Array:
    parts = [
        pc.binary_join_element_wise(column, lines.columns[column], ":") for column in cells.columns
    ]
    return pc.binary_join_element_wise(*parts, "|", null_handling="skip")


def _replaced(text: pa.Array, values: Mapping[str, str]) -> pa.Array:
    encoded = text.dictionary_encode()
    words = [values.get(word, word) for word in encoded.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(encoded.indices)


def _parse(name: str, cells: Cells, text: pa.Array) -> Parsed:
    if name in IDS:
        return parse_id(text)
    if name in LISTS:
        return parse_word_lists(text)
    if name in TRUTHS:
        return parse_truth(text)
    if name in COUNTS:
        return parse_whole(text)
    if name == "position":
        return parse_whole(text, largest=LARGEST_POSITION)
    if name == "propensity":
        return parse_propensity(text)
    if name in ("time", "published_at"):
        return parse_time(text, format_name=cells.format, zone=cells.zone)
    return parse_words(text)

"""What the report pages have words for."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWording:
    """One language's words; `{}` or a name in braces stands where a figure goes in."""

    language: str
    other_language: str
    other_name: str
    title: str
    title_of_site: str
    every_site: str
    days: str
    one_day: str
    period: str
    last_days: str
    since: str
    until: str
    site: str
    show: str
    leave: str
    shown: str
    shown_note: str
    seen: str
    seen_note: str
    clicked: str
    clicked_note: str
    rate: str
    between: str
    nothing: str
    nothing_note: str
    within_less: str
    from_less_to_more: str
    open_ended: str
    percent: str
    at_least: str
    range: str
    times: str
    unknown: str
    total: str
    gained: str
    lost: str
    untold: str
    incomparable: str
    either: str
    clicked_of: str
    control: str
    baseline: str
    by_day: str
    by_day_alt: str
    by_name_alt: str
    band_note: str
    tables: str
    by: str
    trending: str
    trending_note: str
    unfilled: str
    unfilled_note: str
    no_unfilled: str
    explored: str
    explored_note: str
    explored_caption: str
    invalid: str
    invalid_note: str
    no_invalid: str
    definitions: str
    download: str
    and_more: str
    sign_in: str
    sign_in_note: str
    key: str
    enter: str
    refused: str
    no_scope: str
    late: str
    wrong: str
    away: str
    away_note: str
    other_period: str
    compared: str
    compared_note: str
    unfilled_caption: str
    invalid_caption: str
    day_format: str
    rate_by: str
    by_names: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]

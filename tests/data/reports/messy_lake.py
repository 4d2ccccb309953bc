"""A small lake with everything in it that a report must get right."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from data.lake.lake_store import Lake
from tests.lake_rows import a_decision_row, a_slot_row, an_event_row, as_table

START = datetime(2026, 10, 24, tzinfo=UTC)
"""London's clocks go back on the second day."""
HOURS = 96
ZONES = {"daily": "Asia/Tokyo", "weekly": "Europe/London", "kathmandu": "Asia/Kathmandu"}
SITES = (*ZONES, "unknown-site")
PROMOS = [f"promo-{number}" for number in range(8)]
WAYS = ("script", "script", "script", "redirect", "pixel", "server", None)
Row = dict[str, Any]


def a_messy_lake(folder: Path, *, seed: int, decisions: int = 400) -> Lake:
    """Fill a lake: cached pages, lost impressions, invalid traffic, late clicks, old versions."""
    dice = Random(seed)
    tables: dict[str, list[Row]] = {"decisions": [], "slots": [], "unfilled": [], "events": []}
    for number in range(decisions):
        _add_decision(tables, dice, number)
    lake = Lake(folder.as_uri())
    for name, rows in (tables | _served()).items():
        lake.append(name, as_table(*rows))
    return lake


def _served() -> dict[str, list[Row]]:
    promos = [
        {
            "id": promo,
            "version": version,
            "valid_from": START,
            "kind": "offer" if (number + version) % 3 else "story",
            "title": f"Title of {promo}",
            "source": f"source-{number % 3}",
            "url": "https://example.org/",
            "value_micros": 200_000 * number if number % 2 else None,
        }
        for number, promo in enumerate(PROMOS[:-1])
        for version in (1, 2)
    ]
    articles = [
        {
            "site": site,
            "id": f"a-{number}",
            "version": version,
            "valid_from": START,
            "title": f"Article {number}",
            "category": None if number == 3 else ["world", "food", "sport"][(number + version) % 3],
        }
        for site in SITES[:3]
        for number in range(4)
        for version in (1, 2)
    ]
    return {"promos": promos, "articles": articles}


def _add_decision(tables: dict[str, list[Row]], dice: Random, number: int) -> None:
    at = START + timedelta(milliseconds=dice.randrange(HOURS * 3_600_000))
    decision = a_decision_row(
        number,
        decided_at=at,
        site=dice.choice(SITES),
        article=dice.choice(["a-0", "a-1", "a-2", "a-3", "a-9"]),
        article_version=dice.choice([1, 2, 7, None]),
        device=dice.choice(["mobile", "desktop", None]),
        arm=dice.choice(["learned"] * 3 + ["baseline", "control"]),
        origin=dice.choice(["browser"] * 9 + ["preview", "server", "import"]),
        invalid=dice.choice([None] * 12 + ["crawler"]),
    )
    tables["decisions"].append(decision)
    is_cached = dice.random() < 0.2
    for placement, count in (("footer", 4), ("in-article", 1)):
        for position in range(count):
            place = {"placement": placement, "position": position}
            if dice.random() < 0.1:
                reason = dice.choice(["quota", "seen", "no_candidates"])
                row = {"decision": decision["decision"], "reason": reason} | place
                tables["unfilled"].append(row)
                continue
            version = dice.choice([1, 2, 2, 3])
            value = dice.choice([None, None, None, 75_000])
            promo = dice.choice(PROMOS)
            slot = a_slot_row(
                decision, promo=promo, promo_version=version, value_micros=value, **place
            )
            tables["slots"].append(slot)
            tables["events"] += _events(slot, dice, at=at, is_cached=is_cached)


def _events(slot: Row, dice: Random, *, at: datetime, is_cached: bool) -> list[Row]:
    view_ids = [f"view-{n}" for n in range(dice.randrange(6))] if is_cached else []
    events = []
    for view_id in (*view_ids, None):
        for event, chance in (("impression", 0.8), ("view", 0.5), ("click", 0.12)):
            if dice.random() < chance:
                late = timedelta(seconds=dice.choice([1, 60, 90_000]))
                told = {"view_id": view_id, "way": dice.choice(WAYS), "received_at": at + late}
                told["invalid"] = dice.choice([None] * 9 + ["too_many", "preview"])
                events.append(an_event_row(slot, event, **told))
    if dice.random() < 0.05:
        events.append(an_event_row(slot, "dismissal", received_at=at, way="script"))
    return events

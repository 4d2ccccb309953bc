"""An independent recount of the raw lake: plain Python over rows, nothing of the reports' code."""

from collections import defaultdict
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq

Row = dict[str, Any]
SLOT = ("decision", "placement", "position")
TREND = ("impressions", "clicks", "expected_clicks", "weighed_clicks", "weighed_expected")


def rows_of(folder: Path, table: str) -> list[Row]:
    """Return all rows of a table of the lake in a folder."""
    files = sorted((folder / table).rglob("*.parquet"))
    return [row for path in files for row in pq.ParquetFile(path).read().to_pylist()]


class Recount:
    """Counts by what was asked, from the rows."""

    def __init__(self, folder: Path, zones: dict[str, str]) -> None:
        names = ("decisions", "slots", "unfilled", "events", "promos", "articles")
        self.tables = {name: rows_of(folder, name) for name in names}
        self.decisions = {row["decision"]: row for row in self.tables["decisions"]}
        for row in self.decisions.values():
            zone = ZoneInfo(zones.get(row["site"], "UTC"))
            row["day"] = row["decided_at"].astimezone(zone).date()
            row["utc_day"] = row["decided_at"].astimezone(UTC).date()
            if row["origin"] == "import":
                row["arm"] = f"imported {row['arm']}"
        self.shown = self._shown()

    def performance(
        self, by: str, since: date, until: date, site: str | None, *, arm: str | None = None
    ) -> dict[Any, Row]:
        """Return by value: the decisions, page views, counts and rates, of all arms or of one."""
        groups: dict[Any, list[Row]] = defaultdict(list)
        for slot in self.shown:
            if _is_asked(slot, since, until, site) and arm in {None, slot["arm"]}:
                groups[_key(slot, by)].append(slot)
        return {key: _figures(slots) for key, slots in groups.items()}

    def lift(
        self, by: str, since: date, until: date, site: str | None
    ) -> dict[Any, tuple[Row, Row]]:
        """Return by value and arm compared with: the learned arm's figures and that arm's."""
        learned = self.performance(by, since, until, site, arm="learned")
        return {
            (key, other): (learned[key], figures)
            for other in ("baseline", "control")
            for key, figures in self.performance(by, since, until, site, arm=other).items()
            if key in learned
        }

    def trending(self, by: str, since: date, until: date, site: str | None) -> dict[Any, Row]:
        """Return by value: the counts, the clicks expected, and the trend."""
        asked = [slot for slot in self.shown if _is_asked(slot, since, until, site)]
        places: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
        for slot in asked:
            places[_place(slot)][0] += slot["impressions"]
            places[_place(slot)][1] += slot["clicks"]
        today = max((slot["day"] for slot in asked), default=since)
        found: dict[Any, Row] = defaultdict(lambda: dict.fromkeys(TREND, 0.0))
        for slot in asked:
            impressions, clicks = places[_place(slot)]
            expected = slot["impressions"] * clicks / impressions
            weight = 0.5 ** (today - slot["day"]).days
            row = found[slot["promo"] if by == "promo" else self._newest(slot["promo"]).get(by)]
            row["impressions"] += slot["impressions"]
            row["clicks"] += slot["clicks"]
            row["expected_clicks"] += expected
            row["weighed_clicks"] += weight * slot["clicks"]
            row["weighed_expected"] += weight * expected
        return found

    def _newest(self, promo: str) -> Row:
        same = [row for row in self.tables["promos"] if row["id"] == promo]
        return max(same, key=lambda row: int(row["version"]), default={})

    def fills(self, by: str, since: date, until: date, site: str | None) -> dict[Any, list[int]]:
        """Return by value: filled and unfilled slots of decisions that count."""
        counts: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
        for place, table in enumerate(("slots", "unfilled")):
            for row in self.tables[table]:
                decision = self.decisions[row["decision"]]
                if _counts(decision) and _is_asked(decision, since, until, site):
                    key = row.get("reason") if by == "reason" else _key(decision | row, by)
                    counts[key][place] += 1
        return counts

    def events(self, by: str, since: date, until: date, site: str | None) -> dict[Any, list[int]]:
        """Return by value: events, and invalid ones, previews left out."""
        counts: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
        for row in self.tables["events"]:
            decision = self.decisions[row["decision"]]
            reason = row["invalid"] or decision["invalid"]
            if decision["origin"] == "preview" or reason == "preview":
                continue
            if _is_asked(decision, since, until, site):
                key = reason if by == "reason" else (decision | row)[by]
                counts[key][0] += row["count"]
                counts[key][1] += row["count"] if reason else 0
        return counts

    def _shown(self) -> list[Row]:
        told: dict[Any, dict[Any, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for event in self.tables["events"]:
            if event["invalid"] is None and event["event"] in {"impression", "view", "click"}:
                told[tuple(event[n] for n in SLOT)][event["view_id"]].append(event)
        measured = self._measured(told)
        shown = []
        for slot in self.tables["slots"]:
            decision = self.decisions[slot["decision"]]
            views = told.get(tuple(slot[name] for name in SLOT), {})
            if not _counts(decision) or not views:
                continue
            place = (decision["utc_day"], decision["site"], slot["placement"])
            counts: dict[str, int] = defaultdict(int)
            for events in views.values():
                for name, number in _page_view(events, is_measured=place in measured).items():
                    counts[name] += number
            shown.append(decision | slot | counts | self._facts(slot, decision))
        for slot in shown:
            slot["value"] = slot["value_micros"]
        return shown

    def _measured(self, told: Any) -> set[Any]:
        places = set()
        for (decision_id, placement, _), views in told.items():
            decision = self.decisions[decision_id]
            events = [event for some in views.values() for event in some]
            if _counts(decision) and any(event["event"] == "view" for event in events):
                places.add((decision["utc_day"], decision["site"], placement))
        return places

    def _facts(self, slot: Row, decision: Row) -> Row:
        same = [row for row in self.tables["promos"] if row["id"] == slot["promo"]]
        exact = [row for row in same if row["version"] == slot["promo_version"]]
        promo = exact[0] if exact else self._newest(slot["promo"])
        value = slot["value_micros"]
        return {
            "kind": promo.get("kind"),
            "source": promo.get("source"),
            "value_micros": promo.get("value_micros") if value is None else value,
            "section": self._section(decision),
        }

    def _section(self, decision: Row) -> str | None:
        key = (decision["site"], decision["article"])
        same = [row for row in self.tables["articles"] if (row["site"], row["id"]) == key]
        exact = [row for row in same if row["version"] == decision["article_version"]]
        for row in [*exact, *sorted(same, key=lambda row: -row["version"])]:
            if row["category"] is not None:
                return str(row["category"])
        return None


def _page_view(events: list[Row], *, is_measured: bool) -> dict[str, int]:
    sums = dict.fromkeys(("impression", "view", "click"), 0)
    for event in events:
        sums[event["event"]] += event["count"]
    shown = max(sums.values())
    ways = {event["way"] for event in events}
    told = sums["view"] > 0 or (is_measured and ("script" in ways or ways == {None}))
    return {
        "impressions": shown,
        "views": sums["view"],
        "clicks": sums["click"],
        "measurable": shown if told else 0,
        "measured_clicks": sums["click"] if told else 0,
    }


def _counts(decision: Row) -> bool:
    return decision["invalid"] is None and decision["origin"] != "preview"


def _is_asked(decision: Row, since: date, until: date, site: str | None) -> bool:
    return since <= decision["day"] <= until and site in {None, decision["site"]}


def _place(slot: Row) -> tuple[Any, ...]:
    return tuple(slot[name] for name in ("utc_day", "day", "site", "placement", "position"))


def _key(row: Row, by: str) -> Any:
    if by == "total":
        return None
    if by == "placement":
        return (row["placement"], row["site"])
    if by == "position":
        return (row["position"] + 1, row["placement"], row["site"])
    if by == "article":
        return (row["article"], row["site"])
    return row[by]


def _figures(slots: list[Row]) -> Row:
    names = ("impressions", "views", "clicks", "measurable", "measured_clicks")
    figures: Row = {name: sum(slot[name] for slot in slots) for name in names}
    most: dict[str, int] = defaultdict(int)
    for slot in slots:
        most[slot["decision"]] = max(most[slot["decision"]], slot["impressions"])
    priced = [slot for slot in slots if slot["value"] is not None]
    earned = sum(slot["clicks"] * slot["value"] for slot in priced)
    thousands = sum(slot["impressions"] for slot in priced) / 1000
    return figures | {
        "decisions": len(most),
        "page_views": sum(most.values()),
        "ctr": _over(figures["clicks"], figures["impressions"]),
        "viewable_rate": _over(figures["views"], figures["measurable"]),
        "vctr": _over(figures["measured_clicks"], figures["views"]),
        "revenue": earned if priced else None,
        "ecpm": round(earned / thousands) if priced else None,
        "value": 1000 * earned / figures["impressions"] if priced else None,
    }


def _over(part: int, of: int) -> float | None:
    return part / of if of else None


def days_of(recount: Recount) -> list[date]:
    """Return every local day with a decision, and the ones beside it."""
    days = {row["day"] for row in recount.decisions.values()}
    return [min(days) - timedelta(days=1) + timedelta(days=n) for n in range(len(days) + 3)]

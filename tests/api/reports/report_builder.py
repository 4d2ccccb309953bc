"""Reports with figures that one can check in the head, and a desk that gives them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.reports.report_json import ask_of_json, json_of_table
from data.reports.definitions import DEFINITIONS, day_meaning
from data.reports.report_ask import ReportAsk
from data.reports.report_columns import TITLES, columns_of
from data.reports.report_table import Cell, Estimate, ReportTable, Row
from recommender.errors import ChirashiError
from tests.builders import NOON

UNTIL = date(2026, 11, 2)
PERFORMANCE = {
    "decisions": 5_000,
    "page_views": 9_000,
    "impressions": 10_000,
    "views": 6_000,
    "clicks": 200,
    "ctr": Estimate(0.02, 0.018, 0.0222),
    "viewable_rate": Estimate(0.6, 0.58, 0.62),
    "vctr": Estimate(0.0333, 0.03, 0.0366),
    "revenue": 123_450_000,
    "ecpm": Estimate(12_345_000, 11_000_000, 13_000_000),
}
LIFT = {
    "decisions": 4_000,
    "impressions": 8_000,
    "clicks": 180,
    "ctr": Estimate(0.0225, 0.02, 0.025),
    "other_decisions": 500,
    "other_impressions": 1_000,
    "other_clicks": 19,
    "other_ctr": Estimate(0.019, 0.012, 0.026),
    "lift": Estimate(1.18, 1.09, 1.28),
    "value": Estimate(4_500_000, 4_000_000, 5_000_000),
    "other_value": Estimate(3_000_000, 2_000_000, 4_000_000),
    "value_lift": Estimate(1.5, 1.1, 2.3),
}
TREND = {
    "impressions": 1_000,
    "clicks": 40,
    "expected_clicks": 20,
    "trend": Estimate(2.0, 1.5, 2.6),
}
UNFILLED = {
    "requested": 2_000,
    "filled": 1_900,
    "unfilled": 100,
    "unfilled_share": Estimate(0.05),
    "fill_rate": Estimate(0.95),
}
EXPLORED = {"pages": 640, "given_up": Estimate(0.05, 0.04, 0.06)}
INVALID = {"events": 1_000, "invalid": 30, "share": Estimate(0.03)}
FIGURES: Mapping[str, Mapping[str, Cell]] = {
    "performance": PERFORMANCE,
    "lift": LIFT,
    "trending": TREND,
    "unfilled": UNFILLED,
    "exploration": EXPLORED,
    "invalid": INVALID,
}
KEYS: Mapping[str, Sequence[tuple[Cell, ...]]] = {
    "kind": [("offer",), ("story",), (None,)],
    "day": [("2026-10-31",), ("2026-11-01",), ("2026-11-02",)],
    "promo": [("ribs-1", "A free drink", "offer", "ribs"), ("story-1", None, "story", "blog")],
    "arm": [("learned",), ("control",)],
    "total": [("control",), ("baseline",)],
}


def an_ask(name: str = "performance", **changes: Any) -> ReportAsk:
    """Return an ask of 28 days up to 2 November."""
    days = {"since": date(2026, 10, 6), "until": UNTIL}
    return ReportAsk(name=name, **(days | changes))


def a_table(ask: ReportAsk | None = None, **changes: Any) -> ReportTable:
    """Return a table with two or three rows of the same figures, and their total."""
    ask = ask or an_ask(by="kind")
    keys, measures = columns_of(ask.name, ask.dimension)
    names = [column.name for column in measures]
    figures = tuple(FIGURES[ask.name][name] for name in names)
    some: Sequence[tuple[Cell, ...]] = [tuple(f"{key.name}-1" for key in keys)]
    given: dict[str, Any] = {
        "name": ask.name,
        "by": ask.dimension,
        "title": TITLES[ask.name],
        "since": ask.since,
        "until": ask.until,
        "site": ask.site,
        "time_zones": ("Asia/Tokyo",),
        "as_of": NOON,
        "keys": len(keys),
        "columns": (*keys, *measures),
        "rows": tuple(Row(key + figures) for key in KEYS.get(ask.dimension, some)),
        "total": Row(("All", *(None,) * (len(keys) - 1), *figures)),
        "definitions": (*DEFINITIONS[ask.name], day_meaning(("Asia/Tokyo",))),
    }
    return ReportTable(**(given | changes))


class FakeDesk:
    """Gives tables at once, and remembers what it was asked; `drawn` stands for every chart."""

    def __init__(
        self,
        *tables: ReportTable,
        fails: ChirashiError | None = None,
        drawn: str | None = "<svg></svg>",
    ) -> None:
        self._tables = {(table.name, table.by): table for table in tables}
        self._fails = fails
        self._drawn = drawn
        self.asks: list[ReportAsk] = []

    async def answer(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """Answer as the report process would."""
        if self._fails is not None:
            raise self._fails
        if "charts" in question:
            return {"drawings": [self._drawn for _ in question["charts"]]}
        asks = [ask_of_json(told) for told in question["asks"]]
        self.asks += asks
        return {"tables": [json_of_table(self._table(ask)) for ask in asks]}

    async def close(self) -> None:
        """There is nothing to end."""

    def _table(self, ask: ReportAsk) -> ReportTable:
        return self._tables.get((ask.name, ask.dimension)) or a_table(ask)

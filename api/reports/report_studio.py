"""What the report process does: makes tables from the lake, and pictures of figures."""

import json
import os
from collections import OrderedDict
from datetime import UTC, datetime
from math import inf
from time import monotonic
from typing import Any

from api.reports.report_chart import chart_of_json
from api.reports.report_failures import failure_of
from api.reports.report_json import ask_of_json, json_of_table
from data.lake.engine import Embedded
from data.lake.lake_store import Lake
from data.reports.reporting import report
from recommender.errors import ChirashiError

KEPT_SECONDS = 60
MOST_KEPT = 32
# Of a machine's cores and memory, reports leave most to the pages; what needs more is spilled.
MEMORY = "25%"
THREADS = max(1, (os.cpu_count() or 2) // 2)


class Studio:
    """Answers the questions of one worker."""

    def __init__(self, *, lake_url: str, engine: str) -> None:
        self._lake_url, self._engine = lake_url, engine
        self._lake: Lake | None = None
        self._kept: OrderedDict[str, tuple[float, dict[str, Any]]] = OrderedDict()

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """Return tables for `asks`, drawings for `charts`, or the failure that is told."""
        try:
            if "charts" in question:
                return {"drawings": [_drawing(chart) for chart in question["charts"]]}
            return {"tables": [self._table(ask, question["zones"]) for ask in question["asks"]]}
        except ChirashiError as error:
            return failure_of(error)

    def _table(self, told: dict[str, Any], zones: dict[str, str]) -> dict[str, Any]:
        """Return a report, at most a minute old: a page's next tab asks for most of it."""
        question = json.dumps([told, zones], sort_keys=True)
        made_at, table = self._kept.pop(question, (-inf, {}))
        if monotonic() - made_at > KEPT_SECONDS:
            made_at, table = monotonic(), self._made(told, zones)
        self._kept[question] = (made_at, table)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return table

    def _made(self, told: dict[str, Any], zones: dict[str, str]) -> dict[str, Any]:
        asked, now = ask_of_json(told), datetime.now(UTC)
        return json_of_table(report(self._opened(), asked, now=now, zones=zones))

    def _opened(self) -> Lake:
        if self._lake is None:
            lake = Lake(self._lake_url, engine=self._engine)
            if isinstance(lake.engine, Embedded):
                for setting in (f"threads = {THREADS}", f"memory_limit = '{MEMORY}'"):
                    lake.engine.connection.raw_sql(f"SET {setting}")
            self._lake = lake
        return self._lake


def _drawing(told: dict[str, Any]) -> str:
    # Altair and its drawing take their time to load, and a file of figures needs neither.
    from api.reports.chart_drawing import svg_of

    return svg_of(chart_of_json(told))

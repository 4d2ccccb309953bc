"""What the reports' doors of a worker share, wired."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from api.edge.gate import Gate
from api.reports.report_desk import ReportDesk
from api.reports.report_room import ReportRoom
from api.reports.reports_entry import ReportsEntry
from api.settings import ServeSettings
from data.operational.catalogue import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportParts:
    """The room where reports are had, and who may come in."""

    room: ReportRoom
    entry: ReportsEntry


def report_parts(
    settings: ServeSettings, catalogue: Catalogue, *, gate: Gate, now: Callable[[], datetime]
) -> ReportParts:
    """Return the parts; no process is started before a report is asked for."""
    opening = {
        "lake_url": settings.storage.lake_url,
        "engine": settings.storage.engine,
        "deadline_seconds": settings.report_seconds,
    }
    desk = ReportDesk(opening, deadline_seconds=settings.report_seconds)
    return ReportParts(
        room=ReportRoom(desk=desk, catalogue=catalogue, now=now),
        entry=ReportsEntry(gate, is_open=settings.reports_are_open),
    )

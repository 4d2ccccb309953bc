"""The report process itself, over a real lake: it answers, draws, and says what it cannot read."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.reports.report_chart import Chart, Shape, json_of_chart
from api.reports.report_desk import Answer, ReportDesk
from api.reports.report_json import json_of_ask, table_of_json
from api.reports.report_studio import Studio
from data.lake.lake_store import Lake
from recommender.errors import Invalid, NotFound
from tests.api.reports.report_builder import an_ask
from tests.lake_rows import a_decision_row, a_slot_row, an_event_row, as_table

CLICKED = 30
SHOWN = 100
ZONES = {"daily": "Asia/Tokyo"}
CHART = Chart(shape=Shape.ROWS, points=(("offer", 0.3, 0.2, 0.4),), width=340)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Return a lake of a hundred pages with one slot each, of which thirty were clicked."""
    lake = Lake((tmp_path / "lake").as_uri())
    decisions = [a_decision_row(number) for number in range(SHOWN)]
    slots = [a_slot_row(decision) for decision in decisions]
    events = [an_event_row(slot, "impression") for slot in slots]
    events += [an_event_row(slot, "click") for slot in slots[:CLICKED]]
    for name, rows in (("decisions", decisions), ("slots", slots), ("events", events)):
        lake.append(name, as_table(*rows), name="shown")
    return lake


def with_desk(lake: Lake, steps: Callable[[ReportDesk], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        opening = {"lake_url": lake.url, "engine": "duckdb", "deadline_seconds": 60}
        desk = ReportDesk(opening, deadline_seconds=60)
        try:
            return await steps(desk)
        finally:
            await desk.close()

    return asyncio.run(run())


def asked(*names: str) -> dict[str, Any]:
    days = {"since": date(2026, 11, 1), "until": date(2026, 11, 3)}
    return {"asks": [json_of_ask(an_ask(name, **days)) for name in names], "zones": ZONES}


def test_it_counts_what_lies_in_the_lake_and_draws(lake: Lake) -> None:
    async def steps(desk: ReportDesk) -> tuple[Answer, Answer]:
        return (
            await desk.answer(asked("performance", "invalid")),
            await desk.answer({"charts": [json_of_chart(CHART)]}),
        )

    counted, drawn = with_desk(lake, steps)
    tables = [table_of_json(told) for told in counted["tables"]]
    assert [table.name for table in tables] == ["performance", "invalid"]
    performance = counted["tables"][0]
    assert (performance["total"]["impressions"], performance["total"]["clicks"]) == (SHOWN, CLICKED)
    assert drawn["drawings"][0].startswith("<svg")


def test_what_cannot_be_asked_is_told_and_the_next_is_answered(lake: Lake) -> None:
    async def steps(desk: ReportDesk) -> Answer:
        with pytest.raises(NotFound, match="weather"):
            await desk.answer(asked("weather"))
        return await desk.answer(asked("performance"))

    assert with_desk(lake, steps)["tables"]


@pytest.mark.parametrize("cut", [0.0, 0.5, 0.99])
def test_a_file_cut_short_is_named_with_what_to_do(lake: Lake, tmp_path: Path, cut: float) -> None:
    file = next((tmp_path / "lake" / "events").rglob("*.parquet"))
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * cut)])
    answer = Studio(lake_url=lake.url, engine="duckdb").answer(asked("performance"))
    notes = [note for note in answer["tables"][0]["notes"] if file.name in note]
    assert notes
    assert all("restore it from a backup" in note for note in notes)


def test_the_same_report_is_given_again_for_a_while(lake: Lake) -> None:
    studio = Studio(lake_url=lake.url, engine="duckdb")
    first, again = (studio.answer(asked("lift"))["tables"][0] for _ in range(2))
    assert again["as_of"] == first["as_of"]
    assert studio.answer(asked("lift") | {"zones": {}})["tables"][0]["as_of"] != first["as_of"]


def test_an_engine_that_there_is_not_is_told() -> None:
    answer = Studio(lake_url="file:///nowhere", engine="abacus").answer(asked("performance"))
    assert (answer["failure"], "CHIRASHI_ENGINE" in answer["words"]) == ("Unavailable", True)


def test_an_empty_lake_is_an_empty_report(tmp_path: Path) -> None:
    studio = Studio(lake_url=(tmp_path / "lake").as_uri(), engine="duckdb")
    for told in studio.answer(asked("performance", "lift", "trending"))["tables"]:
        table = table_of_json(told)
        assert (table.rows, bool(table.notes)) == ((), True)


def test_invalid_words_keep_their_pointer(lake: Lake) -> None:
    question = asked("lift")
    question["asks"][0]["by"] = "moon"

    async def steps(desk: ReportDesk) -> None:
        with pytest.raises(Invalid) as caught:
            await desk.answer(question)
        assert caught.value.pointer == "/by"

    with_desk(lake, steps)

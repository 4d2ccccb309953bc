"""The drain: inboxes come into the lake once, whatever order, repetition or clock they bear."""

from pathlib import Path

import pytest

from data.inbox.packed import EventKind, Way
from tests.builders import NOON
from tests.data.draining.told_home import Page, ToldHome

IMPRESSION, VIEW, CLICK = EventKind.IMPRESSION, EventKind.VIEW, EventKind.CLICK


@pytest.fixture
def home(tmp_path: Path) -> ToldHome:
    return ToldHome(tmp_path)


def test_a_page_and_what_a_reader_did_come_into_the_lake(home: ToldHome) -> None:
    page, teller = Page(number=1), home.teller()
    teller.note(page)
    teller.tell(page.event(0, IMPRESSION), page.event(0, CLICK, way=Way.REDIRECT))
    home.drain_all()
    (decision,) = home.rows("decisions")
    assert decision["decided_at"] == NOON
    place = [decision[name] for name in ("site", "article", "article_version", "model", "snapshot")]
    assert place == ["daily", "2026/11/02/harbour", 1, "2026-11-01T02-00", "7"]
    reader = [decision[name] for name in ("country", "region", "device", "language", "local_hour")]
    assert reader == ["JP", "13", "mobile", "en", 21]
    how = [decision[name] for name in ("mode", "origin", "arm", "rung", "policy", "invalid")]
    assert how == ["per_view", "browser", "learned", "learned", "learned", None]
    slots = home.rows("slots")
    assert [(row["placement"], row["position"], row["promo"]) for row in slots] == [
        ("footer", 0, "story-1"),
        ("footer", 1, "story-2"),
        ("footer", 2, "story-3"),
    ]
    assert [row["propensity"] for row in slots] == [page.propensity(at) for at in range(3)]
    assert {(row["promo_version"], row["eligible"]) for row in slots} == {(1, 9)}
    events = home.rows("events")
    assert {(row["event"], row["way"], row["promo"]) for row in events} == {
        ("impression", "script", "story-1"),
        ("click", "redirect", "story-1"),
    }
    assert {row["decision"] for row in events} == {decision["decision"]}
    assert [row["id"] for row in home.rows("promos")] == ["story-1", "story-2", "story-3"]
    assert [row["title"] for row in home.rows("articles")] == ["Harbour reopens"]

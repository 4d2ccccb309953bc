"""The drain: inboxes come into the lake once, whatever order, repetition or clock they bear."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from data.inbox.packed import EventKind, InvalidReason, Origin, Way
from recommender.domain import Arm, TokenMode
from recommender.keys import key_of
from tests.builders import NOON, a_promo
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


def told(home: ToldHome) -> list[tuple[Any, ...]]:
    rows = home.rows("events")
    found = [
        tuple(row[name] for name in ("event", "position", "view_id", "invalid")) for row in rows
    ]
    return sorted(found, key=str)


def test_an_event_of_a_page_view_counts_once_whatever_its_view_and_inbox(home: ToldHome) -> None:
    page, one, other = Page(number=1), home.teller("a1"), home.teller("b1")
    one.note(page)
    one.tell(page.event(0, CLICK, view="v1"), page.event(0, CLICK, view="v2"))
    one.tell(page.event(0, CLICK))
    other.tell(page.event(0, CLICK, view="v3"), page.event(0, VIEW))
    home.drain_all()
    home.started()
    other.tell(page.event(0, CLICK), page.event(0, VIEW))
    home.drain_all()
    assert told(home) == [("click", 0, None, None), ("view", 0, None, None)]
    assert home.state().counts["events.counted"] == 2
    assert home.state().counts["events.duplicate"] == 5


def test_a_cached_token_counts_once_for_each_view(home: ToldHome) -> None:
    page, teller = Page(number=1, mode=TokenMode.CACHED), home.teller()
    teller.note(page)
    teller.tell(*(page.event(0, CLICK, view=view) for view in ("v1", "v2", "v1", None, None)))
    home.drain_all()
    home.started()
    teller.tell(*(page.event(0, CLICK, view=view) for view in ("v2", "v3", None)))
    home.drain_all()
    assert len(told(home)) == 4
    assert len({view for _, _, view, _ in told(home)}) == 4


def test_events_wait_for_the_round_after_they_were_seen(home: ToldHome) -> None:
    page, teller = Page(number=1), home.teller()
    teller.tell(page.event(0, CLICK))
    assert home.drainer.drain()
    assert home.rows("events") == []
    # What was decided before the click is on the disk by now.
    teller.note(page)
    assert home.drainer.drain()
    assert len(home.rows("events")) == 1
    assert [row["policy"] for row in home.rows("decisions")] == ["learned"]


def test_a_lost_decision_is_made_out_from_its_tokens(home: ToldHome) -> None:
    page, teller = Page(number=1, arm=Arm.CONTROL), home.teller()
    teller.tell(page.event(2, IMPRESSION), page.event(2, CLICK))
    home.drain_all()
    home.started()
    teller.tell(page.event(0, IMPRESSION))
    home.drain_all()
    (decision,) = home.rows("decisions")
    assert (decision["policy"], decision["arm"]) == ("recovered", "control")
    place = [decision[name] for name in ("decision", "site", "article", "article_version")]
    assert place == [page.decision, "daily", "2026/11/02/harbour", 1]
    slots = sorted(home.rows("slots"), key=lambda row: int(row["position"]))
    assert [(row["position"], row["promo"], row["promo_version"]) for row in slots] == [
        (0, "story-1", 1),
        (2, "story-3", 1),
    ]
    assert [row["propensity"] for row in slots] == [page.propensity(0), page.propensity(2)]
    assert home.state().counts["decisions.recovered"] == 1


@pytest.mark.parametrize("restarts", [0, 1])
def test_a_decision_that_comes_after_it_was_made_out_brings_what_lacks(
    home: ToldHome, restarts: int
) -> None:
    page, teller = Page(number=1), home.teller()
    teller.tell(page.event(1, CLICK))
    home.drain_all()
    for _ in range(restarts):
        home.started()
    teller.note(page)
    home.drain_all()
    teller.tell(page.event(0, CLICK), page.event(1, CLICK))
    home.drain_all()
    assert [row["policy"] for row in home.rows("decisions")] == ["recovered"]
    assert sorted(row["position"] for row in home.rows("slots")) == [0, 1, 2]
    assert told(home) == [("click", 0, None, None), ("click", 1, None, None)]
    assert home.state().counts["decisions.known"] == 1


def test_times_lie_between_the_decision_and_the_receipt(home: ToldHome) -> None:
    page, teller = Page(number=1), home.teller()
    year_1, year_9999 = -62_135_596_800_000, 253_402_300_799_999
    teller.note(page)
    for position, at_ms in enumerate((year_1, year_9999, 2**63 - 1)):
        teller.tell(page.event(position, VIEW, at_ms=at_ms))
    home.drain_all()
    rows = sorted(home.rows("events"), key=lambda row: int(row["position"]))
    later = NOON + timedelta(seconds=1)
    assert [row["happened_at"] for row in rows] == [NOON, later, later]
    assert {row["received_at"] for row in rows} == {later}


def test_a_clock_set_back_an_hour_loses_and_doubles_nothing(home: ToldHome) -> None:
    page, teller = Page(number=1), home.teller()
    teller.note(page)
    teller.tell(page.event(0, IMPRESSION))
    home.drain_all()
    before = NOON - timedelta(hours=1)
    home.now = before
    earlier = Page(number=2, at=before)
    teller.note(earlier)
    teller.tell(page.event(0, IMPRESSION), page.event(0, CLICK, at=before, received=before))
    teller.tell(earlier.event(0, IMPRESSION))
    home.drain_all()
    rows = home.rows("events")
    assert len(rows) == 3
    assert {row["event"] for row in rows} == {"impression", "click"}
    assert all(row["happened_at"] <= row["received_at"] for row in rows)
    assert len(home.rows("decisions")) == 2


def test_a_clock_that_was_a_day_ahead_is_no_reason_to_forget(home: ToldHome) -> None:
    page, teller = Page(number=1), home.teller()
    teller.note(page)
    teller.tell(page.event(0, CLICK))
    home.drain_all()
    for hours in (40, 0):
        home.now = NOON + timedelta(hours=hours)
        home.drain_all()
    teller.tell(page.event(0, CLICK))
    home.drain_all()
    assert len(home.rows("events")) == 1
    assert [row["policy"] for row in home.rows("decisions")] == ["learned"]


def test_what_does_not_count_is_kept_with_its_reason_and_stands_in_nobodys_way(
    home: ToldHome,
) -> None:
    page, teller = Page(number=1), home.teller()
    teller.note(page)
    teller.tell(*[page.event(0, CLICK, invalid=InvalidReason.PREFETCH)] * 3)
    teller.tell(page.event(0, CLICK))
    home.drain_all()
    assert told(home) == [("click", 0, None, "prefetch"), ("click", 0, None, None)]
    assert home.state().counts["events.prefetch"] == 1


def test_the_policy_of_a_decision_follows_from_its_arm_and_rung(home: ToldHome) -> None:
    teller = home.teller()
    teller.note(*(Page(number=at, arm=arm) for at, arm in enumerate(Arm)))
    home.drain_all()
    assert {row["arm"]: row["policy"] for row in home.rows("decisions")} == {
        "learned": "learned",
        "canary": "learned",
        "baseline": "popularity",
        "control": "uniform",
    }


def test_a_preview_never_counts(home: ToldHome) -> None:
    page, teller = Page(number=1, origin=Origin.PREVIEW), home.teller()
    teller.note(page)
    teller.tell(page.event(0, CLICK))
    home.drain_all()
    assert told(home) == [("click", 0, None, "preview")]
    assert [row["invalid"] for row in home.rows("decisions")] == ["preview"]


def test_the_inbox_of_a_worker_that_is_gone_is_drained_and_deleted(home: ToldHome) -> None:
    gone, alive = home.teller("a1"), home.teller("b1")
    for number, teller in enumerate((gone, alive)):
        teller.note(Page(number=number))
        teller.tell(Page(number=number).event(0, CLICK))
    gone.end()
    home.drain_all()
    assert len(home.rows("events")) == 2
    assert {path.stem for path in home.inboxes.iterdir()} == {"b1"}


def test_an_inbox_that_was_never_finished_goes(home: ToldHome) -> None:
    home.inboxes.mkdir()
    (home.inboxes / "a1.inbox").write_bytes(b"")
    assert home.drainer.drain()
    assert list(home.inboxes.glob("*.inbox")) == []


def test_an_article_that_no_catalogue_knows_has_the_name_that_was_sent(home: ToldHome) -> None:
    key = key_of("daily", "sent/along")
    known, unknown = Page(number=1, article=key, article_version=0), Page(number=2, article=key + 1)
    teller = home.teller()
    teller.note(known, unknown, articles=[(key, "daily", "sent/along"), (key + 1, "daily", "x")])
    home.drain_all()
    articles = [(row["article"], row["article_version"]) for row in home.rows("decisions")]
    assert sorted(articles, key=str) == [("sent/along", None), (None, 1)]
    assert home.rows("articles") == []


def test_each_version_that_was_served_comes_into_the_lake_once(home: ToldHome) -> None:
    teller = home.teller()
    teller.note(Page(number=1, promos=(1,)))
    home.drain_all()
    home.catalogue.promos.put(a_promo(id="story-1", title="A new title"))
    home.catalogue.promos.delete("story-1")
    home.started()
    teller.note(Page(number=2, promos=(1,)))
    teller.tell(Page(number=3, promos=(1,)).event(0, CLICK))
    home.drain_all()
    rows = {(row["version"], row["title"]) for row in home.rows("promos")}
    # The lost decision was made before the title was new.
    assert rows == {(1, "Title of story-1")}
    assert len(home.rows("promos")) == 1


def test_numbers_of_a_catalogue_that_is_gone_are_told_as_numbers(home: ToldHome) -> None:
    teller = home.teller()
    teller.note(Page(number=1, promos=(77,), placement=66, model=55))
    home.drain_all()
    (slot,) = home.rows("slots")
    assert (slot["promo"], slot["placement"]) == ("#77", "#66")
    assert [row["model"] for row in home.rows("decisions")] == [None]

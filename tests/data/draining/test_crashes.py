"""Wherever a keeper dies, its next one leaves the lake of a keeper that never died."""

import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.inbox.packed import EventKind
from data.operational.catalogue import Catalogue
from recommender.domain import TokenMode
from recommender.errors import Unavailable
from tests.data.draining.crashing import Died, dying_at
from tests.data.draining.told_home import Page, Teller, ToldHome, a_catalogue

IMPRESSION, CLICK = EventKind.IMPRESSION, EventKind.CLICK
HOURS = 3
LOST = Page(number=99)
CACHED = Page(number=98, mode=TokenMode.CACHED)


class Newspaper:
    """Two workers of a home: one that lives on, and one that ends after every hour."""

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self.home = ToldHome(folder, catalogue=catalogue)
        self.hour = 0
        self.steady = self.home.teller("b1")
        self.steady.note(CACHED)

    def next_hour(self) -> None:
        """Tell duplicates within and between inboxes, a lost decision's slots, an empty slot."""
        if self.hour == HOURS:
            return
        hour = self.hour = self.hour + 1
        brief = self.home.teller(f"a{hour}")
        pages = [Page(number=10 * hour + at, promos=(1, 2, 0)[: at + 1]) for at in range(3)]
        sampled = {"decision": pages[0].decision, "promos": [1, 2, 3], "weights": [4, 2, 1]}
        brief.note(*pages[:2], candidates=[sampled])
        self.steady.note(pages[2])
        for teller, view in ((brief, "v1"), (self.steady, f"v{hour}"), (brief, "v1")):
            self._tell(teller, pages, view)
        brief.end()

    def _tell(self, teller: Teller, pages: list[Page], view: str) -> None:
        teller.tell(*(page.event(0, IMPRESSION) for page in pages))
        teller.tell(CACHED.event(1, CLICK, view=view))
        teller.tell(*(LOST.event(position, IMPRESSION) for position in range(self.hour)))
        teller.tell(LOST.event(0, (IMPRESSION, CLICK, EventKind.VIEW)[self.hour - 1]))

    def end(self) -> dict[str, Counter[str]]:
        """Let the hours pass, drain all, and return the rows of every table."""
        while self.hour < HOURS:
            self.next_hour()
        self.steady.end()
        self.home.started()
        for _ in range(3):
            assert self.home.drainer.drain(), self.home.state().problems
        assert list(self.home.inboxes.iterdir()) == []
        found = self.home.everything()
        return {table: Counter(map(repr, rows)) for table, rows in found.items()}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return a_catalogue(tmp_path_factory.mktemp("catalogue"))


@pytest.fixture(scope="module")
def whole(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the lake of a keeper that did not die."""
    return Newspaper(tmp_path_factory.mktemp("whole"), catalogue).end()


def test_nothing_is_doubled_by_a_keeper_that_does_not_die(whole: Any) -> None:
    assert {table: sum(rows.values()) for table, rows in whole.items()} == {
        "decisions": 3 * HOURS + 2,
        "slots": 5 * HOURS + 6,
        "unfilled": HOURS,
        "events": 3 * HOURS + HOURS + HOURS + 2,
        "candidates": HOURS,
        "promos": 3,
        "articles": 1,
    }
    assert {count for rows in whole.values() for count in rows.values()} == {1}


STEPS = st.lists(st.integers(0, 35), min_size=1, max_size=5)


@settings(max_examples=15, deadline=None)
@given(deaths=STEPS, waits=st.lists(st.integers(0, 2), min_size=5, max_size=5))
def test_a_keeper_that_dies_anywhere_any_number_of_times_loses_and_doubles_nothing(
    catalogue: Catalogue, whole: Any, deaths: list[int], waits: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paper = Newspaper(Path(folder), catalogue)
        paper.next_hour()
        for step, hours in zip(deaths, waits, strict=False):
            with suppress(Died), dying_at(step):
                paper.home.started()
                for _ in range(3):
                    paper.home.drainer.drain()
            for _ in range(hours):
                paper.next_hour()
        assert paper.end() == whole


@settings(max_examples=10, deadline=None)
@given(deaths=STEPS)
def test_a_disk_that_refuses_anywhere_loses_and_doubles_nothing(
    catalogue: Catalogue, whole: Any, deaths: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paper = Newspaper(Path(folder), catalogue)
        paper.next_hour()
        for step in deaths:
            with dying_at(step, of=Unavailable("no space left")):
                for _ in range(3):
                    paper.home.drainer.drain()
            paper.next_hour()
        assert paper.end() == whole

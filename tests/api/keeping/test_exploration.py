"""The keeper finds how warmly placements are drawn, and what exploring has spent."""

from collections.abc import Sequence
from math import log
from pathlib import Path
from random import Random

import numpy as np
import pytest

from api.keeping.exploration import FEWEST_PAGES, Exploration
from api.keeping.exploration_log import ExplorationLog
from api.snapshots.online_watch import OnlineWatch
from data.draining.decision_words import words_of_packed
from data.draining.recent_decisions import RecentDecisions
from data.inbox.noted_decisions import Group, packed_group, unpacked_group
from data.inbox.packed import SLOT, SLOT_END, SLOT_PART
from data.lake.engine import fetch
from data.lake.lake_store import Lake
from data.snapshot_store import SnapshotStore
from recommender.domain import Arm
from recommender.keys import key_of
from tests.api.published import current
from tests.api.served_home import ServedHome, a_served_home
from tests.api.snapshots.test_online_watch import publish, some_weights
from tests.builders import NOON, a_promo
from tests.data.draining.told_home import Page
from tests.model_builder import a_learned, a_side

RATES = (0.5, 0.25, 0.2)
FOOTER, NATIVE = ("daily", "footer"), ("daily", "in-article")


def a_home(folder: Path, *, rates: Sequence[float] = RATES) -> ServedHome:
    """Return a home whose promos, numbered from 1, are clicked as RATES say, theta 1 and 0.8."""
    logits = {f"promo:p{at}": (0.0, log(rate / (1 - rate))) for at, rate in enumerate(rates, 1)}
    learned = a_learned(
        visit_side=a_side({"category:world": (0.0, 0.0)}),
        promo_side=a_side(logits),
        deviation={},
        deviation_unseen=0.0,
    )
    promos = [a_promo(id=f"p{at}") for at in range(1, len(rates) + 1)]
    return a_served_home(folder, promos=promos, learned=learned)


def exploration(home: ServedHome, *pages: Page, budget: float = 0.05) -> Exploration:
    recent = RecentDecisions()
    if pages:
        group = unpacked_group(packed_group(Group([page.record() for page in pages], [], [])))
        recent.note(group.heads, group.slots, words_of_packed(group.heads["decision"]).low)
    return _made(home, recent, budget=budget)


def _made(home: ServedHome, recent: RecentDecisions, *, budget: float) -> Exploration:
    online = OnlineWatch(SnapshotStore(Path(home.values["CHIRASHI_HOME"]) / "online"))
    return Exploration(
        recent,
        store=home.store,
        online=online,
        budget=budget,
        dice=Random,
        now=lambda: home.clock.at,
    )


def number_of(home: ServedHome, place: tuple[str, str]) -> int:
    return current(home).placement_numbers[place]


def test_what_pages_showed_is_compared_with_what_was_best(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    footer = number_of(home, FOOTER)
    pages = [
        Page(number=1, placement=footer, promos=(1, 2)),
        Page(number=2, placement=footer, promos=(3, 2), arm=Arm.CONTROL),
        Page(number=3, placement=footer, promos=(2, 1), arm=Arm.BASELINE),
    ]
    rows = {row.arm: row for row in exploration(home, *pages).look()}
    value = current(home).snapshot.promos.value_micros[0]
    shown = {arm: row.shown / value for arm, row in rows.items()}
    assert shown == pytest.approx({"learned": 0.7, "control": 0.4, "baseline": 0.65})
    for row in rows.values():
        assert (row.site, row.placement, row.pages, row.weight) == (*FOOTER, 1, 1)
        assert row.best / value == pytest.approx(0.7)
        assert row.shown_x_best == pytest.approx(row.shown * row.best)
    assert rows["learned"].temperature == 0.25
    assert rows["control"].temperature is None


def test_what_stands_on_the_page_already_could_not_have_been_better(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    native, footer = number_of(home, NATIVE), number_of(home, FOOTER)
    page = Page(number=1, placement=native, promos=(1,))
    beside = np.frombuffer(
        b"".join(slot(footer, at, promo) for at, promo in enumerate((3, 2))), SLOT
    )
    recent = RecentDecisions()
    group = unpacked_group(packed_group(Group([page.record()], [], [])))
    heads = group.heads.copy()
    heads["slots"] = 3
    slots = np.concatenate([group.slots, beside])
    recent.note(heads, slots, words_of_packed(heads["decision"]).low)
    made = _made(home, recent, budget=0.05)
    rows = {row.placement: row for row in made.look()}
    value = current(home).snapshot.promos.value_micros[0]
    assert rows["in-article"].best / value == pytest.approx(0.5)
    assert rows["footer"].shown / value == pytest.approx(0.2 + 0.8 * 0.25)
    assert rows["footer"].best / value == pytest.approx(0.25 + 0.8 * 0.2)


def slot(placement: int, position: int, promo: int) -> bytes:
    return SLOT_PART.pack(placement, position, 0, promo, 0.5) + SLOT_END.pack(1, 9)


def test_temperature_is_published_with_the_next_snapshot(tmp_path: Path) -> None:
    home = a_home(tmp_path, rates=[0.5 / at for at in range(1, 21)])
    footer = number_of(home, FOOTER)
    pages = [Page(number=at, placement=footer, promos=(1, 2)) for at in range(FEWEST_PAGES)]
    made = exploration(home, *pages)
    made.look()
    assert set(made.temperatures) == {FOOTER}
    warmer = exploration(home, *pages, budget=0.2)
    warmer.look()
    assert warmer.temperatures[FOOTER] > made.temperatures[FOOTER]
    home.temperatures.update(warmer.temperatures)
    home.publish()
    # A keeper that starts goes on with them.
    assert exploration(home).temperatures == warmer.temperatures


def test_few_pages_change_no_temperature(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    footer = number_of(home, FOOTER)
    pages = [Page(number=at, placement=footer) for at in range(FEWEST_PAGES - 1)]
    made = exploration(home, *pages)
    assert made.look()
    assert made.temperatures == {}


def test_pages_of_articles_and_promos_that_are_gone_are_passed_over(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    footer = number_of(home, FOOTER)
    gone = [
        Page(number=1, placement=footer, article=key_of("daily", "gone")),
        Page(number=2, placement=footer, promos=(99, 1)),
        Page(number=3, placement=77),
    ]
    assert exploration(home, *gone).look() == []


def test_without_a_model_nothing_is_looked_at(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    assert exploration(home, Page(number=1, placement=2, promos=(1,))).look() == []


def test_before_a_first_model_what_was_learned_online_tells_what_pages_are_worth(
    tmp_path: Path,
) -> None:
    home = a_served_home(tmp_path)
    story = current(home).snapshot.promos.number.tolist()[1]
    publish(home, some_weights("story-2"))
    footer = number_of(home, FOOTER)
    best = Page(number=1, placement=footer, promos=(story,))
    other = Page(number=2, placement=footer, promos=(story + 1,), arm=Arm.CONTROL)
    rows = {row.arm: row for row in exploration(home, best, other).look()}
    assert rows["learned"].shown == pytest.approx(rows["learned"].best)
    assert rows["control"].shown < rows["control"].best


def test_a_day_s_rows_are_one_file_written_anew(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    log_of_lake = Lake(f"file://{tmp_path / 'lake'}")
    writing = ExplorationLog(log_of_lake)
    page = Page(number=1, placement=number_of(home, FOOTER))
    for _ in range(2):
        writing.write(exploration(home, page).look())
    writing.write([])
    assert len(log_of_lake.files("exploration")) == 1
    rows = fetch(log_of_lake.read("exploration")).to_pylist()
    assert [(row["placement"], row["arm"], row["made_at"]) for row in rows] == [
        ("footer", "learned", NOON)
    ] * 2

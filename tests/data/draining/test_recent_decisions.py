"""A uniform sample of what was decided lately is at hand, of each arm."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np

from data.draining.decision_words import words_of_packed
from data.draining.recent_decisions import Recent, RecentDecisions
from data.inbox.noted_decisions import Group, packed_group, unpacked_group
from data.inbox.packed import Origin
from recommender.domain import Arm
from tests.builders import NOON
from tests.data.draining.told_home import Page, ToldHome


def note(recent: RecentDecisions, pages: Sequence[Page]) -> None:
    group = unpacked_group(packed_group(Group([page.record() for page in pages], [], [])))
    recent.note(group.heads, group.slots, words_of_packed(group.heads["decision"]).low)


def taken(recent: RecentDecisions, arm: Arm = Arm.LEARNED) -> Recent:
    return next(each for each in recent.take() if each.arm is arm)


def numbers(recent: Recent) -> list[int]:
    return sorted(int.from_bytes(bytes(head["decision"])[6:]) for head, _ in recent.sampled)


def test_arms_are_apart_and_each_decision_has_its_slots() -> None:
    recent = RecentDecisions()
    pages = [
        Page(number=1, promos=(1, 2)),
        Page(number=2, promos=(3,), arm=Arm.CONTROL),
        Page(number=3, promos=()),
        Page(number=4, promos=(2, 3, 1)),
    ]
    note(recent, pages)
    by_arm = {each.arm: each for each in recent.take()}
    slots = {
        numbers(Recent(Arm.LEARNED, [one], 1))[0]: one[1]["promo"].tolist()
        for one in by_arm[Arm.LEARNED].sampled
    }
    assert slots == {1: [1, 2], 3: [], 4: [2, 3, 1]}
    assert [slots["promo"].tolist() for _, slots in by_arm[Arm.CONTROL].sampled] == [[3]]
    assert by_arm[Arm.BASELINE].decisions == 0


def test_previews_do_not_count() -> None:
    recent = RecentDecisions()
    note(recent, [Page(number=1, origin=Origin.PREVIEW), Page(number=2)])
    assert numbers(taken(recent)) == [2]


def test_the_sample_is_bounded_and_the_same_however_decisions_came() -> None:
    dice = np.random.default_rng(3)
    pages = [Page(number=int(number)) for number in dice.permutation(200) + 1]
    whole, parts = RecentDecisions(most=20), RecentDecisions(most=20)
    note(whole, pages)
    for at in range(0, 200, 7):
        note(parts, pages[at : at + 7])
    found = taken(whole)
    assert found.decisions == 200
    assert numbers(found) == list(range(1, 21)) == numbers(taken(parts))


def test_the_latest_come_first() -> None:
    recent = RecentDecisions()
    times = [NOON + timedelta(seconds=second) for second in (5, 9, 2, 7)]
    note(recent, [Page(number=9 - at, at=time) for at, time in enumerate(times)])
    found = [int.from_bytes(bytes(head["decision"])[6:]) for head, _ in taken(recent).sampled]
    assert found == [8, 6, 9, 7]


def test_what_was_taken_is_not_taken_again() -> None:
    recent = RecentDecisions()
    note(recent, [Page(number=1)])
    recent.take()
    note(recent, [Page(number=2)])
    found = taken(recent)
    assert (numbers(found), found.decisions) == ([2], 1)


def test_the_drain_tells_of_new_decisions_once(tmp_path: Path) -> None:
    home = ToldHome(tmp_path)
    recent = RecentDecisions()
    home.started(recent=recent)
    teller = home.teller()
    teller.note(Page(number=1))
    home.drain_all()
    teller.note(Page(number=1), Page(number=2))
    home.drain_all()
    assert numbers(taken(recent)) == [1, 2]

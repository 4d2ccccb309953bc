"""A visit is answered: arms, rungs, the whole page, and the same again from the same dice."""

from random import Random

import pytest

from recommender.candidate_tables import CandidateTables
from recommender.domain import Arm, Placement, Promo, Reader, Reason, Rules, Rung, SeenPromo
from recommender.ranking import Asked, Decision, assign_arm, rank, rung_of, rungs_of
from recommender.snapshot import RankingSettings, Snapshot
from recommender.visit import Visit, visit_by_id
from tests.builders import NOON, a_placement, a_promo, an_article
from tests.snapshots import a_model, a_snapshot

NOW_MS = 1_793_620_800_000
FOOTER = a_placement(slots=4)
NATIVE = a_placement(id="native", slots=1)
NATIVE_ONLY = a_placement(slots=1)


def stories(count: int) -> list[Promo]:
    return [a_promo(id=f"story-{at}") for at in range(count)]


def visit(snapshot: Snapshot, **reader: object) -> Visit:
    article = an_article()
    who = Reader(**reader)  # type: ignore[arg-type]
    return visit_by_id(snapshot, article.site, article.id, reader=who, local_hour=9)


def ask(
    snapshot: Snapshot,
    *placements: Placement,
    arm: Arm = Arm.LEARNED,
    seed: int = 1,
    reader: dict[str, object] | None = None,
) -> Decision:
    tables = CandidateTables(snapshot)
    who = visit(snapshot, **(reader or {}))
    plans = [tables.plans[placement.site, placement.id] for placement in placements]
    return rank(
        tables,
        who,
        asked=[Asked(plan, plan.placement.slots) for plan in plans],
        arm=arm,
        rung=rung_of(snapshot, who, arm),
        rng=Random(seed),
        now_ms=NOW_MS,
    )


def test_same_dice_give_the_same_page_and_other_dice_another() -> None:
    snapshot = a_snapshot(stories(20), learned=a_model())
    page = ask(snapshot, FOOTER).placements
    assert ask(snapshot, FOOTER).placements == page
    assert ask(snapshot, FOOTER, seed=2).placements != page


def test_no_promo_stands_twice_on_a_page() -> None:
    snapshot = a_snapshot(stories(5), placements=[FOOTER, NATIVE], learned=a_model())
    for seed in range(50):
        decision = ask(snapshot, NATIVE, FOOTER, seed=seed)
        rows = [slot.row for placement in decision.placements for slot in placement.slots]
        assert sorted(rows) == [0, 1, 2, 3, 4]


def test_what_does_not_fit_is_told_slot_by_slot() -> None:
    decision = ask(a_snapshot(stories(2), learned=a_model()), FOOTER)
    empty = decision.placements[0].unfilled
    assert [slot.position for slot in empty] == [2, 3]
    assert {slot.reason for slot in empty} == {Reason.ON_PAGE}


def test_empty_catalogue_is_an_answer_with_reasons() -> None:
    decision = ask(a_snapshot([], learned=a_model()), FOOTER)
    assert decision.rung is Rung.EMPTY
    assert {slot.reason for slot in decision.placements[0].unfilled} == {Reason.NO_CANDIDATES}


@pytest.mark.parametrize("arm", [Arm.LEARNED, Arm.BASELINE, Arm.CONTROL])
def test_never_leads_to_the_article_it_stands_beside(arm: Arm) -> None:
    url = "https://daily.example/2026/11/02/harbour"
    own = a_promo(id="own", url=url + "/#top")
    snapshot = a_snapshot([own, *stories(3)], articles=[an_article(url=url)], learned=a_model())
    for seed in range(20):
        decision = ask(snapshot, FOOTER, arm=arm, seed=seed)
        assert 0 not in [slot.row for slot in decision.placements[0].slots]


def test_learned_arm_prefers_what_the_model_prefers() -> None:
    snapshot = a_snapshot(stories(30), learned=a_model({"kind:story": -6.0, "promo:story-7": 4.0}))
    first = [ask(snapshot, NATIVE_ONLY, seed=seed).placements[0].slots[0].row for seed in range(50)]
    assert first.count(7) >= 45


def test_baseline_shows_the_most_clicked_first_with_propensity_one() -> None:
    rates = {"story-3": (90.0, 1000.0), "story-1": (60.0, 1000.0), "story-2": (5.0, 1000.0)}
    decision = ask(a_snapshot(stories(5), learned=a_model(rates=rates)), FOOTER, arm=Arm.BASELINE)
    slots = decision.placements[0].slots
    assert [slot.row for slot in slots[:2]] == [3, 1]
    assert {slot.propensity for slot in slots} == {1.0}
    assert decision.rung is Rung.PRIOR


def test_without_a_model_the_catalogue_order_fills_the_page() -> None:
    decision = ask(a_snapshot(stories(6)), FOOTER)
    assert decision.rung is Rung.ORDER
    assert [slot.row for slot in decision.placements[0].slots] == [0, 1, 2, 3]


def test_unknown_article_is_answered_by_prior_rates() -> None:
    snapshot = a_snapshot(stories(6), learned=a_model())
    stranger = visit_by_id(snapshot, "daily", "never/seen", reader=Reader(), local_hour=0)
    assert rung_of(snapshot, stranger, Arm.LEARNED) is Rung.PRIOR
    assert rung_of(snapshot, visit(snapshot), Arm.LEARNED) is Rung.LEARNED


def test_each_arm_goes_down_the_ladder_from_its_own_rung() -> None:
    unlearned, learned = a_snapshot(stories(6)), a_snapshot(stories(6), learned=a_model())
    found = {
        arm: [list(rungs_of(snapshot, visit(snapshot), arm)) for snapshot in (learned, unlearned)]
        for arm in (Arm.LEARNED, Arm.BASELINE, Arm.CONTROL)
    }
    assert found == {
        Arm.LEARNED: [[Rung.LEARNED, Rung.PRIOR, Rung.ORDER], [Rung.ORDER]],
        Arm.BASELINE: [[Rung.PRIOR, Rung.ORDER], [Rung.ORDER]],
        Arm.CONTROL: [[Rung.LEARNED, Rung.PRIOR, Rung.ORDER], [Rung.LEARNED, Rung.ORDER]],
    }


def test_control_draws_uniformly_from_all_that_is_eligible() -> None:
    settings = RankingSettings(shortlist=4, uniform=1, per_kind=1, per_source=1)
    snapshot = a_snapshot(stories(40), learned=a_model({"promo:story-7": 9.0}), settings=settings)
    decision = ask(snapshot, FOOTER, arm=Arm.CONTROL)
    slots = decision.placements[0].slots
    assert [slot.propensity for slot in slots] == [1 / 40, 1 / 39, 1 / 38, 1 / 37]


def test_promo_seen_as_often_as_the_rule_allows_is_left_out() -> None:
    placement = a_placement(slots=4, rules=Rules(maximum_seen=2))
    snapshot = a_snapshot(stories(4), placements=[placement], learned=a_model())
    times = [SeenPromo(promo="story-0", at=NOON), SeenPromo(promo="story-1", at=NOON)] * 2
    decision = ask(snapshot, placement, reader={"seen": tuple(times[:3])})
    assert sorted(slot.row for slot in decision.placements[0].slots) == [1, 2, 3]
    assert [slot.reason for slot in decision.placements[0].unfilled] == [Reason.SEEN]


@pytest.mark.parametrize("arm", Arm)
def test_what_the_reader_dismissed_is_left_out_whatever_the_rules(arm: Arm) -> None:
    placement = a_placement(slots=4)
    snapshot = a_snapshot(stories(4), placements=[placement], learned=a_model())
    seen = (SeenPromo(promo="story-0", at=NOON, is_dismissed=True), SeenPromo(promo="b", at=NOON))
    decision = ask(snapshot, placement, arm=arm, reader={"seen": seen})
    assert sorted(slot.row for slot in decision.placements[0].slots) == [1, 2, 3]
    assert [slot.reason for slot in decision.placements[0].unfilled] == [Reason.SEEN]


def test_minimum_beyond_what_a_page_asks_reserves_no_more_than_its_slots() -> None:
    rules = Rules(minimum_per_kind={"offer": 3}, maximum_per_kind={"offer": 3})
    placement = a_placement(slots=4, rules=rules)
    promos = [*stories(5), *(a_promo(id=f"offer-{at}", kind="offer") for at in range(5))]
    snapshot = a_snapshot(promos, placements=[placement], learned=a_model())
    tables = CandidateTables(snapshot)
    asked = [Asked(tables.plans["daily", "footer"], 2)]
    decision = rank(
        tables,
        visit(snapshot),
        asked=asked,
        arm=Arm.LEARNED,
        rung=Rung.LEARNED,
        rng=Random(3),
        now_ms=NOW_MS,
    )
    assert all(slot.row >= 5 for slot in decision.placements[0].slots)


def test_arms_are_drawn_by_their_shares() -> None:
    settings, rng = RankingSettings(control_share=0.1, baseline_share=0.2), Random(5)
    drawn = [assign_arm(settings, rng) for _ in range(10_000)]
    for arm, share in ((Arm.CONTROL, 0.1), (Arm.BASELINE, 0.2)):
        assert abs(drawn.count(arm) - 10_000 * share) < 5 * (10_000 * share * (1 - share)) ** 0.5

"""Offers made of random catalogues under rules, and what draws of the ranker's own make of them."""

from random import Random

import numpy as np

from recommender.domain import Rules
from recommender.exploring.offer import Offer
from recommender.exploring.rehearsal import best_worth
from recommender.lineup import line_up
from recommender.placement_plan import placement_plan
from recommender.promo_table import PromoTable
from recommender.sampling import draw_table, softmax_weights, weighed
from recommender.slot_draw import take_in_order
from recommender.slotters import drawing
from recommender.slotting import fill, reserve
from tests.builders import a_placement, a_promo
from tests.snapshots import a_snapshot

KINDS = ("offer", "story", "guide")
FREE = Rules()
RULES = Rules(
    minimum_per_kind={"guide": 1},
    maximum_per_kind={"offer": 2},
    maximum_per_source=1,
    maximum_same_words=1,
)


def some_offers(
    count: int,
    *,
    rules: Rules = FREE,
    slots: int = 4,
    promos: int = 30,
    spread: float = 1.0,
    optimism: float = 0.1,
) -> list[Offer]:
    """Return offers to visits that differ in taste; log(r value) has the deviation `spread`."""
    dice = np.random.default_rng(1)
    plan = placement_plan(a_placement(slots=slots, rules=rules))
    pulls, doubts = dice.normal(0, spread, promos), optimism * dice.exponential(1, promos)
    lineup = line_up(a_catalogue(promos), np.arange(promos), priority=np.exp(pulls))
    thetas = 0.9 ** np.arange(slots)
    made = []
    for _ in range(count):
        plain = (pulls + dice.normal(0, spread / 2, promos))[lineup.rows]
        scores = plain + doubts[lineup.rows]
        made.append(Offer(plan, lineup, scores, np.exp(plain), thetas, {}))
    return made


def a_catalogue(promos: int) -> PromoTable:
    """Return promos of three kinds, nine sources and thirteen titles."""
    made = [
        a_promo(
            id=f"p{at}",
            kind=KINDS[at * at % 3],
            source=f"source-{at % 9}",
            title=f"words {at % 13}",
        )
        for at in range(promos)
    ]
    return a_snapshot(made).promos


def drawn_share(offers: list[Offer], *, temperature: float, draws: int) -> float:
    """Return the share that draws as the ranker makes them lose of what is best."""
    rng = Random(7)
    best = drawn = 0.0
    for offer in offers:
        table = weighed(offer.lineup, softmax_weights(offer.scores, temperature=temperature))
        worth_of = offer.worth_of
        for _ in range(draws):
            reserved = reserve(offer.plan, len(offer.thetas), rng)
            filled = fill(table, offer.plan, reserved=reserved, out={}, slotter=drawing(rng))
            drawn += sum(offer.thetas[slot.position] * worth_of[slot.row] for slot in filled.slots)
            best += best_worth(offer, reserved)
    return 1 - drawn / best


def worth_in_order(offer: Offer, reserved: list[int]) -> float:
    """Return what the ranker's fixed order, by worth, is worth."""
    worth_of = offer.worth_of
    rows = np.arange(len(worth_of))
    order = np.argsort(np.argsort([worth_of[row] for row in rows.tolist()])) + 1.0
    table = draw_table(a_catalogue(len(rows)), rows, weights=order)
    filled = fill(table, offer.plan, reserved=reserved, out={}, slotter=take_in_order)
    return sum(float(offer.thetas[slot.position]) * worth_of[slot.row] for slot in filled.slots)

"""Random small catalogues under random rules, for the checks of the propensities."""

from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from recommender.domain import Arm, Promo, Reason, Rules, Rung
from recommender.keys import NOTHING, key_of
from recommender.placement_plan import PlacementPlan, placement_plan, plan_on
from recommender.ranking import slotter_of
from recommender.sampling import DrawTable, draw_table, softmax_weights, weighed
from recommender.slot_draw import FilledPlacement
from recommender.slotting import fill, reserve
from tests.builders import a_placement, a_promo
from tests.recommender.slate_reference import Page
from tests.snapshots import a_snapshot

KINDS = ("offer", "story", "guide", "event")
NAMES = {NOTHING: None} | {key_of(kind): kind for kind in KINDS}
RULE_NAMES = ("minimum", "maximum", "source", "advertiser", "words", "barred")


@dataclass(frozen=True)
class RandomPage:
    """A catalogue, its weights and rules, ready to be drawn from."""

    promos: list[Promo]
    rules: Rules
    plan: PlacementPlan
    slots: int
    table: DrawTable
    weights: list[float]
    barred: frozenset[int]

    def draw(self, rng: Random) -> tuple[Page, FilledPlacement]:
        """Fill the placement once; return what the draw was conditional on, and the slots."""
        reserved = reserve(self.plan, self.slots, rng)
        positions = (self.table.lineup.column("row").index(row) for row in self.barred)
        out = dict.fromkeys(positions, Reason.ON_PAGE)
        slotter = slotter_of(Arm.LEARNED, Rung.LEARNED, rng)
        filled = fill(self.table, self.plan, reserved=reserved, out=out, slotter=slotter)
        kinds = tuple(NAMES[kind] for kind in reserved)
        return Page(self.promos, self.weights, self.rules, kinds, self.barred), filled


def random_page(seed: int, *, promos: int | None = None, slots: int | None = None) -> RandomPage:
    """Return page number `seed`: the rules that are on follow from the number's low bits."""
    rng = Random(seed)
    count = promos or rng.randint(4, 24)
    places = slots or rng.randint(2, 6)
    catalogue = [_random_promo(at, rng) for at in range(count)]
    scores = np.array([rng.gauss(0, 1) for _ in catalogue])
    on = {name for at, name in enumerate(RULE_NAMES) if seed >> at & 1}
    rules = _random_rules(on, places, rng)
    barred = frozenset(rng.sample(range(count), 2)) if "barred" in on else frozenset()
    weights = softmax_weights(scores, temperature=rng.choice([0.1, 0.3, 1.0]))
    table = draw_table(a_snapshot(catalogue).promos, np.arange(count), weights=weights)
    plan = placement_plan(a_placement(slots=places, rules=rules))
    if seed % 2:
        table = _reweighted(table, plan, weights)
    weights[table.lineup.rows] = table.weights()
    return RandomPage(catalogue, rules, plan, places, table, weights.tolist(), barred)


def history_of(filled: FilledPlacement, slots: int) -> list[int | None]:
    """Return the promo at each position; None where the slot stayed empty."""
    rows = {slot.position: slot.row for slot in filled.slots}
    return [rows.get(position) for position in range(slots)]


def _reweighted(table: DrawTable, plan: PlacementPlan, weights: NDArray[np.float64]) -> DrawTable:
    """Return the table as a reader class gets it: weighed anew after others were drawn from it."""
    other = weighed(table.lineup, np.arange(1.0, len(weights) + 1))
    plan_on(other.lineup, plan)
    return weighed(other.lineup, weights[table.lineup.rows])


def _random_promo(at: int, rng: Random) -> Promo:
    kind = rng.choice(KINDS)
    return a_promo(
        id=f"promo-{at}",
        kind=kind,
        source=f"source-{rng.randint(0, 4)}",
        advertiser=f"advertiser-{rng.randint(0, 3)}" if rng.random() < 0.6 else None,
        title=f"words {rng.randint(0, 9)}",
    )


def _random_rules(on: set[str], slots: int, rng: Random) -> Rules:
    minimum = {rng.choice(KINDS): rng.randint(1, 2)} if "minimum" in on else {}
    maximum = {kind: rng.randint(0, 2) for kind in rng.sample(KINDS, 2)} if "maximum" in on else {}
    maximum |= {kind: max(most, minimum.get(kind, 0)) for kind, most in maximum.items()}
    return Rules(
        minimum_per_kind={kind: min(least, slots) for kind, least in minimum.items()},
        maximum_per_kind=maximum,
        maximum_per_source=rng.randint(1, 2) if "source" in on else None,
        maximum_per_advertiser=1 if "advertiser" in on else None,
        maximum_same_words=1 if "words" in on else None,
    )

"""However a catalogue is edited: no page breaks a rule as it is now, and propensities are exact."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from recommender.assembly import CataloguedPromo, promo_table
from recommender.candidate_tables import CandidateTables
from recommender.domain import Arm, Article, Promo, Reader, Rules, Rung
from recommender.kept_table import KeptTable
from recommender.promo_table import PromoTable, Vocabulary
from recommender.ranking import Asked, rank, rung_of
from recommender.rebuild_budget import BURST
from recommender.slot_draw import FilledPlacement
from recommender.snapshot import RankingSettings, Snapshot
from recommender.visit import Visit, visit_by_id
from tests.builders import NOON, a_placement, a_promo, an_article
from tests.recommender.slate_reference import Page, distribution
from tests.snapshots import a_model, a_snapshot

NOW_MS = int(NOON.timestamp() * 1000)
PROMOS = 240
SLOTS = 6
ARTICLES = [an_article(id=f"a{at}", url=f"https://a.example/{at}") for at in range(4)]
RULES = Rules(
    maximum_per_kind={"guide": 2},
    maximum_per_source=2,
    maximum_per_advertiser=1,
    maximum_same_words=1,
)
FOOTER = a_placement(slots=SLOTS, rules=RULES)
MODEL = a_model({"kind:story": 0.2, "kind:offer": 0.1})
POOLS = {"beyond the pool": 16, "from the pool": 64, "the whole catalogue": 192}
SOON, AGO = NOON + timedelta(hours=1), NOON - timedelta(hours=1)


def edited(promo: Promo, dice: Random) -> Promo:
    """Return a promo with one field or several changed, as marketers do."""
    changes = {
        "title": dice.choice([f"Title {dice.randrange(6)}", f"Its own {dice.random()}"]),
        "paused": not promo.paused,
        "kind": dice.choice(["story", "offer", "guide"]),
        "source": f"source-{dice.randrange(30)}",
        "advertiser": dice.choice([None, f"advertiser-{dice.randrange(8)}"]),
        "countries": dice.choice([(), ("JP",), ("NO",)]),
        "starts_at": dice.choice([None, AGO, SOON]),
        "ends_at": dice.choice([None, AGO, SOON]),
        "url": dice.choice([f"https://b.example/{dice.random()}", "https://a.example/1"]),
        "value_micros": dice.randrange(1, 10**6),
    }
    names = dice.sample(list(changes), dice.choice([1, 1, 2, 3]))
    return replace(promo, **{name: changes[name] for name in names})


@dataclass
class Edits:
    """A catalogue as it is edited, and its newest snapshot."""

    promos: list[Promo]
    snapshot: Snapshot
    vocabulary: Vocabulary

    def go_on(self, dice: Random) -> None:
        """Edit some promos, and sometimes add one."""
        number = self.snapshot.number + 1
        rows = dice.sample(range(len(self.promos)), dice.choice([1, 2, 4, 20]))
        for row in rows:
            self.promos[row] = edited(self.promos[row], dice)
        if dice.random() < 0.3:
            rows.append(len(self.promos))
            self.promos.append(edited(a_promo(id=f"new-{len(self.promos)}"), dice))
        changed_in = np.full(len(self.promos), number, dtype=np.int64)
        known = self.snapshot.promos.changed_in
        changed_in[: len(known)] = known
        changed_in[rows] = number
        table = replace(self.table(), changed_in=changed_in)
        self.snapshot = replace(self.snapshot, number=number, promos=table)

    def table(self) -> PromoTable:
        return promo_table(
            [CataloguedPromo(number=at + 1, promo=promo) for at, promo in enumerate(self.promos)],
            learned=MODEL,
            now=NOON,
            default_value_micros=10**6,
            vocabulary=self.vocabulary,
            changed_in=1,
        )


def a_catalogue(dice: Random, shortlist: int) -> Edits:
    sides = RankingSettings(shortlist=shortlist, uniform=4, per_kind=4)
    promos = [a_promo(id=f"p{at}", source=f"source-{at % 30}") for at in range(PROMOS)]
    promos = [replace(edited(promo, dice), paused=False) for promo in promos]
    snapshot = a_snapshot(
        promos, articles=ARTICLES, placements=[FOOTER], learned=MODEL, settings=sides
    )
    edits = Edits(promos, snapshot, Vocabulary())
    edits.snapshot = replace(snapshot, promos=edits.table())
    return edits


def drawn(
    tables: CandidateTables, visit: Visit, arm: Arm, dice: Random
) -> tuple[KeptTable, FilledPlacement]:
    """Return the footer of a page, and the table it was drawn from."""
    rung, plan = rung_of(tables.snapshot, visit, arm), tables.plans["daily", FOOTER.id]
    asked = [Asked(plan, SLOTS)]
    decision = rank(tables, visit, asked=asked, arm=arm, rung=rung, rng=dice, now_ms=NOW_MS)
    kept = tables.table(arm, rung, visit, now_ms=NOW_MS)
    assert kept.table is decision.table
    return kept, decision.placements[0]


def may_be_shown(promo: Promo, article: Article, country: str | None) -> bool:
    """Tell by the promo's own words whether it may stand beside an article."""
    is_on = (promo.starts_at or NOON) <= NOON and (promo.ends_at is None or promo.ends_at > NOON)
    is_for = country is None or not promo.countries or country in promo.countries
    return is_on and is_for and not promo.paused and promo.url != article.url


@pytest.mark.parametrize("shortlist", POOLS.values(), ids=list(POOLS))
@given(seed=st.integers(0, 2**32))
@settings(max_examples=3, phases=(Phase.explicit, Phase.generate))
def test_no_page_breaks_a_rule_as_it_is_now(shortlist: int, seed: int) -> None:
    dice = Random(seed)
    edits = a_catalogue(dice, shortlist)
    tables = without_budget(edits, dice)
    for _ in range(8):
        for _ in range(4):
            country, article = dice.choice([None, "JP", "NO"]), dice.choice(ARTICLES)
            arm = dice.choice([Arm.LEARNED, Arm.LEARNED, Arm.BASELINE, Arm.CONTROL])
            reader = Reader(country=country)
            visit = visit_by_id(tables.snapshot, "daily", article.id, reader=reader, local_hour=9)
            kept, placement = drawn(tables, visit, arm, dice)
            allowed = [may_be_shown(promo, article, country) for promo in edits.promos]
            assert all(allowed[slot.row] for slot in placement.slots)
            barred = kept.barring.rows.union(np.flatnonzero(~np.array(allowed)).tolist())
            page = page_of(edits.promos, kept, barred=barred)
            see_chances(page, placement, is_drawn=arm is not Arm.BASELINE)
        for _ in range(dice.choice([1, 1, 3])):
            edits.go_on(dice)
        tables.advance(edits.snapshot)


def without_budget(edits: Edits, dice: Random) -> CandidateTables:
    """Return tables of which none is made anew for a change from now on, while the clock stands."""
    tables = CandidateTables(edits.snapshot)
    readers = [Reader(region=f"{number}") for number in range(BURST)]
    for _ in range(2):
        for reader in readers:
            visit = visit_by_id(tables.snapshot, "daily", "a0", reader=reader, local_hour=9)
            tables.table(Arm.BASELINE, Rung.PRIOR, visit, now_ms=NOW_MS)
        edits.go_on(dice)
        tables.advance(edits.snapshot)
    return tables


def page_of(promos: Sequence[Promo], kept: KeptTable, *, barred: frozenset[int]) -> Page:
    """Return what a page is drawn from, with the promos as they are now."""
    weights = np.zeros(len(promos))
    weights[kept.table.lineup.rows] = kept.table.weights()
    out = barred.union(np.flatnonzero(weights == 0).tolist())
    return Page(promos, weights.tolist(), RULES, [None] * SLOTS, out)


def see_chances(page: Page, placement: FilledPlacement, *, is_drawn: bool) -> None:
    """See that each slot had a chance by the rules, and the one that it bears."""
    history: list[int | None] = [None] * SLOTS
    for slot in placement.slots:
        history[slot.position] = slot.row
    for slot in placement.slots:
        chances = distribution(page, history[: slot.position])
        assert slot.row in chances
        assert not is_drawn or slot.propensity == pytest.approx(chances[slot.row], rel=1e-9)

"""What placements that were shown lost of what is best: sums over pages, for shares of them."""

from dataclasses import dataclass

from recommender.candidate_tables import CandidateTables
from recommender.exploring.offer import offer_of, worth_shown
from recommender.exploring.rehearsal import Dice, rehearsals
from recommender.placement_plan import PlacementPlan
from recommender.visit import Visit


@dataclass(slots=True)
class Spending:
    """Sums over pages of what was shown and what was best, sum(theta r value), and of products."""

    pages: int = 0
    shown: float = 0.0
    best: float = 0.0
    shown_x_shown: float = 0.0
    best_x_best: float = 0.0
    shown_x_best: float = 0.0

    @property
    def share(self) -> float:
        """The share of the best that was not shown."""
        return 1.0 - self.shown / self.best if self.best else 0.0

    def add(self, shown: float, best: float) -> None:
        """Count one page's placement."""
        self.pages += 1
        self.shown += shown
        self.best += best
        self.shown_x_shown += shown * shown
        self.best_x_best += best * best
        self.shown_x_best += shown * best


def shown_and_best(
    tables: CandidateTables,
    visit: Visit,
    plan: PlacementPlan,
    *,
    rows: list[int],
    on_page: list[int],
    now_ms: int,
    dice: Dice,
) -> tuple[float, float]:
    """Return what a placement showed, by position, is worth, and what is best for it.

    Nobody notes which slots were kept for a kind: of the best it is the mean over some ways.
    """
    offer = offer_of(tables, visit, plan, slots=len(rows), on_page=on_page, now_ms=now_ms)
    shown = worth_shown(tables.snapshot, visit, rows, offer.thetas)
    made = rehearsals(offer, seed=visit.article_key % 1_000_003, dice=dice)
    return shown, sum(each.best for each in made) / len(made)

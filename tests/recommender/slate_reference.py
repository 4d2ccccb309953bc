"""The rules once more, from their words alone: slow, plain, and independent of the ranker.

Used to check the ranker's propensities against brute force.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from recommender.domain import Promo, Rules


@dataclass(frozen=True)
class Page:
    """What a slot's distribution is conditional on."""

    promos: Sequence[Promo]
    weights: Sequence[float]
    rules: Rules
    reserved: Sequence[str | None]
    barred: frozenset[int] = field(default_factory=frozenset)


def distribution(page: Page, history: Sequence[int | None]) -> dict[int, float]:
    """Return each promo's probability at the slot after `history` (None: it stayed empty)."""
    kind = page.reserved[len(history)]
    fits = [at for at in range(len(page.promos)) if _may_stand(page, history, at)]
    reserved = [at for at in fits if page.promos[at].kind == kind]
    chosen = reserved or [at for at in fits if not _eats_reserved(page, history, at)]
    total = sum(page.weights[at] for at in chosen)
    return {at: page.weights[at] / total for at in chosen}


def _shown(page: Page, history: Sequence[int | None]) -> list[Promo]:
    return [page.promos[at] for at in history if at is not None]


def _may_stand(page: Page, history: Sequence[int | None], at: int) -> bool:
    promo, rules, shown = page.promos[at], page.rules, _shown(page, history)
    if at in page.barred or at in history:
        return False
    sources = Counter(other.source for other in shown)
    advertisers = Counter(other.advertiser for other in shown)
    words = Counter(other.title.casefold() for other in shown)
    kinds = Counter(other.kind for other in shown)
    limits = [
        (kinds[promo.kind], rules.maximum_per_kind.get(promo.kind)),
        (sources[promo.source], rules.maximum_per_source),
        (advertisers[promo.advertiser] if promo.advertiser else 0, rules.maximum_per_advertiser),
        (words[promo.title.casefold()], rules.maximum_same_words),
    ]
    return all(most is None or count < most for count, most in limits)


def _eats_reserved(page: Page, history: Sequence[int | None], at: int) -> bool:
    """Tell whether an open slot would take what a later reserved slot of the kind will need."""
    kind = page.promos[at].kind
    waiting = sum(1 for other in page.reserved[len(history) + 1 :] if other == kind)
    most = page.rules.maximum_per_kind.get(kind)
    if most is None or not waiting:
        return False
    taken = sum(1 for other in _shown(page, history) if other.kind == kind)
    return taken + waiting >= most

"""A worker makes anew at most so many tables a second, whatever its clock does."""

from recommender.rebuild_budget import BURST, PER_SECOND, RebuildBudget

NOON_MS = 1_800_000_000_000


def allowed(budget: RebuildBudget, now_ms: int) -> int:
    """Return how many rebuilds are allowed at once."""
    return sum(budget.allows(now_ms) for _ in range(2 * BURST))


def test_a_burst_then_so_many_a_second() -> None:
    budget = RebuildBudget()
    assert allowed(budget, NOON_MS) == BURST
    assert allowed(budget, NOON_MS + 1_000) == PER_SECOND
    assert allowed(budget, NOON_MS + 1_001) == 0


def test_what_was_saved_up_is_bounded() -> None:
    budget = RebuildBudget()
    allowed(budget, NOON_MS)
    assert allowed(budget, NOON_MS + 3_600_000) == BURST


def test_a_clock_set_back_fills_on() -> None:
    budget = RebuildBudget()
    allowed(budget, NOON_MS)
    assert allowed(budget, NOON_MS - 3_600_000) == 0
    assert allowed(budget, NOON_MS - 3_599_000) == PER_SECOND

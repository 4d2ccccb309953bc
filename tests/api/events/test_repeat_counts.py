"""Counting repeats: within a window, in bounded memory."""

from limits import parse

from api.events.repeat_counts import RepeatCounts
from api.events.repeat_limits import RepeatLimits
from data.inbox.packed import EVENTS, EventKind

VIEW, CLICK = EVENTS.index(EventKind.VIEW), EVENTS.index(EventKind.CLICK)


class Seconds:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_lets_through_as_many_as_the_window_allows_and_begins_anew_after_it() -> None:
    seconds = Seconds()
    limits = RepeatLimits(
        shown=parse("5 per minute"),
        acted=parse("2 per minute"),
        counts=RepeatCounts(seconds=seconds),
    )
    assert [limits.allows(CLICK, "slot", "a") for _ in range(4)] == [True, True, False, False]
    assert sum(limits.allows(VIEW, "slot", "a") for _ in range(10)) == 5
    seconds.now += 61
    assert limits.allows(CLICK, "slot", "a")


def test_another_slot_and_another_address_have_their_own() -> None:
    limits = RepeatLimits(shown=parse("1 per hour"), acted=parse("1 per hour"))
    assert limits.allows(CLICK, "slot", "a")
    assert not limits.allows(CLICK, "slot", "a")
    assert limits.allows(CLICK, "slot", "b")
    assert limits.allows(CLICK, "other", "a")


def test_a_million_tokens_take_no_more_memory_than_the_most() -> None:
    counts = RepeatCounts(most=100)
    for number in range(5_000):
        counts.incr(f"token-{number}", 60)
        assert len(counts) <= 100
    assert counts.get("token-4999") == 1


def test_what_is_over_goes_first() -> None:
    seconds = Seconds()
    counts = RepeatCounts(most=4, seconds=seconds)
    for key in "abc":
        counts.incr(key, 10)
    seconds.now += 11
    counts.incr("long", 100)
    counts.incr("new", 100)
    assert (counts.get("long"), counts.get("new"), len(counts)) == (1, 1, 2)


def test_forgets_when_told() -> None:
    counts = RepeatCounts()
    counts.incr("a", 10, amount=3)
    assert counts.get("a") == 3
    assert counts.get_expiry("a") > counts.get_expiry("nothing")
    counts.clear("a")
    assert counts.get("a") == 0
    counts.incr("b", 10)
    assert counts.reset() == 1
    assert counts.check()

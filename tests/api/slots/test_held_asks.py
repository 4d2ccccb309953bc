"""Held asks: one for the same query, and nothing that a stranger could fill memory with."""

from api.slots.held_asks import LONGEST, HeldAsks

QUERY = b"site=daily&article=2026/11/02/harbour&placement=footer"


def test_the_same_query_is_the_same_ask() -> None:
    asks = HeldAsks()
    held = asks.of_query(QUERY)
    assert asks.of_query(QUERY) is held
    assert held.ask.article == "2026/11/02/harbour"


def test_a_long_query_is_answered_and_not_held() -> None:
    asks = HeldAsks()
    for each in range(5):
        padded = QUERY + b"&x=%d" % each + b"y" * LONGEST
        assert asks.of_query(padded).ask == asks.of_query(QUERY).ask
    assert len(asks) == 1

"""A bounded memory holds what was used last, and no more than it may."""

from recommender.recently_used import RecentlyUsed


def test_the_least_recently_used_gives_way() -> None:
    memory: RecentlyUsed[str] = RecentlyUsed(2)
    memory.put("a", "A")
    memory.put("b", "B")
    assert memory.get("a") == "A"
    memory.put("c", "C")
    assert [memory.get(key) for key in "abc"] == ["A", None, "C"]


def test_weights_are_counted_anew_when_a_value_is_replaced() -> None:
    memory: RecentlyUsed[bytes] = RecentlyUsed(10, weigh=len)
    for _ in range(5):
        memory.put("a", b"four")
    memory.put("b", b"sixsix")
    assert len(memory) == 2
    memory.put("b", b"sevenxx")
    assert (memory.get("a"), memory.get("b")) == (None, b"sevenxx")


def test_the_newest_stays_whatever_it_weighs() -> None:
    memory: RecentlyUsed[bytes] = RecentlyUsed(3, weigh=len)
    memory.put("a", b"a")
    assert memory.put("b", b"much too much") == b"much too much"
    assert (len(memory), memory.get("b")) == (1, b"much too much")
    memory.clear()
    assert len(memory) == 0

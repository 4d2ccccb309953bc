"""Hidden numbers belong to seed and name alone; mixtures follow words but are not told by them."""

import numpy as np

from data.publisher.hidden import TOPICS, hidden_mixture, hidden_numbers


def test_numbers_do_not_depend_on_the_order_of_asking() -> None:
    first = hidden_numbers(3, "a", count=4).copy()
    hidden_numbers.cache_clear()
    hidden_numbers(3, "b", count=4)
    assert np.array_equal(hidden_numbers(3, "a", count=4), first)


def test_another_seed_or_name_gives_other_numbers() -> None:
    assert not np.array_equal(hidden_numbers(3, "a", count=4), hidden_numbers(4, "a", count=4))
    assert not np.array_equal(hidden_numbers(3, "a", count=4), hidden_numbers(3, "b", count=4))


def test_same_words_make_texts_alike_but_not_equal() -> None:
    def mixture(identity: str, word: str) -> np.ndarray:
        return hidden_mixture(7, identity, words=[(word, 2.0)])

    alike, unlike = [], []
    for number in range(60):
        one = mixture(f"one/{number}", f"word-{number}")
        assert one.shape == (TOPICS,)
        assert np.isclose(one.sum(), 1)
        same = mixture(f"two/{number}", f"word-{number}")
        other = mixture(f"two/{number}", "another")
        assert not np.allclose(one, same)
        alike.append(np.abs(one - same).sum())
        unlike.append(np.abs(one - other).sum())
    assert np.mean(alike) < 0.7 * np.mean(unlike)

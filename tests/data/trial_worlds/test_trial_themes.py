"""What promos are about is hinted at by their topics and titles, and told by neither."""

import numpy as np

from data.trial_worlds.trial_themes import promo_themes
from tests.builders import a_promo


def likeness(one: dict[str, object], other: dict[str, object]) -> float:
    """Return how alike the themes of such promos are, on average over pairs."""
    promos = [
        a_promo(id=f"{side}/{at}", **each)
        for at in range(60)
        for side, each in (("one", one), ("other", other))
    ]
    themes = promo_themes(5, promos)
    first, second = themes[::2], themes[1::2]
    alike = (first * second).sum(axis=1)
    return float((alike / np.linalg.norm(first, axis=1) / np.linalg.norm(second, axis=1)).mean())


def test_themes_are_mixtures_less_the_even_one() -> None:
    themes = promo_themes(5, [a_promo(id="one"), a_promo(id="two")])
    assert themes.shape == (2, 8)
    assert np.allclose(themes.sum(axis=1), 0)


def test_same_topics_hint_at_the_same_themes() -> None:
    food = {"topics": ("food",), "title": "Much of it"}
    alike = likeness(food, food)
    assert likeness(food, {"topics": ("politics",), "title": "Much of it"}) < alike - 0.2
    assert alike < 0.95


def test_words_of_a_title_hint_at_themes_that_no_topic_tells() -> None:
    about = {"topics": (), "title": "Ramen, sushi and noodles"}
    other = {"topics": (), "title": "A minister, a mayor and a treaty"}
    assert likeness(about, other) < likeness(about, about) - 0.2


def test_words_of_a_summary_hint_at_themes_as_well() -> None:
    about = {"topics": (), "title": "Soon", "summary": "Ramen, sushi and noodles."}
    other = {"topics": (), "title": "Soon", "summary": "A minister, a mayor and a treaty."}
    assert likeness(about, other) < likeness(about, about) - 0.2

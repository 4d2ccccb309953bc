"""Titles and texts are made of words that hint at their topics, and of some that do not."""

import re
from collections import Counter

import numpy as np

from data.trial_worlds.generated import ODD, STOCK_OFFERS, TITLES, slug, written_text, written_title
from data.trial_worlds.vocabulary import ODD_TITLES, TAGS, TOPIC_OF, WORDS


def topics_of(text: str) -> Counter[str]:
    return Counter(TOPIC_OF[word] for word in re.findall(r"\w+", text.lower()) if word in TOPIC_OF)


def test_every_word_belongs_to_one_topic() -> None:
    assert sum(len(words) for words in WORDS.values()) == len(TOPIC_OF)
    assert len(TAGS) == 150


def test_four_in_five_words_are_on_topic() -> None:
    rng = np.random.default_rng(1)
    found = topics_of(" ".join(written_text(("sport", "music"), rng) for _ in range(20)))
    told = found["sport"] + found["music"]
    # 1,200 words, 0.8 + 0.2 * 2 / 15 of them expected; the bounds are six standard errors away.
    assert 0.75 < told / found.total() < 0.9


def test_few_titles_are_odd_and_some_offers_say_what_others_say() -> None:
    rng = np.random.default_rng(2)
    titles = [written_title("offer", ("food",), rng) for _ in range(1_000)]
    odd = sum(title in ODD_TITLES for title in titles)
    assert 0.5 * ODD < odd / 1_000 < 1.6 * ODD
    assert len({title for title in titles if title in STOCK_OFFERS}) == len(STOCK_OFFERS)


def test_every_template_is_filled() -> None:
    rng = np.random.default_rng(3)
    for kind in TITLES:
        for _ in range(40):
            title = written_title(kind, ("travel",), rng)
            assert "{" not in title
            assert title[0] == title[0].upper()


def test_slugs_hold_what_an_address_may() -> None:
    assert slug("A free {ramen} & more: ¥980!") == "a-free-ramen-more-980"
    assert slug("!") == "untitled"

"""A trial world's news: unequal sections, tags that go with them, as many articles every day."""

from collections import Counter

from data.trial_worlds.trial_articles import ARTICLES_A_DAY
from data.trial_worlds.vocabulary import SECTIONS, TAGS, TOPIC_OF
from tests.data.trial_worlds.trials import a_stationary_world


def test_as_many_articles_come_out_every_day_in_order_and_all_have_their_own_address() -> None:
    articles = a_stationary_world(3).articles
    dates = [article.published_at for article in articles if article.published_at]
    assert dates == sorted(dates)
    assert set(Counter(at.date() for at in dates).values()) == {ARTICLES_A_DAY}
    assert len({article.id for article in articles}) == len(articles) == 600


def test_sections_are_unequal() -> None:
    sizes = Counter(article.category for article in a_stationary_world(3).articles)
    assert set(sizes) == set(SECTIONS)
    assert max(sizes.values()) > 5 * min(sizes.values())


def test_few_tags_are_used_much_and_most_of_them_by_sections_they_suit() -> None:
    articles = a_stationary_world(3).articles
    uses = Counter(tag for article in articles for tag in article.tags)
    assert set(uses) <= set(TAGS)
    assert len(uses) > 100
    assert sum(count for _, count in uses.most_common(15)) > 0.4 * uses.total()
    suiting = sum(
        TOPIC_OF[tag] in SECTIONS[article.category or ""][1]
        for article in articles
        for tag in article.tags
    )
    assert 0.7 < suiting / uses.total() < 0.9

"""A learner's table has a size; what is met beyond it waits for the next refit."""

from recommender.crossed.cross_prior import flat_prior
from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.room import with_room


def test_features_that_are_known_always_have_room_and_new_ones_while_there_is_some() -> None:
    weights = CrossWeights(flat_prior(0.1))
    weights.promo_of([("promo:a", 1.0)])
    weights.page_of([("category:a", 1.0)])
    features = [("category:a", 1.0), ("category:b", 0.5), ("category:c", 0.5)]
    assert with_room(weights, weights.page, features, most=8) == features[:2]
    assert with_room(weights, weights.page, features, most=1) == features[:1]
    assert with_room(weights, weights.page, features) == features


def test_each_side_has_the_room_that_the_other_leaves() -> None:
    weights = CrossWeights(flat_prior(0.1))
    weights.page_of([(f"category:{at}", 1.0) for at in range(9)])
    new = [("promo:a", 1.0), ("promo:b", 1.0)]
    assert with_room(weights, weights.promo, new, most=20) == new[:1]


def test_pages_leave_room_for_new_promos() -> None:
    weights = CrossWeights(flat_prior(0.1))
    pages = [(f"article:{at}", 1.0) for at in range(100)]
    weights.page_of(with_room(weights, weights.page, pages, most=40))
    assert len(weights.page) == 30
    assert with_room(weights, weights.promo, [("promo:a", 1.0)], most=80) == [("promo:a", 1.0)]

"""The truth of the sample publisher: the same by seed, and worth learning."""

from datetime import timedelta

import numpy as np

from data.publisher.readers import PLACES
from data.publisher.sample_world import MEAN_CLICK_RATE, SampleWorld
from data.worlds.slates import best_by_weight, drawn_by_weight, fill_page
from data.worlds.world import EMPTY, Visits, World, midnight
from recommender.domain import Placement
from recommender.eligibility import eligible_rows
from recommender.visit import visit_by_id
from tests.builders import a_promo
from tests.data.publisher.small_publisher import NOW, a_small_catalogue, a_small_world
from tests.snapshots import a_snapshot

YESTERDAY = midnight(NOW) - timedelta(days=1)


def some_visits(world: World, *, count: int = 2_000, seed: int = 1) -> Visits:
    """Return a day's visits."""
    return world.visits(YESTERDAY, count=count, rng=np.random.default_rng(seed))


def every(world: World) -> np.ndarray:
    """Return the rows of all promos, the same for each visit [1, promos]."""
    return np.arange(len(world.promos))[None, :]


def rates_of(world: World) -> np.ndarray:
    """Return true rates of a fixed day's visits with all promos."""
    return world.click_rates(some_visits(world), every(world))


def test_equal_seeds_give_equal_truth_and_visits() -> None:
    assert np.array_equal(rates_of(a_small_world()), rates_of(a_small_world()))
    one, two = some_visits(a_small_world()), some_visits(a_small_world())
    assert all(np.array_equal(getattr(one, name), getattr(two, name)) for name in one.__slots__)


def test_another_seed_gives_another_truth() -> None:
    assert not np.allclose(rates_of(a_small_world(seed=7)), rates_of(a_small_world(seed=8)))


def test_random_slates_are_clicked_at_the_stated_rate() -> None:
    world = a_small_world()
    visits = some_visits(world)
    rates = world.click_rates(visits, every(world))
    assert 0.5 * MEAN_CLICK_RATE < rates[world.eligible(visits)].mean() < 1.5 * MEAN_CLICK_RATE
    assert ((rates > 0) & (rates < 1)).all()


def test_expected_rates_are_the_mean_over_segments() -> None:
    world = a_small_world()
    visits = some_visits(world, count=60_000)
    same = (visits.place == 0) & (visits.device == 0) & (visits.local_hour == 20)
    chosen = visits.chosen(same)
    differences = world.click_rates(chosen, every(world)) - world.expected_click_rates(
        chosen, every(world)
    )
    error = differences.std(axis=0) / np.sqrt(len(chosen))
    # 64 promos, each beyond 4.5 standard errors with probability 7e-6.
    assert (np.abs(differences.mean(axis=0)) < 4.5 * error + 1e-12).all()


def test_an_offer_in_tokyo_is_worth_nothing_in_oslo() -> None:
    world = a_small_world()
    visits = some_visits(world)
    rates = world.expected_click_rates(visits, every(world))
    offers = np.array([promo.kind == "offer" for promo in world.promos])
    in_oslo = np.array([place.country == "NO" for place in PLACES])[visits.place]
    in_tokyo = np.array([place.region == "13" for place in PLACES])[visits.place]
    assert rates[in_oslo][:, offers].mean() < 0.05 * rates[in_tokyo][:, offers].mean()
    assert rates[in_oslo][:, ~offers].mean() > 0.3 * rates[in_tokyo][:, ~offers].mean()


def test_eligible_is_what_the_ranker_calls_eligible_once_published() -> None:
    world = a_small_world()
    visits = some_visits(world)
    snapshot = a_snapshot(world.promos, articles=world.articles, sites=(world.site,))
    eligible = world.eligible(visits)
    assert 0.5 < eligible.mean() < 0.99
    for row in range(0, len(visits), 41):
        at_ms = int(visits.at_ms[row])
        article, reader = world.article(visits, row), world.reader(visits, row)
        hour = int(visits.local_hour[row])
        visit = visit_by_id(snapshot, article.site, article.id, reader=reader, local_hour=hour)
        expected = [
            at
            for at in eligible_rows(snapshot.promos, visit, now_ms=at_ms)
            if not (born := world.promos[at].published_at) or born.timestamp() * 1000 <= at_ms
        ]
        assert np.flatnonzero(eligible[row]).tolist() == expected


def test_no_promo_is_eligible_on_its_own_page() -> None:
    catalogue = a_small_catalogue()
    article = catalogue.articles[0]
    itself = a_promo(id="itself", url="http://daily.example/world/0/")
    pages = type(catalogue)(
        catalogue.sites,
        catalogue.sources,
        (type(article)(site=article.site, id="only", url="https://daily.example/world/0"),),
        (itself, a_promo(id="other")),
        catalogue.placements,
    )
    world = SampleWorld(pages, seed=1)
    assert world.eligible(some_visits(world, count=5)).tolist() == [[False, True]] * 5


def test_readers_read_what_is_published_and_fresh() -> None:
    world = a_small_world()
    visits = some_visits(world)
    for row in range(0, len(visits), 53):
        published_at = world.article(visits, row).published_at
        assert published_at
        assert published_at.timestamp() * 1000 <= visits.at_ms[row]
    assert (np.diff(visits.at_ms) >= 0).all()


def test_clicks_come_at_the_known_rates_of_viewed_slots() -> None:
    world = a_small_world()
    visits = some_visits(world, count=30_000)
    rng = np.random.default_rng(2)
    footer = world.placements[1]
    slate = rng.integers(len(world.promos), size=(len(visits), footer.slots))
    slate[::7, 5] = EMPTY
    response = world.respond(visits, {footer.id: slate}, rng)[footer.id]
    chances = world.click_rates(visits, slate) * world.examination(visits, footer)
    for slot in range(footer.slots):
        seen = response.viewed[:, slot]
        expected = chances[seen, slot].sum()
        deviation = np.sqrt((chances[seen, slot] * (1 - chances[seen, slot])).sum())
        # Twelve tests, each beyond 4 standard errors with probability 6e-5.
        assert abs(response.clicked[seen, slot].sum() - expected) < 4 * deviation
    assert not (response.clicked & ~response.viewed).any()
    assert not response.viewed[::7, 5].any()


def test_examination_falls_down_the_page() -> None:
    world = a_small_world()
    visits = some_visits(world, count=50)
    theta = world.examination(visits, world.placements[1])
    assert (theta[:, 0] == 1).all()
    assert (np.diff(theta, axis=1) < 0).all()


def test_knowing_the_truth_pays() -> None:
    world = a_small_world()
    visits = some_visits(world)
    rates = world.expected_click_rates(visits, every(world))
    known = expected_clicks(world, visits, rates * world.eligible(visits))
    by_promo = np.broadcast_to(rates.mean(axis=0), rates.shape) * world.eligible(visits)
    popular = expected_clicks(world, visits, by_promo)
    rng = np.random.default_rng(3)
    page = fill_page(
        world.placements,
        world.promos,
        weights=world.eligible(visits) * 1.0,
        choose=drawn_by_weight(rng),
        rng=rng,
    )
    random = sum(_clicks(world, visits, place, page[place.id].promos) for place in world.placements)
    assert known > 1.15 * popular > 1.15 * 1.3 * random


def expected_clicks(world: World, visits: Visits, weights: np.ndarray) -> float:
    """Return the expected clicks a page of the best slates by these weights, all slots viewed."""
    rng = np.random.default_rng(4)
    page = fill_page(
        world.placements, world.promos, weights=weights, choose=best_by_weight, rng=rng
    )
    return sum(_clicks(world, visits, place, page[place.id].promos) for place in world.placements)


def _clicks(world: World, visits: Visits, placement: Placement, slate: np.ndarray) -> float:
    rates = world.click_rates(visits, np.maximum(slate, 0)) * (slate != EMPTY)
    return float((rates * world.examination(visits, placement)).sum(axis=1).mean())

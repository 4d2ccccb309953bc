"""What was known at any moment can be learned again from the lake, to the bit."""

from datetime import timedelta
from pathlib import Path

import pytest

from data.inbox.packed import EventKind
from data.learning.catching_up import go_on
from data.learning.kept_learner import KeptLearners
from recommender.crossed.cross_prior import flat_prior
from recommender.crossed.cross_state import state_of, version_of
from recommender.crossed.cross_weights import CrossWeights
from recommender.errors import NotFound
from tests.builders import NOON
from tests.data.draining.told_home import Page
from tests.data.learning.taught_home import TaughtHome, learned_state

IMPRESSION, VIEW, CLICK = EventKind.IMPRESSION, EventKind.VIEW, EventKind.CLICK


def tell_for_days(home: TaughtHome) -> dict[str, str]:
    """Tell pages for some days, take up a refit meanwhile; return the state of each version."""
    known: dict[str, str] = {}
    for number in range(1, 13):
        teller, page = home.teller(f"a{number}"), Page(number=number, at=home.now)
        teller.note(page)
        teller.tell(page.event(0, IMPRESSION, at=home.now), page.event(1, IMPRESSION, at=home.now))
        teller.tell(page.event(number % 2, CLICK, at=home.now))
        teller.end()
        home.drain_all()
        known[home.learner.version] = learned_state(home)
        if number == 6:
            about = {"drained_through_us": home.learner.through_us}
            home.refits.save(CrossWeights(flat_prior(0.3)), about=about)
        home.now += timedelta(hours=7)
    return known


def test_every_version_that_was_published_is_learned_again_to_the_bit(tmp_path: Path) -> None:
    home = TaughtHome(tmp_path)
    known = tell_for_days(home)
    assert len({version.partition("+")[0] for version in known}) == 2
    kept = KeptLearners(home.refits, home.saves, models=home.models, catalogue=home.catalogue)
    for version, state in known.items():
        digest, _, steps = version.partition("+")
        learner = kept.begun(digest)
        assert go_on(home.lake, learner, steps=int(steps))
        assert version_of(state_of(learner.weights)) == state


def test_where_views_were_told_days_before_a_refit_is_known_when_it_is_learned_again(
    tmp_path: Path,
) -> None:
    home, page = TaughtHome(tmp_path), Page(number=1)
    told = [(page, VIEW, 0)]
    later = Page(number=2, at=home.now + timedelta(hours=30))
    told += [(later, IMPRESSION, 30), (later, VIEW, 32)]
    begun = home.now
    for each, kind, hours in told:
        home.now = begun + timedelta(hours=hours)
        teller = home.teller(f"a{hours}")
        teller.note(each)
        teller.tell(each.event(0, kind, at=home.now))
        teller.end()
        home.drain_all()
        if hours == 30:
            about = {"drained_through_us": home.learner.through_us}
            refit = home.refits.save(CrossWeights(flat_prior(0.3)), about=about)
    home.learning.end()
    assert home.learner.steps == 1
    kept = KeptLearners(home.refits, home.saves, models=home.models, catalogue=home.catalogue)
    assert go_on(home.lake, kept.begun(refit[-16:]), steps=1)


def test_what_was_drained_on_the_stroke_of_an_hour_is_learned_again_too(tmp_path: Path) -> None:
    home = TaughtHome(tmp_path)
    home.now, page = NOON + timedelta(hours=1), Page(number=1)
    teller = home.teller()
    teller.note(page)
    teller.tell(page.event(0, IMPRESSION), page.event(1, IMPRESSION))
    home.drain_all()
    known = learned_state(home)
    assert home.learner.steps == 2
    home.started()
    home.drain_all()
    assert learned_state(home) == known


def test_steps_that_nobody_went_are_not_reached(tmp_path: Path) -> None:
    home = TaughtHome(tmp_path)
    known = tell_for_days(home)
    kept = KeptLearners(home.refits, home.saves, models=home.models, catalogue=home.catalogue)
    learner = kept.begun(next(iter(known)).partition("+")[0])
    assert not go_on(home.lake, learner, steps=1000)
    with pytest.raises(NotFound):
        kept.begun("0123456789abcdef")


def test_what_stands_beside_a_model_is_not_learned_again_without_it(tmp_path: Path) -> None:
    home = TaughtHome(tmp_path)
    kept = KeptLearners(home.refits, home.saves, models=home.models, catalogue=home.catalogue)
    about = {"model": "m-1", "blend": {"weight": 0.5, "intercept": 0.0}}
    refit = home.refits.save(CrossWeights(flat_prior(0.3)), about=about)
    with pytest.raises(NotFound):
        kept.begun(refit[-16:])
    alone = home.refits.save(CrossWeights(flat_prior(0.4)), about={"model": "m-1"})
    assert kept.begun(alone[-16:]).examination == {}

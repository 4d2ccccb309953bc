"""What readers do is learned within a round of the drain, and never twice."""

from datetime import timedelta
from pathlib import Path

import pytest

from data.inbox.inbox_reading import Inbox
from data.inbox.packed import EventKind, InvalidReason, Way
from data.models.cross_store import CrossStore
from data.operational.catalogue import Catalogue
from data.operational.database import open_database
from recommender.crossed.cross_prior import flat_prior
from recommender.crossed.cross_weights import CrossWeights
from recommender.domain import TokenMode
from recommender.errors import Unavailable
from recommender.keys import key_of
from tests.builders import an_article
from tests.data.draining.told_home import Page
from tests.data.learning.taught_home import TaughtHome, learned_state, logit_of
from tests.model_builder import a_learned, a_side

IMPRESSION, VIEW, CLICK = EventKind.IMPRESSION, EventKind.VIEW, EventKind.CLICK
KIND = ("bias:", "kind:story")


@pytest.fixture
def home(tmp_path: Path) -> TaughtHome:
    return TaughtHome(tmp_path)


def _tell(home: TaughtHome, *events: bytes) -> None:
    teller = home.teller()
    teller.note(Page(number=1))
    for event in events:
        teller.tell(event)
    teller.end()
    home.drain_all()


def test_a_click_lifts_its_promo_and_a_miss_lowers_another(home: TaughtHome) -> None:
    page = Page(number=1)
    _tell(home, page.event(0, IMPRESSION), page.event(1, IMPRESSION), page.event(1, CLICK))
    assert logit_of(home, "bias:", "promo:story-1") < 0
    assert logit_of(home, "bias:", "promo:story-2") > 0
    assert "article:daily/2026/11/02/harbour" in home.learner.weights.page.numbers
    assert home.published[-1] == home.learner.version
    assert home.learner.version.endswith("+3")


def test_in_a_place_where_views_are_told_an_impression_alone_teaches_nothing(
    home: TaughtHome,
) -> None:
    page = Page(number=1)
    _tell(home, page.event(0, VIEW), page.event(1, IMPRESSION), page.event(2, IMPRESSION))
    assert home.learner.weights.learned == 1


def test_a_pixel_sees_no_views_and_its_impressions_teach(home: TaughtHome) -> None:
    page = Page(number=1)
    _tell(home, page.event(0, VIEW), page.event(1, IMPRESSION, way=Way.PIXEL))
    assert home.learner.weights.learned == 2


def test_view_and_impression_of_one_slot_are_one_exposure(home: TaughtHome) -> None:
    page = Page(number=1)
    _tell(home, page.event(0, IMPRESSION), page.event(0, VIEW))
    assert home.learner.weights.learned == 1


def test_where_only_followed_links_are_told_nothing_is_learned(home: TaughtHome) -> None:
    page = Page(number=1)
    _tell(home, page.event(0, CLICK, way=Way.REDIRECT))
    assert home.learner.weights.learned == 0


def test_a_click_of_the_script_waits_for_its_exposure(home: TaughtHome) -> None:
    page = Page(number=1)
    _tell(home, page.event(0, CLICK))
    assert home.learner.weights.learned == 0
    _tell(home, page.event(0, IMPRESSION))
    assert home.learner.weights.learned == 1
    assert logit_of(home, "bias:", "promo:story-1") > 0


def test_a_followed_link_proves_its_exposure_where_others_are_told(home: TaughtHome) -> None:
    page = Page(number=1)
    _tell(home, page.event(1, IMPRESSION), page.event(0, CLICK, way=Way.REDIRECT))
    assert home.learner.weights.learned == 2
    assert logit_of(home, "bias:", "promo:story-1") > 0


def test_each_page_view_of_a_cached_slot_is_an_exposure(home: TaughtHome) -> None:
    page = Page(number=1, mode=TokenMode.CACHED)
    views = [page.event(0, IMPRESSION, view=view) for view in ("a", "b", "a")]
    _tell(home, *views)
    assert home.learner.weights.learned == 2


def test_what_is_invalid_teaches_nothing(home: TaughtHome) -> None:
    _tell(home, Page(number=1).event(0, IMPRESSION, invalid=InvalidReason.CRAWLER))
    assert home.learner.weights.learned == 0


def test_what_is_drained_days_after_its_decision_waits_for_the_refit(home: TaughtHome) -> None:
    page = Page(number=1)
    home.now += timedelta(days=3)
    _tell(home, page.event(0, IMPRESSION))
    assert home.learner.weights.learned == 0
    home.started()
    home.drain_all()
    assert home.learner.weights.learned == 0


def test_a_promo_that_the_catalogue_never_had_is_passed_over(home: TaughtHome) -> None:
    page = Page(number=1, promos=(1, 77))
    _tell(home, page.event(1, IMPRESSION), page.event(0, IMPRESSION))
    assert home.learner.weights.learned == 1


def test_an_article_that_nobody_knows_teaches_by_its_reader(home: TaughtHome) -> None:
    page = Page(number=2, article=77, article_version=0)
    _tell(home, page.event(0, IMPRESSION))
    assert "country:JP" in home.learner.weights.page.numbers
    assert not any(name.startswith("article:") for name in home.learner.weights.page.numbers)


def test_an_article_that_is_catalogued_later_changes_nothing_of_what_was_learned(
    home: TaughtHome,
) -> None:
    late = an_article(id="late")
    page = Page(number=2, article=key_of(late.site, late.id), article_version=0)
    teller = home.teller()
    teller.note(page, articles=[(page.article, late.site, late.id)])
    teller.tell(page.event(0, IMPRESSION))
    teller.end()
    home.drain_all()
    known = learned_state(home)
    later = Catalogue(open_database(f"sqlite:///{home.folder / 'chirashi.db'}"))
    later.articles.put(late)
    later.close()
    home.learning.begin()
    assert home.learner.weights.learned == 1
    assert learned_state(home) == known


def test_a_newer_refit_is_taken_up_and_what_came_after_it_learned_on_top(
    home: TaughtHome,
) -> None:
    page = Page(number=1)
    _tell(home, page.event(0, IMPRESSION))
    drained_us = home.learner.through_us
    refit = home.refits.save(
        CrossWeights(flat_prior(0.5)), about={"drained_through_us": drained_us}
    )
    _tell(home, page.event(1, IMPRESSION))
    assert home.learner.base.version == refit
    assert home.learner.weights.learned == 1
    assert home.learner.weights.prior == flat_prior(0.5)
    assert "promo:story-1" not in home.learner.weights.promo.numbers


def test_a_spoilt_state_is_passed_over(home: TaughtHome) -> None:
    page = Page(number=1)
    _tell(home, page.event(0, IMPRESSION))
    known = learned_state(home)
    home.learning.end()
    newest = max(home.saves.folder.glob("*.npz"), key=lambda path: path.name)
    newest.write_bytes(b"spoilt")
    home.started()
    home.drain_all()
    assert learned_state(home) == known


def test_a_learner_that_fails_holds_up_no_event_and_begins_anew(
    home: TaughtHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(store: CrossStore) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(CrossStore, "versions", fail)
    teller, page = home.teller(), Page(number=1)
    teller.note(page)
    teller.tell(page.event(0, IMPRESSION))
    assert not (home.drainer.drain() or home.drainer.drain())
    assert len(home.rows("events")) == 1
    assert home.learning.learner is None
    assert "out of order" in home.state().problems[0]
    monkeypatch.undo()
    home.now += timedelta(minutes=2)
    home.drain_all()
    assert home.learner.weights.learned == 1


def test_what_cannot_be_published_or_saved_is_tried_again_and_stays_learned(
    home: TaughtHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Unavailable("no space left")

    _tell(home)
    monkeypatch.setattr(CrossStore, "save", refuse)
    home.now += timedelta(minutes=20)
    teller, page = home.teller("b1"), Page(number=1)
    teller.tell(page.event(0, IMPRESSION))
    home.drainer.drain()
    home.drainer.drain()
    assert home.learner.weights.learned == 1
    assert "no space left" in home.state().problems[0]
    monkeypatch.undo()
    home.now += timedelta(minutes=2)
    home.drain_all()
    assert home.published[-1].endswith("+1")


def test_what_may_still_be_drained_again_is_not_kept(
    home: TaughtHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(inbox: Inbox, table: str, number: int) -> None:
        raise Unavailable("the inbox is locked")

    _tell(home)
    teller = home.teller("b1")
    teller.tell(Page(number=1).event(0, IMPRESSION))
    assert home.drainer.drain()
    home.now += timedelta(hours=1)
    monkeypatch.setattr(Inbox, "delete_through", refuse)
    assert not home.drainer.drain()
    assert home.learner.weights.learned == 1
    monkeypatch.undo()
    home.started()
    home.drain_all()
    assert home.learner.weights.learned == 1
    home.started()
    home.drain_all()
    assert home.learner.weights.learned == 1


def test_a_refit_that_stands_beside_a_model_waits_until_that_one_is_live(home: TaughtHome) -> None:
    page = Page(number=1)
    blend = {"weight": 0.5, "intercept": -1.0}
    home.models.save(a_learned(version="m-1"), created_at=home.now)
    refit = home.refits.save(CrossWeights(flat_prior(0.5)), about={"model": "m-1", "blend": blend})
    _tell(home, page.event(0, IMPRESSION))
    assert home.learner.base.version != refit
    home.models.promote("m-1")
    home.drain_all()
    assert home.learner.base.version == refit
    assert (home.learner.base.share, home.learner.base.shift) == (0.5, -1.0)


def test_the_models_logit_counts_as_known_when_a_click_is_learned(tmp_path: Path) -> None:
    moved = []
    for number, logit in enumerate((-9.0, 9.0)):
        folder = tmp_path / str(number)
        folder.mkdir()
        home = TaughtHome(folder)
        side = a_side({"promo:story-1": (0.0, logit)})
        home.models.save(a_learned(version="m-1", promo_side=side), created_at=home.now)
        home.models.promote("m-1")
        about = {"model": "m-1", "blend": {"weight": 1.0, "intercept": 0.0}}
        home.refits.save(CrossWeights(flat_prior(0.001)), about=about)
        _tell(home, Page(number=1).event(0, CLICK), Page(number=1).event(0, IMPRESSION))
        moved.append(logit_of(home, "bias:", "promo:story-1"))
    assert moved[0] > 10 * moved[1] > 0

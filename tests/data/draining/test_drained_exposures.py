"""What live traffic left in the lake trains: pages and events become the exposures they were."""

from datetime import timedelta
from pathlib import Path

from data.inbox.packed import EventKind, InvalidReason, Way
from data.lake.exposures import read_exposures
from recommender.domain import Arm, TokenMode
from tests.builders import NOON
from tests.data.draining.told_home import Page, ToldHome
from training.served import served

IMPRESSION, VIEW, CLICK = EventKind.IMPRESSION, EventKind.VIEW, EventKind.CLICK


def test_pages_and_events_become_exposures_with_their_exact_propensities(tmp_path: Path) -> None:
    home = ToldHome(tmp_path)
    page, lost = Page(number=1), Page(number=2, arm=Arm.CONTROL, promos=(3, 2))
    cached = Page(number=3, mode=TokenMode.CACHED, promos=(2,))
    teller, other = home.teller("a1"), home.teller("b1")
    teller.note(page, cached)
    teller.tell(*(page.event(at, IMPRESSION) for at in range(3)), page.event(1, CLICK))
    teller.tell(*(cached.event(0, IMPRESSION, view=view) for view in ("v1", "v2", "v3")))
    teller.tell(cached.event(0, CLICK, view="v2"), page.event(1, CLICK))
    other.tell(page.event(0, IMPRESSION), lost.event(1, CLICK, way=Way.REDIRECT, view="v9"))
    other.tell(lost.event(1, IMPRESSION), page.event(2, CLICK, invalid=InvalidReason.CRAWLER))
    home.drain_all()
    exposures = read_exposures(
        home.lake, since=NOON - timedelta(hours=1), until=NOON + timedelta(hours=1)
    )
    names = ("decision", "arm", "position", "promo", "promo_version", "propensity")
    rows = [tuple(row[name] for name in names) for row in exposures.to_pylist()]
    assert rows == [
        (page.decision, "learned", 0, "story-1", 1, page.propensity(0)),
        (page.decision, "learned", 1, "story-2", 1, page.propensity(1)),
        (page.decision, "learned", 2, "story-3", 1, page.propensity(2)),
        (lost.decision, "control", 1, "story-2", 1, lost.propensity(1)),
        (cached.decision, "learned", 0, "story-2", 1, cached.propensity(0)),
    ]
    counts = [(row["count"], row["clicks"]) for row in exposures.to_pylist()]
    assert counts == [(1, 0), (1, 1), (1, 0), (1, 1), (3, 1)]
    seen = served(home.lake, exposures)
    assert {key: promo.title for key, promo in seen.promos.items()} == {
        ("story-1", 1): "Title of story-1",
        ("story-2", 1): "Title of story-2",
        ("story-3", 1): "Title of story-3",
    }
    assert [article.category for article in seen.articles.values()] == ["world"]

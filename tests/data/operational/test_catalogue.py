"""The catalogue keeps every noun, its versions and what changed, on SQLite and PostgreSQL."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from data.operational.catalogue import Catalogue
from data.operational.database import open_database
from data.operational.kept import Verdict
from data.operational.migration import migrate
from data.operational.precondition import Precondition
from recommender.domain import Layout, Rules
from recommender.errors import Conflict, NotFound
from tests.builders import NOON, a_placement, a_promo, a_site, a_source, an_article

FULL_PROMO = a_promo(
    id="offer/'\"1",
    title="無料の一杯",
    sponsored=True,
    value_micros=250_000,
    languages=("en", "ja"),
    countries=("JP",),
    starts_at=NOON,
    ends_at=NOON + timedelta(days=2, microseconds=1),
)
RULES = Rules(minimum_per_kind={"offer": 2}, maximum_per_kind={"offer": 5}, maximum_per_source=2)


class Clock:
    """A clock that moves one minute whenever it is read."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def catalogue(database_url: str) -> Iterator[Catalogue]:
    engine = open_database(database_url)
    migrate(engine)
    yield Catalogue(engine, now=Clock())
    engine.dispose()


@pytest.mark.parametrize(
    ("shelf_name", "value", "key"),
    [
        ("sites", a_site(origins=("https://daily.example",)), ("daily",)),
        ("sources", a_source(url="https://ribs.example/"), ("ribs",)),
        ("articles", an_article(tags=("sea",), published_at=NOON), ("daily", "2026/11/02/harbour")),
        ("promos", FULL_PROMO, ("offer/'\"1",)),
        ("placements", a_placement(rules=RULES, layout=Layout.GRID), ("daily", "footer")),
    ],
)
def test_gives_back_every_noun_as_it_was_put(
    catalogue: Catalogue, shelf_name: str, value: Any, key: tuple[str, ...]
) -> None:
    catalogue.sites.put(a_site())
    shelf = getattr(catalogue, shelf_name)
    written = shelf.put(value)
    assert shelf.get(*key).value == value
    assert shelf.by_number(written.kept.number) == shelf.get(*key)
    assert shelf.changed_since(0) == [shelf.get(*key)]
    assert list(shelf.all()) == [shelf.get(*key)]


def test_counts_a_version_for_each_change_and_none_for_sameness(catalogue: Catalogue) -> None:
    first = catalogue.promos.put(a_promo())
    same = catalogue.promos.put(a_promo())
    assert (first.verdict, same.verdict) == (Verdict.CREATED, Verdict.UNCHANGED)
    assert catalogue.version() == 1
    changed = catalogue.promos.put(a_promo(title="Another title"))
    assert changed.verdict is Verdict.UPDATED
    assert (changed.kept.number, changed.kept.version) == (first.kept.number, 2)
    assert catalogue.version() == changed.kept.changed_in == 2


def test_keeps_every_version_with_its_time(catalogue: Catalogue) -> None:
    catalogue.promos.put(a_promo(title="One"))
    catalogue.promos.put(a_promo(title="Two"))
    catalogue.promos.delete("story-1")
    versions = catalogue.promos.versions("story-1")
    assert [each.version for each in versions] == [1, 2, 3]
    assert [each.value.title for each in versions] == ["One", "Two", "Two"]
    assert [each.archived for each in versions] == [False, False, True]
    assert [each.valid_from for each in versions] == sorted(each.valid_from for each in versions)
    assert versions[0].valid_from.tzinfo is UTC


def test_archives_instead_of_deleting(catalogue: Catalogue) -> None:
    number = catalogue.promos.put(a_promo()).kept.number
    before = catalogue.version()
    catalogue.promos.delete("story-1")
    with pytest.raises(NotFound):
        catalogue.promos.get("story-1")
    assert catalogue.promo_by_number(number).archived
    assert [each.archived for each in catalogue.promos_changed_since(before)] == [True]
    assert catalogue.promos.page() == []
    with pytest.raises(NotFound):
        catalogue.promos.delete("story-1")


def test_revives_an_archived_promo_under_its_number(catalogue: Catalogue) -> None:
    number = catalogue.promos.put(a_promo()).kept.number
    catalogue.promos.delete("story-1")
    revived = catalogue.promos.put(a_promo())
    assert revived.verdict is Verdict.CREATED
    assert (revived.kept.number, revived.kept.version) == (number, 3)
    assert not revived.kept.archived


def test_tells_only_what_changed_since_a_version(catalogue: Catalogue) -> None:
    catalogue.promos.put_many([a_promo(id="a"), a_promo(id="b")])
    seen = catalogue.version()
    catalogue.promos.put_many([a_promo(id="a"), a_promo(id="b", paused=True), a_promo(id="c")])
    assert [each.value.id for each in catalogue.promos_changed_since(seen)] == ["b", "c"]
    assert catalogue.promos_changed_since(catalogue.version()) == []


def test_pages_in_the_order_of_creation_and_by_site(catalogue: Catalogue) -> None:
    catalogue.sites.put_many([a_site(), a_site(id="blog")])
    catalogue.articles.put_many([an_article(id=str(number)) for number in range(5)])
    catalogue.articles.put(an_article(site="blog", id="0"))
    first = catalogue.articles.page(limit=3, site="daily")
    rest = catalogue.articles.page(after=first[-1].number, limit=3, site="daily")
    assert [each.value.id for each in first + rest] == ["0", "1", "2", "3", "4"]
    assert len(catalogue.articles.page()) == 6


def test_later_rows_of_a_bulk_win_and_each_is_judged(catalogue: Catalogue) -> None:
    rows = [a_promo(title="One"), a_promo(title="One"), a_promo(title="Two"), a_promo(id="other")]
    assert catalogue.promos.put_many(rows) == ["created", "unchanged", "updated", "created"]
    assert catalogue.promos.get("story-1").value.title == "Two"
    assert [each.value.title for each in catalogue.promos.versions("story-1")] == ["One", "Two"]


def test_a_bulk_of_more_than_one_batch_is_kept_whole(catalogue: Catalogue) -> None:
    promos = [a_promo(id=f"promo-{number}") for number in range(1201)]
    assert set(catalogue.promos.put_many(promos)) == {Verdict.CREATED}
    assert [each.value for each in catalogue.promos.all()] == promos


@pytest.mark.parametrize("value", [an_article(site="nowhere"), a_placement(site="nowhere")])
def test_articles_and_placements_need_a_known_site(catalogue: Catalogue, value: Any) -> None:
    shelf: Any = catalogue.articles if hasattr(value, "text") else catalogue.placements
    with pytest.raises(NotFound, match="no site is known as 'nowhere'"):
        shelf.put(value)


def test_the_same_article_id_stands_on_two_sites(catalogue: Catalogue) -> None:
    catalogue.sites.put_many([a_site(), a_site(id="blog")])
    catalogue.articles.put(an_article(title="Ours"))
    catalogue.articles.put(an_article(site="blog", title="Theirs"))
    assert catalogue.articles.get("daily", "2026/11/02/harbour").value.title == "Ours"


@pytest.mark.parametrize(
    "before",
    [
        Precondition(versions=frozenset({1})),
        Precondition(versions=frozenset()),
        Precondition(must_be_new=True),
    ],
)
def test_refuses_to_overwrite_what_changed_since_it_was_read(
    catalogue: Catalogue, before: Precondition
) -> None:
    catalogue.promos.put(a_promo(title="One"))
    catalogue.promos.put(a_promo(title="Two"))
    with pytest.raises(Conflict):
        catalogue.promos.put(a_promo(title="Three"), before=before)
    with pytest.raises(Conflict):
        catalogue.promos.delete("story-1", before=before)
    assert catalogue.promos.get("story-1").value.title == "Two"


def test_what_must_exist_is_not_created(catalogue: Catalogue) -> None:
    with pytest.raises(Conflict):
        catalogue.promos.put(a_promo(), before=Precondition(must_exist=True))
    assert catalogue.version() == 0

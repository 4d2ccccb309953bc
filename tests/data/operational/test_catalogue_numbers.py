"""The catalogue by its numbers: many at once, keys alone, every version that a number had."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.operational.catalogue import Catalogue, open_catalogue
from tests.builders import a_promo, a_site, a_source, an_article


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with open_catalogue(f"sqlite:///{tmp_path / 'chirashi.db'}") as opened:
        opened.sites.put(a_site())
        opened.sources.put(a_source(id="blog"))
        opened.promos.put_many([a_promo(id=f"story-{at}") for at in range(1, 601)])
        opened.articles.put(an_article())
        yield opened


def test_many_numbers_are_found_at_once_and_unknown_ones_left_out(catalogue: Catalogue) -> None:
    catalogue.promos.delete("story-2")
    wanted = [*range(1, 601), 7_000]
    found = catalogue.promos.by_numbers(wanted)
    assert [kept.value.id for kept in found] == [f"story-{at}" for at in range(1, 601)]
    assert found[1].archived
    keys = [(row.number, row.id) for row in catalogue.promos.keys_by_numbers(wanted)]
    assert sorted(keys) == [(at, f"story-{at}") for at in range(1, 601)]


def test_a_number_has_every_version_it_ever_had(catalogue: Catalogue) -> None:
    catalogue.promos.put(a_promo(id="story-1", title="Again"))
    catalogue.promos.delete("story-1")
    history = catalogue.promos.history(1)
    assert [(kept.version, kept.value.title) for kept in history] == [
        (1, "Title of story-1"),
        (2, "Again"),
        (3, "Again"),
    ]
    assert catalogue.promos.history(7_000) == []


def test_keys_that_changed_since_a_version(catalogue: Catalogue) -> None:
    assert [tuple(row) for row in catalogue.articles.keys_changed_since(0)] == [
        (1, "daily", "2026/11/02/harbour")
    ]
    version = catalogue.version()
    catalogue.articles.put(an_article(id="another"))
    assert [row.id for row in catalogue.articles.keys_changed_since(version)] == ["another"]

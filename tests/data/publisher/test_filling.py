"""Filling puts every sample into the catalogue once."""

from pathlib import Path

from data.operational.catalogue import open_catalogue
from data.operational.kept import Verdict
from data.publisher.filling import fill
from tests.data.publisher.small_publisher import a_small_catalogue


def test_fills_a_fresh_catalogue_and_changes_nothing_the_second_time(tmp_path: Path) -> None:
    samples = a_small_catalogue()
    catalogue = open_catalogue(f"sqlite:///{tmp_path / 'chirashi.db'}")
    first = fill(catalogue, samples)
    version = catalogue.version()
    second = fill(catalogue, samples)
    assert set(first) == {Verdict.CREATED}
    assert set(second) == {Verdict.UNCHANGED}
    assert catalogue.version() == version
    assert [kept.value for kept in catalogue.promos.all()] == list(samples.promos)
    assert [kept.value for kept in catalogue.articles.all()] == list(samples.articles)

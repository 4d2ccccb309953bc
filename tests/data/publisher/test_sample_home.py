"""A home of the sample publisher: each step is done once, and never in somebody else's home."""

from datetime import timedelta
from pathlib import Path

import pytest

from data.lake.lake_store import Lake
from data.operational.catalogue import Catalogue, open_catalogue
from data.publisher.sample_home import SampleHome
from recommender.errors import Conflict, Unavailable
from tests.builders import a_site
from tests.data.publisher.small_publisher import NOW, write_samples


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """Return a folder of small samples."""
    return write_samples(tmp_path / "samples")


def a_catalogue(folder: Path) -> Catalogue:
    """Return an empty catalogue in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return open_catalogue(f"sqlite:///{folder / 'chirashi.db'}")


def test_a_second_start_reuses_catalogue_log_and_dates(tmp_path: Path, samples: Path) -> None:
    catalogue, lake = a_catalogue(tmp_path / "home"), Lake(f"file://{tmp_path / 'lake'}")
    first = SampleHome(tmp_path / "home", now=NOW, samples=samples)
    assert first.fill(catalogue) > 100
    assert len(list(first.log(lake, days=2, views_a_day=100))) == 2
    second = SampleHome(tmp_path / "home", now=NOW + timedelta(days=3), samples=samples)
    assert second.now == NOW
    assert second.fill(catalogue) == 0
    assert list(second.log(lake, days=2, views_a_day=100)) == []


def test_a_start_that_was_stopped_begins_its_step_again(tmp_path: Path, samples: Path) -> None:
    catalogue, lake = a_catalogue(tmp_path / "home"), Lake(f"file://{tmp_path / 'lake'}")
    stopped = SampleHome(tmp_path / "home", now=NOW, samples=samples)
    stopped.fill(catalogue)
    next(stopped.log(lake, days=2, views_a_day=100))
    again = SampleHome(tmp_path / "home", now=NOW + timedelta(hours=1), samples=samples)
    assert len(list(again.log(lake, days=2, views_a_day=100))) == 2
    assert lake.read("decisions").count().to_pyarrow().as_py() == 200


def test_what_was_edited_since_is_left_alone(tmp_path: Path, samples: Path) -> None:
    catalogue = a_catalogue(tmp_path / "home")
    SampleHome(tmp_path / "home", now=NOW, samples=samples).fill(catalogue)
    promo = next(catalogue.promos.all()).value
    catalogue.promos.delete(promo.id)
    SampleHome(tmp_path / "home", now=NOW, samples=samples).fill(catalogue)
    assert promo.id not in {kept.value.id for kept in catalogue.promos.all()}


def test_somebody_elses_catalogue_is_refused(tmp_path: Path, samples: Path) -> None:
    catalogue = a_catalogue(tmp_path / "home")
    catalogue.sites.put(a_site(id="their-paper"))
    with pytest.raises(Conflict, match=r"their-paper.*CHIRASHI_HOME"):
        SampleHome(tmp_path / "home", now=NOW, samples=samples).fill(catalogue)
    assert [kept.value.id for kept in catalogue.sites.all()] == ["their-paper"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"unknown": 1}', '{"dated_from": 5}', "\x00"])
def test_a_damaged_record_says_what_to_do(tmp_path: Path, text: str) -> None:
    (tmp_path / "sample.json").write_text(text)
    with pytest.raises(Unavailable, match="delete it"):
        SampleHome(tmp_path, now=NOW)

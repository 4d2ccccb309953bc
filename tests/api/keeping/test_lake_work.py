"""What the drain is wired with."""

from pathlib import Path

from api.keeping.lake_work import model_names
from data.snapshot_store import SnapshotStore
from tests.api.served_home import a_learned_home


def test_models_are_named_as_the_current_snapshot_lists_them(tmp_path: Path) -> None:
    home = a_learned_home(tmp_path)
    assert model_names(home.store) == [home.models.live()]
    assert model_names(SnapshotStore(tmp_path / "nothing")) == []

"""The demo's preparation: a fresh home becomes one that can serve, and is reused after."""

from pathlib import Path

from api.commands.demo import prepare
from data.catalogue import open_catalogue
from data.lake import Lake
from data.model_store import ModelStore
from data.storage_settings import storage_settings
from tests.data.publisher.small_publisher import NOW


def contents(home: Path) -> dict[str, int]:
    """Return when each file of the lake and each model was last written."""
    files = [path for name in ("lake", "models") for path in (home / name).rglob("*.*")]
    return {str(path): path.stat().st_mtime_ns for path in files if path.is_file()}


def test_a_fresh_home_is_filled_logged_and_trained_once(tmp_path: Path) -> None:
    settings = storage_settings({"CHIRASHI_HOME": str(tmp_path / "home")})
    prepare(settings, now=NOW, views_a_day=1_000)
    catalogue = open_catalogue(settings.database_url)
    assert catalogue.placements.get("japan-daily", "footer").value.slots == 12
    assert len(Lake(settings.lake_url).days("decisions")) == 14
    store = ModelStore(settings.models)
    live = store.live()
    assert live
    assert store.load(live).version == live
    version, before = catalogue.version(), contents(settings.home)
    prepare(settings, now=NOW, views_a_day=1_000)
    assert catalogue.version() == version
    assert contents(settings.home) == before

"""The demo's preparation: a fresh home becomes one that can serve, and is reused after."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path

import httpx
import pytest

from api.commands.demo_preparation import prepare
from data.lake.lake_store import Lake
from data.models.model_store import ModelStore
from data.operational.catalogue import open_catalogue
from data.storage_settings import StorageSettings, storage_settings
from tests.conftest import require
from tests.console_examples import examples_in, run_examples

ROOT = Path(__file__).parents[3]


def a_free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def contents(home: Path) -> dict[str, int]:
    """Return when each file of the lake and each model was last written."""
    files = [path for name in ("lake", "models") for path in (home / name).rglob("*.*")]
    return {str(path): path.stat().st_mtime_ns for path in files if path.is_file()}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home that the demo has prepared, with a small log."""
    home = tmp_path_factory.mktemp("demo") / "home"
    prepare(settings_of(home), now=datetime.now(UTC), views_a_day=500)
    return home


def assert_readme_is_true(address: str, *, folder: Path) -> None:
    """Run the example of the README; what is drawn differs, the shape of the answer does not."""
    require(shutil.which("curl") and shutil.which("bash"), "curl or bash is not installed")
    (example,) = examples_in((ROOT / "README.md").read_text(encoding="utf-8"))
    (done,) = run_examples([example], folder=folder, env={"CHIRASHI": address})
    assert shape(json.loads("".join(done.output))) == shape(json.loads("".join(example.output)))


def shape(value: object) -> object:
    """Return the names of an answer's fields, in order, with the kinds of their values."""
    if isinstance(value, dict):
        return [(name, shape(part)) for name, part in value.items()]
    if isinstance(value, list):
        return [shape(part) for part in value]
    return "text" if value is None else type(value).__name__.replace("str", "text")


def settings_of(home: Path) -> StorageSettings:
    """Return the settings of embedded parts in a home."""
    return storage_settings({"CHIRASHI_HOME": str(home)})


def test_a_fresh_home_is_filled_logged_and_trained(home: Path) -> None:
    settings = settings_of(home)
    catalogue = open_catalogue(settings.database_url)
    assert catalogue.placements.get("japan-daily", "footer").value.slots == 12
    assert len(Lake(settings.lake_url).days("decisions")) == 14
    store = ModelStore(settings.models)
    live = store.live()
    assert live
    assert store.load(live).version == live


def test_a_second_start_changes_nothing(home: Path) -> None:
    settings = settings_of(home)
    version, before = open_catalogue(settings.database_url).version(), contents(home)
    prepare(settings, now=datetime.now(UTC), views_a_day=500)
    assert open_catalogue(settings.database_url).version() == version
    assert contents(home) == before


def test_a_model_of_an_older_version_is_trained_again(home: Path, tmp_path: Path) -> None:
    settings = settings_of(shutil.copytree(home, tmp_path / "home"))
    store = ModelStore(settings.models)
    old = str(store.live())
    file = store.folder / old / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"format": 1}))
    prepare(settings, now=datetime.now(UTC), views_a_day=500)
    live = str(store.live())
    assert live != old
    assert store.load(live).version == live


@contextmanager
def a_demo(home: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Run the demo in a process; whatever a test finds, it is ended."""
    values = {"CHIRASHI_HOME": str(home), "CHIRASHI_PORT": str(a_free_port())}
    with subprocess.Popen(
        [sys.executable, "-m", "api.command_line", "demo", *options],
        env=os.environ | values,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)


def test_it_answers_its_addresses_until_it_is_interrupted(home: Path) -> None:
    with a_demo(home) as process:
        assert process.stdout
        told = list(takewhile(lambda line: "Ctrl-C" not in line, process.stdout))
        addresses = re.findall(r"http://\S+", "".join(told))
        pages = [httpx.get(address, timeout=60) for address in addresses]
        assert_readme_is_true(addresses[0].rstrip("/"), folder=home)
        process.send_signal(signal.SIGINT)
        assert "The next start goes on from here" in process.stdout.read()
        assert process.wait() == 0
    assert [page.status_code for page in pages] == [200] * 5
    front, article, report, slots, _ = pages
    assert "Japan Daily" in front.text
    assert article.text.count("data-promo=") == 13
    assert "Readers clicked" in report.text or "cannot be told yet" in report.text
    assert slots.json()["rung"] == "learned"
    assert len(slots.json()["placements"]["footer"]["slots"]) == 12
    with pytest.raises(httpx.ConnectError):
        httpx.get(addresses[0])


def test_its_readers_visit_it_and_it_trains_on_what_they_did(home: Path, tmp_path: Path) -> None:
    visited = shutil.copytree(home, tmp_path / "home")
    with a_demo(visited, "--readers", "--rate", "20", "--retrain-minutes", "0.15") as process:
        assert process.stdout
        told = list(takewhile(lambda line: "Retrained" not in line, process.stdout))
        lines = [line for line in told if "views/s" in line]
        process.send_signal(signal.SIGINT)
        assert "The next start goes on from here" in process.stdout.read()
        assert process.wait() == 0
    assert any("expected: " in line and "model 20" in line for line in lines)
    assert len(ModelStore(settings_of(visited).models).versions()) == 2
    assert (visited / "learning.svg").read_text().startswith("<svg")

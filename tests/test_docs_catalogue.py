"""The examples of docs/catalogue.md do what the page says."""

import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from api.edge.gate import Gate
from api.edge.problems import install_problems
from api.routes.keep import catalogue_routers
from data.operational.api_keys import ApiKeys
from data.operational.catalogue import Catalogue
from data.operational.database import open_database
from data.operational.migration import migrate
from tests.conftest import require
from tests.console_examples import examples_in, run_examples

ROOT = Path(__file__).parents[1]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    engine = open_database(f"sqlite:///{tmp_path / 'chirashi.db'}")
    migrate(engine)
    app = FastAPI()
    install_problems(app)
    for router in catalogue_routers(Catalogue(engine), gate=Gate(ApiKeys(engine))):
        app.include_router(router)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
    engine.dispose()


def test_the_page_says_what_happens(address: str, tmp_path: Path) -> None:
    require(shutil.which("curl") and shutil.which("bash"), "curl or bash is not installed")
    command = tmp_path / "bin" / "chirashi"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m api.command_line "$@"\n')
    command.chmod(0o755)
    env = {
        "CHIRASHI": address,
        "CHIRASHI_HOME": str(tmp_path),
        "PATH": f"{command.parent}:/usr/local/bin:/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
    }
    examples = examples_in((ROOT / "docs" / "catalogue.md").read_text(encoding="utf-8"))
    assert len(examples) == 13
    assert run_examples(examples, folder=tmp_path, env=env) == examples

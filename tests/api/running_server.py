"""`chirashi serve` in processes of its own, on a free port, over a home that a test has filled."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.api.patience import wait_for
from tests.api.served_home import SECRET

ROOT = Path(__file__).resolve().parents[2]
QUERY = "/v1/slots?site=daily&article=x&placement=footer"


@dataclass(frozen=True)
class Running:
    """A running server and its home; what it logs goes to `log`."""

    process: "subprocess.Popen[bytes]"
    port: int
    home: Path
    log: Path

    def get(self, path: str) -> Any:
        """Return what a door answers, from JSON."""
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as response:
            return json.loads(response.read())

    def ready(self) -> Any:
        """Return what `/readyz` tells."""
        return self.get("/readyz")

    def problem(self) -> str:
        """Return the keeper's problem as `/readyz` tells it."""
        return str(self.ready()["keeper"]["problem"])

    def is_filled(self) -> bool:
        """Whether a page gets all four of its slots."""
        return len(self.get(QUERY)["placements"]["footer"]["slots"]) == 4

    def keeper(self) -> int:
        """Return the process that holds the keeper's lock file open."""
        lock = str(self.home / "snapshots" / "keeper.lock")
        for folder in Path("/proc").glob("[0-9]*/fd/*"):
            try:
                if os.readlink(folder) == lock:
                    return int(folder.parts[2])
            except OSError:
                continue
        return 0


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def command_of(*arguments: str) -> list[str]:
    """Return the command line of `chirashi` with these arguments."""
    return [sys.executable, "-m", "api.command_line", *arguments]


def environment_of(home: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a command on a home."""
    values = {"CHIRASHI_HOME": str(home), "CHIRASHI_SECRETS": SECRET, "PYTHONPATH": str(ROOT)}
    given = {f"CHIRASHI_{name.upper()}": value for name, value in settings.items()}
    return {**os.environ, **values, **given}


@contextmanager
def a_running_server(
    home: Path, *, workers: int, before: Sequence[str] = (), **settings: str
) -> Iterator[Running]:
    """Serve until left, ready at the start; `before` stands in front of the command."""
    port = free_port()
    log = home.parent / f"{home.name}.log"
    command = [*before, *command_of("serve", "--workers", str(workers))]
    environment = environment_of(home, port=str(port), **settings)
    with log.open("wb") as told:
        # Through a pipe: a test may leave the server itself no room for a word.
        keeping = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=told)
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=keeping.stdin)
    running = Running(process, port, home, log)
    try:
        wait_for(lambda: running.ready()["status"] == "ready", "ready")
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        finally:
            process.kill()
            keeping.communicate()

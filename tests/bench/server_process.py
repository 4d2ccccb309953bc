"""Servers under load: one uvicorn worker each, as `chirashi serve` starts it, and its CPU time."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from api.supervisor import ONE_THREAD, PROTOCOL

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 300.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server: where it listens and what CPU it has used."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Return the user and system time the process has used."""
        text = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii")
        fields = text.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def address(self, path: str) -> str:
        """Return the URL of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def get(self, path: str) -> bytes:
        """Return the body of one GET."""
        with urlopen(self.address(path), timeout=10) as response:
            body: bytes = response.read()
        return body


@contextmanager
def a_server(
    factory: str, *, environment: Mapping[str, str], ready: str, http: str = PROTOCOL
) -> Iterator[Server]:
    """Run an app factory under one uvicorn worker until the block ends; wait until it is ready."""
    port = free_port()
    arguments = ["-m", "uvicorn", factory, "--factory", "--port", str(port), "--no-access-log"]
    arguments += ["--loop", "uvloop", "--http", http, "--log-level", "warning"]
    arguments += ["--no-proxy-headers", "--no-server-header"]
    with _process([sys.executable, *arguments], environment) as process:
        server = Server(port, process.pid)
        _wait(server, ready, process)
        yield server


@contextmanager
def a_whole_server(environment: Mapping[str, str], *, workers: int) -> Iterator[Server]:
    """Run `chirashi serve` on a home until the block ends; wait until a snapshot serves."""
    port = free_port()
    arguments = ["-m", "api.command_line", "serve", "--workers", str(workers)]
    values = {**environment, "CHIRASHI_PORT": str(port)}
    with _process([sys.executable, *arguments], values) as process:
        server = Server(port, process.pid)
        _wait(server, "/readyz", process)
        yield server


@contextmanager
def a_keeper(environment: Mapping[str, str]) -> Iterator[int]:
    """Run the keeper of a home in a process of its own; give its process id."""
    code = "import os; from api.supervisor import run_keeper; run_keeper(os.getppid())"
    with _process([sys.executable, "-c", code], environment) as process:
        yield process.pid


@contextmanager
def _process(
    command: list[str], environment: Mapping[str, str]
) -> Iterator["subprocess.Popen[bytes]"]:
    full = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT), **environment}
    process = subprocess.Popen(command, env=full, cwd=ROOT)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _wait(server: Server, ready: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            server.get(ready)
            return
        except OSError:
            assert process.poll() is None, "the server ended while it started"
            time.sleep(0.1)
    raise TimeoutError(f"{ready} was not ready within {PATIENCE_SECONDS:.0f} s")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port

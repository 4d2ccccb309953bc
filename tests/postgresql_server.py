"""A real PostgreSQL server for the contract tests, in a folder that goes when they end."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

UNSAFE_BUT_QUICK = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


def postgresql_binaries() -> Path | None:
    """Return the folder that holds initdb and pg_ctl, or None if there is none."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("pg_ctl"):
        places.insert(0, Path(found).resolve().parent)
    return next((place for place in places if (place / "initdb").exists()), None)


class PostgresqlServer:
    """Runs between `with` and its end; gives an empty database."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        # Not under pytest's folder: that is closed to the user that must run the server.
        self._folder = Path(tempfile.mkdtemp(prefix="chirashi-postgresql-"))
        self._port = _free_port()

    def __enter__(self) -> Self:
        user = _unprivileged_user()
        if user is not None:
            os.chown(self._folder, user["user"], user["group"])
        self._data, self._as_user = self._folder / "data", user or {}
        self._run("initdb", "-U", "chirashi", "-A", "trust", "-N", "--locale=C", "-E", "UTF8")
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -k {self._folder}"
        options += "".join(f" -c {each}" for each in UNSAFE_BUT_QUICK)
        log = str(self._folder / "log")
        self._run("pg_ctl", "start", "-w", "-t", "60", "-l", log, "-o", options)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._run("pg_ctl", "stop", "-m", "immediate")
        shutil.rmtree(self._folder)

    def empty_database(self) -> str:
        """Return the URL of the server's one database, emptied: quicker than another one."""
        url = f"postgresql://chirashi@127.0.0.1:{self._port}/postgres"
        engine = create_engine(url, poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        return url

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._binaries / program), "-D", str(self._data), *arguments]
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, cwd=self._folder, **self._as_user
        )


def _unprivileged_user() -> dict[str, Any] | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port

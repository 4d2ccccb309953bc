"""Serves an app on a free port of this machine, in a thread, and finds a Chromium to look at it."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import require

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE_S = 20
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """Return the path of a Chromium or Chrome; None if there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@contextmanager
def a_chromium(*, without: Sequence[str] = ()) -> Iterator[Browser]:
    """Launch it, without some of Playwright's own arguments; the test is skipped if there is none.

    Playwright keeps an event loop in the thread: use one at a time.
    """
    path = chromium()
    require(path, "no Chromium is installed")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=path, args=ARGUMENTS, ignore_default_args=list(without)
        )
        yield launched
        launched.close()


class PageServer:
    """Runs until the block ends; `url` has no slash at its end."""

    def __init__(self, app: FastAPI) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )

    def __enter__(self) -> "PageServer":
        self._thread.start()
        end = time.monotonic() + PATIENCE_S
        while not self._server.started and time.monotonic() < end:
            time.sleep(0.01)
        assert self._server.started, "the server did not start"
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop answering, before the block ends."""
        self._server.should_exit = True
        self._thread.join(PATIENCE_S)
        self._socket.close()

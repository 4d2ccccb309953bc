"""Connections left in the middle: what was not told whole is not kept, and nobody else waits."""

import json
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from data.inbox.packed import EVENT
from data.lake.lake_store import Lake
from tests.api.running_server import Running, a_running_server
from tests.api.served_home import a_served_home
from tests.api.told_events import a_slot_token, an_event, kept_records


@contextmanager
def connected(server: Running) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        yield connection


def request(position: int) -> bytes:
    """Return a request that tells a click of the slot at a position."""
    body = json.dumps([an_event(token=a_slot_token(position=position))]).encode()
    head = f"POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def test_what_is_told_half_is_not_kept_and_what_is_told_whole_is_kept_once(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    home = a_served_home(folder)
    home.catalogue.close()
    with a_running_server(folder, workers=1) as server:
        with connected(server) as idle, connected(server) as cut, connected(server) as after:
            idle.sendall(request(1)[:40])
            cut.sendall(request(2)[:-20])
            cut.shutdown(socket.SHUT_WR)
            assert b" 202 " not in cut.recv(4096)
            after.sendall(request(3))
            after.shutdown(socket.SHUT_WR)
            after.recv(4096)
            with connected(server) as good:
                good.sendall(request(4))
                assert good.recv(4096).startswith(b"HTTP/1.1 202 ")
            assert server.is_filled()
    waiting = np.frombuffer(kept_records(home), dtype=EVENT)["position"].tolist()
    drained = Lake(f"file://{folder / 'lake'}").read("events").execute()["position"].tolist()
    assert Counter(waiting + drained) == {3: 1, 4: 1}

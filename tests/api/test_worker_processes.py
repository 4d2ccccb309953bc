"""A worker knows whose it is, even if that was killed while it was starting."""

import multiprocessing
import os
from multiprocessing.connection import Connection

from api.worker_processes import server_process


def tell_server(told: Connection) -> None:
    """Say who started this process, though the system has given it to another by now."""
    os.getppid = lambda: 1
    told.send(server_process())


def test_a_worker_knows_a_server_that_is_gone_already() -> None:
    context = multiprocessing.get_context("spawn")
    heard, told = context.Pipe(duplex=False)
    process = context.Process(target=tell_server, args=(told,))
    process.start()
    try:
        assert heard.poll(60)
        assert heard.recv() == os.getpid()
    finally:
        process.join()


def test_a_worker_that_another_server_runs_asks_the_system() -> None:
    assert multiprocessing.parent_process() is None
    assert server_process() == os.getppid()

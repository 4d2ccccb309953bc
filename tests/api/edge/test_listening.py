"""The door's socket: had before anything else, or refused with what to do."""

import socket

import pytest

from api.edge.listening import bound_socket
from recommender.errors import Unavailable


def test_it_is_bound_and_shared_with_the_workers() -> None:
    with bound_socket("127.0.0.1", 0) as bound:
        assert bound.getsockname()[1] > 0
        assert bound.get_inheritable()


def test_a_taken_port_is_told_with_the_setting_that_changes_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Unavailable, match=rf"port {port} .*CHIRASHI_PORT"):
            bound_socket("127.0.0.1", port)


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(Unavailable, match=r"cannot listen at 203\.0\.113\.1"):
        bound_socket("203.0.113.1", 8000)

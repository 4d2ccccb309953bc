"""The socket that the workers share, bound before anything costly begins."""

import socket

from recommender.errors import Unavailable


def bound_socket(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address. Raises Unavailable if it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        message = f"cannot listen at {host} port {port} ({error.strerror})"
        raise Unavailable(f"{message}: set CHIRASHI_PORT or CHIRASHI_HOST to another") from error
    # The workers are processes of their own.
    bound.set_inheritable(True)
    return bound

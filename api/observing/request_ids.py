"""What a request is called in the log and in its answer: as its proxy named it, or a new name."""

import re
import secrets
from contextvars import ContextVar

from starlette.types import Scope

HEADER = "X-Request-ID"
_HEADER = HEADER.lower().encode()
_KEPT = "chirashi.request_id"
_SANE = re.compile(rb"[A-Za-z0-9_-]{8,64}")
"""Without a dot or colon: nobody's address can stand in it."""

CURRENT: ContextVar[Scope | None] = ContextVar("request", default=None)
"""The request that is being answered. Its name is only made when somebody wants to know it."""


def request_id(scope: Scope) -> str:
    """Return the request's name, always the same for one request."""
    kept = scope.get(_KEPT)
    if kept is None:
        kept = scope[_KEPT] = _given(scope) or secrets.token_hex(8)
    return str(kept)


def current_request_id() -> str | None:
    """Return the name of the request that this task or thread answers, None outside of one."""
    scope = CURRENT.get()
    return None if scope is None else request_id(scope)


def _given(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == _HEADER:
            return value.decode() if _SANE.fullmatch(value) else None
    return None

"""Turns what a database driver raises into one sentence that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from recommender.errors import Unavailable

LOCKED = ("database is locked", "database table is locked", "lock timeout")
MISSING = ("unable to open database file",)
NOT_SET_UP = ("no such table", "no such column", "does not exist")
SPOILT = ("file is not a database", "malformed")
WAY_BACK = "restore its file from a backup, or begin a new one with `chirashi import catalogue`"
FULL = ("disk is full", "disk I/O error", "No space left")
TOO_MUCH = "the database is asked too much at once: try again"
BUSY = "the database is locked by another process: try again"
READ_ONLY = ("readonly database", "read-only")


@contextmanager
def as_unavailable(url: URL) -> Iterator[None]:
    """Raise Unavailable in place of a driver's error; wrong statements of ours stay as they are."""
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        raise _unavailable(str(error.orig), url) from error
    except PoolTimeout as error:
        raise Unavailable.for_anyone(TOO_MUCH) from error
    except InvalidRequestError as error:
        # The pool gave up reconnecting: the file was replaced again and again.
        raise _unavailable(str(error), url) from error


def _unavailable(cause: str, url: URL) -> Unavailable:
    """Return the error; that it is locked is all that a stranger can do something about."""
    sentence = _sentence(cause, url)
    return Unavailable(sentence, told=BUSY) if _says(cause, LOCKED) else Unavailable(sentence)


def _sentence(cause: str, url: URL) -> str:
    place = url.render_as_string(hide_password=True)
    if _says(cause, LOCKED):
        return f"the database {place} is locked by another process: try again, or end that process"
    if _says(cause, MISSING):
        return f"the database {place} is missing: {WAY_BACK}"
    if _says(cause, NOT_SET_UP):
        return f"the database {place} is not set up ({cause.splitlines()[0]}): restart Chirashi"
    if _says(cause, SPOILT):
        return f"the database {place} is damaged: restore its file from a backup"
    if _says(cause, FULL):
        return f"the database {place} cannot be written, the disk fails or is full: free some space"
    if _says(cause, READ_ONLY):
        return f"the database {place} may only be read: give this user the right to write"
    return f"the database {place} does not answer: see that it runs ({cause.splitlines()[0]})"


def _says(cause: str, phrases: tuple[str, ...]) -> bool:
    return any(phrase in cause for phrase in phrases)

"""Work in a thread beside the keeper's own: if it fails, all of the keeper ends, to begin anew."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from recommender.errors import Unavailable

logger = logging.getLogger(__name__)


@contextmanager
def beside(work: Callable[[], None], *, name: str, stop: Event) -> Iterator[None]:
    """Do `work` beside what is done inside; it is to end when `stop` is set, which leaving does.

    If it fails by what nobody foresaw, that is logged and `stop` set: raises Unavailable then.
    """
    failures: list[str] = []

    def watched() -> None:
        try:
            work()
        except Exception as error:
            logger.exception("the keeper's %s failed: the keeper ends", name)
            failures.append(repr(error))
            stop.set()

    thread = Thread(target=watched, name=name)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    if failures:
        raise Unavailable(f"the keeper's {name} failed: {failures[0]}")

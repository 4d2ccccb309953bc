"""Keeps articles that a site's own server sends along with an ask, after the page was answered."""

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from threading import BoundedSemaphore

from api.keep_doors.catalogue_doors import catalogue_doors
from data.operational.catalogue import Catalogue
from data.operational.domain_documents import to_fields
from data.operational.precondition import Precondition
from recommender.domain import Article
from recommender.errors import ChirashiError, Conflict, NotFound

MOST_WAITING = 64
MOST_REMEMBERED = 10_000
REMEMBERED_SECONDS = 60.0
TRIES = 3
logger = logging.getLogger(__name__)


class InlineArticles:
    """Writes in one thread beside the pages; what goes wrong there is logged and fails nobody."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._door = catalogue_doors(catalogue)["articles"]
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keep-inline")
        self._room = BoundedSemaphore(MOST_WAITING)
        self._kept: dict[tuple[str, str], tuple[float, int]] = {}

    def keep(self, article: Article) -> None:
        """Have the article kept soon; while too many wait it is left to its next ask."""
        if not self._room.acquire(blocking=False):
            logger.warning("article %s/%s waits for its next ask", article.site, article.id)
            return
        self._thread.submit(self._keep, article).add_done_callback(self._done)

    def close(self) -> None:
        """Finish what is being written; what waits is left to its next ask."""
        self._thread.shutdown(cancel_futures=True)

    def _done(self, done: "Future[None]") -> None:
        self._room.release()
        if not done.cancelled() and (error := done.exception()) is not None:
            logger.error("an article sent along was not kept", exc_info=error)

    def _keep(self, article: Article) -> None:
        key, content = (article.site, article.id), hash(article)
        until, before = self._kept.get(key, (0.0, 0))
        if content == before and time.monotonic() < until:
            return
        try:
            self._write(self._door.value_of(to_fields(article)))
        except ChirashiError as error:
            logger.warning("article %s/%s was not kept: %s", article.site, article.id, error)
            return
        if len(self._kept) >= MOST_REMEMBERED:
            self._kept.clear()
        self._kept[key] = (time.monotonic() + REMEMBERED_SECONDS, content)

    def _write(self, sent: Article) -> None:
        """Write it, again if somebody else changed it meanwhile. Raises Conflict, Unavailable."""
        for _ in range(TRIES - 1):
            try:
                return self._write_once(sent)
            except Conflict:
                continue
        return self._write_once(sent)

    def _write_once(self, sent: Article) -> None:
        shelf = self._door.shelf
        try:
            kept = shelf.get(sent.site, sent.id)
        except NotFound:
            shelf.put(sent, before=Precondition(must_be_new=True))
            return
        merged = replace(kept.value, **said_in(sent))
        if merged != kept.value:
            shelf.put(merged, before=Precondition(versions=frozenset({kept.version})))


def said_in(article: Article) -> dict[str, object]:
    """Return the fields that the article fills: what an ask leaves out, the catalogue may know."""
    names = ("url", "title", "category", "tags", "text", "published_at", "language")
    return {name: value for name in names if (value := getattr(article, name))}

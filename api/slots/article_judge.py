"""Judges articles that no snapshot knows, in a thread beside the event loop, once for each text."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import blake2b

from recommender.domain import Article, Reader
from recommender.errors import ChirashiError
from recommender.keys import key_of
from recommender.snapshot import Snapshot
from recommender.visit import Visit, visit_of_article

MOST_KEPT = 10_000
MOST_WAITING = 64
UNKNOWN_FOR_SECONDS = 30.0
NOBODY = Reader()
logger = logging.getLogger(__name__)
Find = Callable[[str, str], Article | None]


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known of an article until `until` (loop time); `visit` None: nobody knows it."""

    visit: Visit | None
    until: float


class ArticleJudge:
    """Keeps the visits of articles, without their readers, by model and content."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="judge")
        self._kept: dict[bytes, Judged] = {}
        self._running: dict[bytes, asyncio.Future[Judged]] = {}

    async def judge_inline(
        self, snapshot: Snapshot, article: Article, *, patience_s: float
    ) -> Judged | None:
        """Judge an article sent along; None if it took too long.

        Its draw tables have a key of their own, so that what a stranger sends along under an
        article's id is never shown to the readers of that article.
        """
        digest = _digest(snapshot, article)

        def judge(until: float) -> Judged:
            visit = visit_of_article(snapshot, article, reader=NOBODY, local_hour=0)
            return Judged(replace(visit, article_key=key_of(digest.hex())), until)

        return await self._judged(digest, judge, patience_s=patience_s)

    async def judge_by_id(
        self, snapshot: Snapshot, site: str, article: str, *, patience_s: float
    ) -> Judged | None:
        """Judge what the catalogue has by this id; None if it took too long."""

        def judge(until: float) -> Judged:
            found = self._found(site, article)
            if found is None:
                return Judged(None, until)
            return Judged(visit_of_article(snapshot, found, reader=NOBODY, local_hour=0), until)

        digest = _digest(snapshot, Article(site=site, id=article))
        return await self._judged(digest, judge, patience_s=patience_s)

    def close(self) -> None:
        """Let the thread end."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _judged(
        self, digest: bytes, judge: Callable[[float], Judged], *, patience_s: float
    ) -> Judged | None:
        loop = asyncio.get_running_loop()
        kept = self._kept.get(digest)
        if kept is not None and loop.time() < kept.until:
            return kept
        running = self._running.get(digest)
        if running is None:
            if len(self._running) >= MOST_WAITING:
                return None
            until = loop.time() + UNKNOWN_FOR_SECONDS
            running = self._running[digest] = loop.run_in_executor(self._thread, judge, until)
            running.add_done_callback(lambda done: self._keep(digest, done))
        try:
            return await asyncio.wait_for(asyncio.shield(running), patience_s)
        except TimeoutError:
            return None

    def _found(self, site: str, article: str) -> Article | None:
        try:
            return self._find(site, article)
        except ChirashiError as error:
            logger.warning("article %s/%s cannot be looked up: %s", site, article, error)
            return None

    def _keep(self, digest: bytes, done: "asyncio.Future[Judged]") -> None:
        self._running.pop(digest, None)
        if done.cancelled() or done.exception() is not None:
            return
        if len(self._kept) >= MOST_KEPT:
            self._kept.pop(next(iter(self._kept)))
        self._kept[digest] = done.result()


def with_reader(visit: Visit, reader: Reader, *, local_hour: int) -> Visit:
    """Return the visit as this reader's."""
    # Written out: dataclasses.replace costs three times as much.
    return Visit(
        visit.article_key,
        visit.article_url_key,
        visit.language,
        visit.vector,
        reader,
        local_hour,
        visit.crossed,
    )


def _digest(snapshot: Snapshot, article: Article) -> bytes:
    """Return what changes with the model or with anything that is judged."""
    model = snapshot.learned.version if snapshot.learned else ""
    address = (article.site, article.id, article.url or "")
    words = (article.category or "", article.language or "", article.title, article.text)
    hashed = blake2b(digest_size=16)
    for part in (model, *address, *words, *article.tags):
        content = part.encode()
        hashed.update(b"%d:" % len(content))
        hashed.update(content)
    return hashed.digest()

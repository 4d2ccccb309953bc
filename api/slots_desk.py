"""From an ask to its answer: who asks, what is known of the article, then the decision."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.datastructures import Headers

from api.article_judge import ArticleJudge, with_reader
from api.ask import Ask
from api.ask_reading import ask_of_body
from api.decider import NO_SNAPSHOT, TOO_LATE, UNKNOWN_ARTICLE, Decider, Question, empty_answer
from api.reader_headers import HeaderTrust, with_derived
from api.served_snapshot import ServedSnapshot
from api.slot_tokens import Origin
from api.snapshot_watch import SnapshotWatch
from recommender.domain import Reader, TokenMode
from recommender.errors import NotFound
from recommender.visit import Visit, visit_by_id

RawHeaders = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks: the connection's address, its headers, whether it bears the site's key."""

    headers: RawHeaders
    client: str | None = None
    has_site_key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotsDesk:
    """Answers asks for one worker; the hot door and the pages both come here."""

    watch: SnapshotWatch
    decider: Decider
    judge: ArticleJudge
    trust: HeaderTrust
    deadline_ms: int

    async def answer(self, ask: Ask, asker: Asker) -> bytes:
        """Return the answer's JSON. Raises NotFound for a site that nobody knows."""
        at_ms = now_ms()
        served = self.watch.served
        if served is None:
            return empty_answer(ask, reason=NO_SNAPSHOT, now_ms=at_ms)
        reader, local_hour = self._reader(served, ask, asker, now_ms=at_ms)
        visit = None
        if ask.inline is None:
            visit = visit_by_id(
                served.snapshot, ask.site, ask.article, reader=reader, local_hour=local_hour
            )
        reason = None
        if visit is None or (visit.language is None and visit.vector is None):
            visit, reason = await self._judged(served, ask, reader, local_hour=local_hour)
        question = Question(
            ask=ask, visit=visit, origin=_origin(ask, asker), now_ms=at_ms, reason=reason
        )
        return self.decider.answer(served, question)

    def answer_now(self, question: Mapping[str, Any], headers: Headers) -> Mapping[str, Any]:
        """Answer a page of ours, without waiting: an article not in the snapshot is unknown.

        Raises Invalid and NotFound as the door would.
        """
        ask = ask_of_body(json.dumps(question).encode())
        at_ms = now_ms()
        served = self.watch.served
        if served is None:
            answer = empty_answer(ask, reason=NO_SNAPSHOT, now_ms=at_ms)
        else:
            asker = Asker(headers=headers.raw)
            reader, local_hour = self._reader(served, ask, asker, now_ms=at_ms)
            visit = visit_by_id(
                served.snapshot, ask.site, ask.article, reader=reader, local_hour=local_hour
            )
            asked = Question(ask=ask, visit=visit, origin=_origin(ask, asker), now_ms=at_ms)
            answer = self.decider.answer(served, asked)
        found: Mapping[str, Any] = json.loads(answer)
        return found

    def _reader(
        self, served: ServedSnapshot, ask: Ask, asker: Asker, *, now_ms: int
    ) -> tuple[Reader, int]:
        """Return the reader, derived where the page did not say, and the site's local hour."""
        site = served.sites.get(ask.site)
        if site is None:
            raise NotFound("site", ask.site)
        reader = ask.reader
        if ask.mode is TokenMode.PER_VIEW and not asker.has_site_key:
            reader = with_derived(reader, asker.headers, client=asker.client, trust=self.trust)
        return reader, site.local_hour(now_ms)

    async def _judged(
        self, served: ServedSnapshot, ask: Ask, reader: Reader, *, local_hour: int
    ) -> tuple[Visit, str | None]:
        patience_s = (ask.deadline_ms or self.deadline_ms) / 1000
        snapshot = served.snapshot
        if ask.inline is not None:
            judged = await self.judge.judge_inline(snapshot, ask.inline, patience_s=patience_s)
        else:
            judged = await self.judge.judge_by_id(
                snapshot, ask.site, ask.article, patience_s=patience_s
            )
        if judged is not None and judged.visit is not None:
            return with_reader(judged.visit, reader, local_hour=local_hour), None
        visit = visit_by_id(snapshot, ask.site, ask.article, reader=reader, local_hour=local_hour)
        if ask.inline is not None:
            visit = replace(visit, language=ask.inline.language or visit.language)
        return visit, TOO_LATE if judged is None else UNKNOWN_ARTICLE


def _origin(ask: Ask, asker: Asker) -> Origin:
    if ask.is_preview:
        return Origin.PREVIEW
    return Origin.SERVER if asker.has_site_key else Origin.BROWSER


def now_ms() -> int:
    """Return the time in Unix milliseconds."""
    return time.time_ns() // 1_000_000

"""From an ask to its answer: who asks, what is known of the article, then the decision."""

import time
from dataclasses import dataclass, replace
from typing import NamedTuple

from starlette.requests import HTTPConnection

from api.slots.article_judge import ArticleJudge, with_reader
from api.slots.ask import Ask
from api.slots.decider import NO_SNAPSHOT, TOO_LATE, UNKNOWN_ARTICLE, Decider
from api.slots.question import Question, question_of
from api.slots.reader_headers import HeaderTrust, asks_for_privacy, with_derived
from api.snapshots.served_site import ServedSite
from api.snapshots.served_snapshot import ServedSnapshot
from api.snapshots.snapshot_watch import SnapshotWatch
from data.inbox.packed import Origin
from recommender.domain import Reader, TokenMode
from recommender.errors import NotFound
from recommender.visit import Visit, visit_by_id

RawHeaders = list[tuple[bytes, bytes]]


class Asker(NamedTuple):
    """Who asks: the connection's headers and address, and whether it bears the site's key."""

    headers: RawHeaders
    client: str | None = None
    has_site_key: bool = False


@dataclass(slots=True)
class HeldAsk:
    """An ask that comes again and again, with the question it was last made into.

    The question holds while the snapshots' `question_state` and the site's hour stay the same.
    """

    ask: Ask
    state: tuple[int, int] | None = None
    local_hour: int = -1
    question: Question | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotsDesk:
    """Answers asks for one worker; the hot door and the pages both come here."""

    watch: SnapshotWatch
    decider: Decider
    judge: ArticleJudge
    trust: HeaderTrust
    deadline_ms: int

    async def answer_again(self, held: HeldAsk, asker: Asker) -> bytes:
        """Return the answer to an ask whose reader stands in it. Raises NotFound as `answer`."""
        at_ms, served = now_ms(), self.watch.served
        if served is None or asker.has_site_key or held.ask.mode is TokenMode.PER_VIEW:
            return await self.answer(held.ask, asker)
        served, question = await self._question(served, held.ask, asker, at_ms=at_ms)
        if question.reason is None:
            held.state, held.local_hour = served.question_state, question.visit.local_hour
            held.question = question
        return self.decider.answer(served, question, now_ms=at_ms)

    def answer_at_once(self, held: HeldAsk) -> bytes | None:
        """Return the answer to a stranger's ask if its question is held, else None.

        Nothing is awaited: most answers go this way, and each coroutine costs as much as a token.
        """
        at_ms, served, question = now_ms(), self.watch.served, held.question
        if served is None or question is None or held.state != served.question_state:
            return None
        if served.sites[held.ask.site].local_hour(at_ms) != held.local_hour:
            return None
        return self.decider.answer(served, question, now_ms=at_ms)

    async def answer(self, ask: Ask, asker: Asker) -> bytes:
        """Return the answer's JSON. Raises NotFound for a site that nobody knows."""
        at_ms, served = now_ms(), self.watch.served
        if served is None:
            return self.decider.empty(ask, reason=NO_SNAPSHOT, now_ms=at_ms)
        served, question = await self._question(served, ask, asker, at_ms=at_ms)
        return self.decider.answer(served, question, now_ms=at_ms)

    async def _question(
        self, served: ServedSnapshot, ask: Ask, asker: Asker, *, at_ms: int
    ) -> tuple[ServedSnapshot, Question]:
        """Return what is asked, and of which snapshot."""
        local_hour = _site(served, ask).local_hour(at_ms)
        reader = self._reader(ask, asker)
        visit, reason = served.known_visit(ask.site, ask.article), None
        if ask.inline is not None or visit is None:
            visit, reason = await self._judged(served, ask)
            # While we waited, another snapshot may have come to serve.
            before, served = served, self.watch.served or served
            if visit is not None and before.snapshot.generation != served.snapshot.generation:
                visit, reason = None, TOO_LATE
            _site(served, ask)
        return served, question_of(
            served,
            ask,
            visit=_visit(served, ask, visit, reader=reader, local_hour=local_hour),
            origin=_origin(ask, asker),
            reason=reason,
        )

    async def answer_visitor(self, ask: Ask, visitor: HTTPConnection) -> bytes:
        """Return the answer for a page of ours that somebody visits. Raises NotFound likewise."""
        client = visitor.client.host if visitor.client else None
        return await self.answer(ask, Asker(headers=visitor.headers.raw, client=client))

    def _reader(self, ask: Ask, asker: Asker) -> Reader:
        """Return the reader, derived from the headers where the page did not say."""
        told = ask.reader
        if told.seen and asks_for_privacy(asker.headers):
            told = replace(told, seen=())
        if ask.mode is not TokenMode.PER_VIEW or asker.has_site_key:
            return told
        return with_derived(told, asker.headers, client=asker.client, trust=self.trust)

    async def _judged(self, served: ServedSnapshot, ask: Ask) -> tuple[Visit | None, str | None]:
        patience_s = (ask.deadline_ms or self.deadline_ms) / 1000
        if ask.inline is not None:
            judged = await self.judge.judge_inline(
                served.snapshot, ask.inline, patience_s=patience_s
            )
        else:
            judged = await self.judge.judge_by_id(
                served.snapshot, ask.site, ask.article, patience_s=patience_s
            )
        if judged is None:
            return None, TOO_LATE
        return judged.visit, None if judged.visit else UNKNOWN_ARTICLE


def _site(served: ServedSnapshot, ask: Ask) -> ServedSite:
    site = served.sites.get(ask.site)
    if site is None:
        raise NotFound("site", ask.site)
    return site


def _visit(
    served: ServedSnapshot, ask: Ask, judged: Visit | None, *, reader: Reader, local_hour: int
) -> Visit:
    """Return the reader's visit of the article as it was judged, or as the snapshot knows it."""
    if judged is not None:
        return with_reader(judged, reader, local_hour=local_hour)
    snapshot = served.snapshot
    visit = visit_by_id(snapshot, ask.site, ask.article, reader=reader, local_hour=local_hour)
    if ask.inline is None or ask.inline.language is None:
        return visit
    return replace(visit, language=ask.inline.language)


def _origin(ask: Ask, asker: Asker) -> Origin:
    if ask.is_preview:
        return Origin.PREVIEW
    return Origin.SERVER if asker.has_site_key else Origin.BROWSER


def now_ms() -> int:
    """Return the time in Unix milliseconds."""
    return time.time_ns() // 1_000_000

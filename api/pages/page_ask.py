"""What a page asks the decision for: the same question as `POST /v1/slots`, without HTTP."""

import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from api.pages.answer import NOTHING, PageAnswer, read_answer
from api.slots.ask import Ask, WantedPlacement
from recommender.domain import Arm, Article, Reader, TokenMode

IN_ARTICLE = "in-article"
FOOTER = "footer"

logger = logging.getLogger(__name__)

DecideSlots = Callable[[Ask, HTTPConnection], Awaitable[bytes]]
"""Answers an ask with the JSON of `/v1/slots`; the request tells who asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer, and the arm it previews; None on the live page."""

    arm: Arm | None
    answer: PageAnswer


def question_of(article: Article, arm: Arm | None) -> Ask:
    """Ask for the page's two placements; for an arm, as a preview that is never counted."""
    return Ask(
        site=article.site,
        article=article.id,
        placements=(WantedPlacement(id=IN_ARTICLE), WantedPlacement(id=FOOTER)),
        reader=Reader(),
        mode=TokenMode.PER_VIEW,
        is_preview=arm is not None,
        arm=arm,
    )


async def ask_for_page(
    decide: DecideSlots,
    article: Article,
    *,
    visitor: HTTPConnection,
    arm: Arm | None,
    language: str,
) -> Answered:
    """Return the decision's answer; nothing at all if it fails, for the page must stand."""
    try:
        body = await decide(question_of(article, arm), visitor)
        answer = read_answer(json.loads(body), language=language)
    except Exception:
        logger.exception("the page of %s/%s goes without promos", article.site, article.id)
        answer = NOTHING
    return Answered(arm=arm, answer=answer)

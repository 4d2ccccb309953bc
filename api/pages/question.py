"""What a page asks the decision for, in the words of `POST /v1/slots`."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers

from api.pages.answer import NOTHING, PageAnswer, read_answer
from recommender.domain import Arm, Article
from recommender.errors import ChirashiError

IN_ARTICLE = "in-article"
FOOTER = "footer"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer, and the arm it previews; None on the live page."""

    arm: Arm | None
    answer: PageAnswer


DecideSlots = Callable[[Mapping[str, Any], Headers], Mapping[str, Any]]


def question_of(article: Article, arm: Arm | None) -> dict[str, Any]:
    """Ask for the page's two placements; for an arm, as a preview that is never counted."""
    question: dict[str, Any] = {
        "site": article.site,
        "article": article.id,
        "placements": [{"id": IN_ARTICLE}, {"id": FOOTER}],
        "mode": "per_view",
    }
    return question if arm is None else question | {"preview": True, "arm": arm.value}


def ask(
    decide: DecideSlots, article: Article, *, headers: Headers, arm: Arm | None, language: str
) -> Answered:
    """Return the decision's answer; nothing at all if it fails, for the page must stand."""
    try:
        answer = read_answer(decide(question_of(article, arm), headers), language=language)
    except (ChirashiError, LookupError, TypeError, ValueError, AttributeError):
        logger.exception("the page of %s/%s goes without promos", article.site, article.id)
        answer = NOTHING
    return Answered(arm=arm, answer=answer)

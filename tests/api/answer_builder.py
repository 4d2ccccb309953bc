"""Answers of the shape of `AnswerShape`, and a fake decision that gives them."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import HTTPConnection

from api.slots.ask import Ask

REL = "sponsored nofollow noopener"
KINDS = ("offer", "story", "guide", "event", "house")


def a_slot(position: int, **changes: Any) -> dict[str, Any]:
    """Return a filled slot; every fifth is an offer, paid for."""
    kind = KINDS[position % len(KINDS)]
    paid = kind == "offer"
    slot = {
        "position": position,
        "promo": f"{kind}-{position}",
        "kind": kind,
        "label": "Food & Drink" if paid else None,
        "title": f"Title of {kind} {position}",
        "summary": None,
        "image": f"noodles/{position}",
        "source": "Rib House" if paid else "Tokyo Weekender Diary",
        "display_url": "ribs.example" if paid else None,
        "call_to_action": None,
        "sponsored": paid,
        "disclosure": "Sponsored" if paid else None,
        "rel": REL if paid else None,
        "url": f"https://{kind}.example/{position}",
        "click_url": f"/v1/click/token-{position}",
        "token": f"token-{position}",
    }
    return slot | changes


def an_answer(**changes: Any) -> dict[str, Any]:
    """Return a native promo in the article and twelve cards under it."""
    native = a_slot(0, promo="offer-native", summary="One sentence.", call_to_action="Book a table")
    widget = [a_slot(position) for position in range(12)]
    answer = {
        "decision": "01JCHIRASHI",
        "model": "2026-11-23T02-00",
        "arm": "learned",
        "rung": "learned",
        "placements": {
            "in-article": {"heading": None, "slots": [native], "unfilled": []},
            "footer": {"heading": "Trending on our other sites", "slots": widget, "unfilled": []},
        },
    }
    return answer | changes


class FakeDecision:
    """Gives one answer to every question, and remembers the questions."""

    def __init__(self, answer: Mapping[str, Any] | Exception) -> None:
        self._answer = answer
        self.questions: list[Ask] = []

    async def __call__(self, question: Ask, _visitor: HTTPConnection) -> bytes:
        return await self.answer(question)

    async def answer(self, question: Ask) -> bytes:
        self.questions.append(question)
        if isinstance(self._answer, Exception):
            raise self._answer
        return json.dumps(self._answer).encode()

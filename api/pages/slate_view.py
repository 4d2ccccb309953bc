"""The switch of the sample page: the live slate, one arm's, or three arms side by side."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from api.pages.addresses import with_query
from api.pages.answer import Card, PageAnswer, Slate
from api.pages.page_ask import FOOTER, IN_ARTICLE, Answered
from recommender.domain import Arm, Rung

ANCHOR = "promos"
FALLBACKS: Mapping[str, str] = {
    Rung.PRIOR.value: "No model answered: chosen by click rates alone.",
    Rung.ORDER.value: "No model yet: shown in the order of the catalogue.",
    Rung.EMPTY.value: "Nothing could be shown.",
}
NOUNS = {"house": "house notice"}
COMPARED = (Arm.LEARNED, Arm.BASELINE, Arm.CONTROL)


class View(StrEnum):
    """What the reader of the sample page chose to see."""

    LIVE = "live"
    LEARNED = "learned"
    BASELINE = "baseline"
    CONTROL = "control"
    COMPARE = "compare"


CHOICES = {
    View.LIVE: ("Live", "As readers get it, and counted"),
    View.LEARNED: ("Learned", "Chosen by the model for this article"),
    View.BASELINE: ("Baseline", "The most popular, without learning"),
    View.CONTROL: ("Control", "Drawn at random under the same rules"),
    View.COMPARE: ("Compare", "All three for this article"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One link of the switch."""

    name: str
    meaning: str
    href: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedSlate:
    """One arm's whole page of promos, with what it is made of."""

    arm: str
    name: str
    meaning: str
    native: Slate
    widget: Slate
    mix: str
    shared: frozenset[str]


def view_of(text: str | None) -> View:
    """Return the view a query asks for; the live one where it asks for none we know."""
    return View(text) if text in set(View) else View.LIVE


def arms_of(view: View) -> tuple[Arm | None, ...]:
    """Return the arms to preview for a view; None asks for the live decision."""
    if view is View.COMPARE:
        return COMPARED
    return (None,) if view is View.LIVE else (Arm(view.value),)


def choices(path: str, *, chosen: View) -> tuple[Choice, ...]:
    """Return the links of the switch."""
    return tuple(
        Choice(
            name=name,
            meaning=meaning,
            href=with_query(
                path, {} if view is View.LIVE else {"slate": view.value}, anchor=ANCHOR
            ),
            is_chosen=view is chosen,
        )
        for view, (name, meaning) in CHOICES.items()
    )


def compared(answers: Sequence[Answered]) -> tuple[ComparedSlate, ...]:
    """Set the arms' answers side by side; a card is shared if the first arm has it too."""
    first = frozenset(card.promo for card in _cards(answers[0].answer))
    return tuple(
        _compared(answered.arm, answered.answer, shared=first if index else frozenset())
        for index, answered in enumerate(answers)
        if answered.arm is not None
    )


def _compared(arm: Arm, answer: PageAnswer, *, shared: frozenset[str]) -> ComparedSlate:
    name, meaning = CHOICES[View(arm.value)]
    return ComparedSlate(
        arm=arm.value,
        name=name,
        meaning=meaning,
        native=answer.slate(IN_ARTICLE),
        widget=answer.slate(FOOTER),
        mix=mix_in_words(_cards(answer)),
        shared=shared,
    )


def fallback_in_words(arm: Arm | None, answer: PageAnswer) -> str | None:
    """Say that no model chose a slate that passes for learned; None if one did."""
    return FALLBACKS.get(answer.rung) if arm is Arm.LEARNED else None


def mix_in_words(cards: Sequence[Card]) -> str:
    """Say what a slate is made of: `6 sponsored · 6 offers, 4 stories, 1 guide`."""
    if not cards:
        return "Empty"
    kinds = Counter(card.kind for card in cards).most_common()
    paid = sum(card.is_paid for card in cards)
    return f"{paid} sponsored · " + ", ".join(_counted(kind, count) for kind, count in kinds)


def _counted(kind: str, count: int) -> str:
    word = NOUNS.get(kind, kind)
    if count == 1:
        return f"1 {word}"
    return f"{count} {word[:-1]}ies" if word.endswith("y") else f"{count} {word}s"


def _cards(answer: PageAnswer) -> tuple[Card, ...]:
    return answer.slate(IN_ARTICLE).cards + answer.slate(FOOTER).cards

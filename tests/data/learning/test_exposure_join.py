"""Each exposure is learned once, clicked if it was, in whatever order and batches both come in."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from data.inbox.packed import WAYS, Way
from data.inbox.reader_class import ReaderClass
from data.learning.exposure_join import ExposureJoin, Feedback
from data.learning.exposure_rule import ExposureRule
from data.learning.lessons import CLICK, IMPRESSION, VIEW, Lessons, PageRead

Event = tuple[int, int, int]
"""Piece, kind, way."""
SCRIPT, REDIRECT, PIXEL = (WAYS.index(way) for way in (Way.SCRIPT, Way.REDIRECT, Way.PIXEL))


def lessons(events: Sequence[Event], *, after: int = 0) -> Lessons:
    pieces, kinds, ways = np.array(events, dtype=np.int64).reshape(-1, 3).T
    nothing = np.zeros(len(events), dtype=np.int64)
    return Lessons(
        piece=pieces.astype(np.uint64),
        drained_us=after + 1 + np.arange(len(events)),
        decided_ms=nothing,
        kind=kinds.astype(np.uint8),
        way=ways.astype(np.uint8),
        position=nothing,
        place=nothing,
        page=nothing,
        promo=nothing,
        places=[("daily", "footer")],
        pages=[PageRead("daily", "a", ReaderClass())],
        promos=["story-1"],
    )


def taught(*events: Event, viewed: bool = False) -> list[Feedback]:
    rule = ExposureRule({"daily/footer": 0} if viewed else {}, {"daily/footer": 0})
    found = ExposureJoin(rule).take(lessons(events))
    return [Feedback(each) for each in found]


def test_a_click_after_its_exposure_is_late_and_before_it_waits() -> None:
    assert taught((1, IMPRESSION, SCRIPT), (1, CLICK, SCRIPT)) == [
        Feedback.MISS,
        Feedback.LATE_CLICK,
    ]
    assert taught((1, CLICK, SCRIPT), (1, IMPRESSION, SCRIPT)) == [Feedback.NOTHING, Feedback.CLICK]


def test_where_views_are_told_a_click_proves_that_what_was_rendered_was_seen() -> None:
    events = ((1, IMPRESSION, SCRIPT), (1, CLICK, SCRIPT), (1, VIEW, SCRIPT))
    assert taught(*events, viewed=True) == [Feedback.NOTHING, Feedback.CLICK, Feedback.NOTHING]
    other = ((1, CLICK, SCRIPT), (1, IMPRESSION, SCRIPT))
    assert taught(*other, viewed=True) == [Feedback.NOTHING, Feedback.CLICK]


def test_a_click_of_what_was_never_rendered_teaches_nothing() -> None:
    assert taught((1, CLICK, SCRIPT), (2, IMPRESSION, SCRIPT)) == [Feedback.NOTHING, Feedback.MISS]


def test_a_followed_link_needs_no_impression() -> None:
    assert taught((1, CLICK, REDIRECT), (1, IMPRESSION, PIXEL)) == [
        Feedback.CLICK,
        Feedback.NOTHING,
    ]


EVENTS = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.sampled_from([IMPRESSION, VIEW, CLICK]),
        st.sampled_from([SCRIPT, SCRIPT, REDIRECT, PIXEL]),
    ),
    max_size=25,
    unique_by=lambda event: event[:2],
)


@settings(max_examples=60)
@given(events=EVENTS, cuts=st.lists(st.integers(0, 25), max_size=4))
def test_however_they_are_cut_into_batches_events_teach_the_same(
    events: list[Event], cuts: list[int]
) -> None:
    whole = ExposureJoin(ExposureRule()).take(lessons(events)).tolist()
    join, parts = ExposureJoin(ExposureRule()), list[int]()
    ends = sorted({min(cut, len(events)) for cut in cuts} | {len(events)})
    begin = 0
    for end in ends:
        parts += join.take(lessons(events[begin:end], after=begin)).tolist()
        begin = end
    assert parts == whole


@settings(max_examples=60)
@given(events=EVENTS)
def test_no_piece_is_exposed_or_clicked_twice(events: list[Event]) -> None:
    found = ExposureJoin(ExposureRule()).take(lessons(events)).tolist()
    for piece in range(1, 5):
        of_piece = [each for each, event in zip(found, events, strict=True) if event[0] == piece]
        assert sum(each in (Feedback.MISS, Feedback.CLICK) for each in of_piece) <= 1
        assert sum(each in (Feedback.CLICK, Feedback.LATE_CLICK) for each in of_piece) <= 1

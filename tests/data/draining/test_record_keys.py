"""What is remembered from packed records and from the lake's rows is the same."""

from pathlib import Path

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from api.tokens.ulids import decision_text
from data.draining.decision_words import least_text, words_of_packed, words_of_texts
from data.draining.remembered import remember
from data.draining.view_texts import view_texts, view_words
from data.inbox.packed import EventKind, InvalidReason
from data.lake.lake_scan import LakeScan
from recommender.domain import TokenMode
from tests.data.draining.told_home import Page, ToldHome, ms_of

# A ULID's first digit tells three bits: times end with the year 10889.
IDS = st.lists(st.binary(min_size=16, max_size=16), min_size=1, max_size=20)


@given(IDS)
def test_an_id_is_the_same_packed_as_words_and_as_text(ids: list[bytes]) -> None:
    words = words_of_packed(np.frombuffer(b"".join(ids), dtype=np.uint8).reshape(-1, 16))
    texts = words.texts()
    assert texts.to_pylist() == [decision_text(each) for each in ids]
    back = words_of_texts(pa.chunked_array([texts]))
    assert back.high.tolist() == words.high.tolist()
    assert back.low.tolist() == words.low.tolist()
    assert words.times_ms.tolist() == [int.from_bytes(each[:6], "big") for each in ids]


@given(IDS)
def test_a_view_is_the_same_packed_and_as_text(views: list[bytes]) -> None:
    packed = np.frombuffer(b"".join(views), dtype=np.uint8).reshape(-1, 16)
    texts = view_texts(packed)
    assert texts.to_pylist() == [view.hex() if any(view) else None for view in views]
    high, low = view_words(pa.chunked_array([texts]))
    numbers = [int.from_bytes(view, "big") for view in views]
    assert [int(one) << 64 | int(two) for one, two in zip(high, low, strict=True)] == numbers


def test_the_least_id_of_a_time_comes_before_all_others() -> None:
    page = Page(number=0)
    assert least_text(ms_of(page.at)) <= page.decision
    assert least_text(ms_of(page.at) + 1) > Page(number=2**40 - 1).decision


def test_what_was_drained_is_found_again_in_the_lake(tmp_path: Path) -> None:
    home, teller = ToldHome(tmp_path), None
    pages = [Page(number=1), Page(number=2, mode=TokenMode.CACHED)]
    teller = home.teller()
    teller.note(*pages)
    teller.tell(pages[0].event(0, EventKind.CLICK), pages[1].event(2, EventKind.VIEW, view="v"))
    teller.tell(pages[0].event(1, EventKind.CLICK, invalid=InvalidReason.CRAWLER))
    teller.tell(Page(number=3).event(1, EventKind.CLICK))
    home.drain_all()
    opened = home.drainer._open
    assert opened is not None
    since_ms = ms_of(pages[0].at) - 1
    again = remember(LakeScan(home.lake), since_ms=since_ms)
    for mine, found in zip(opened.remembered.parts, again.parts, strict=True):
        assert keys_of(mine) == keys_of(found)
    assert keys_of_set(opened.remembered.promos) == keys_of_set(again.promos)
    assert keys_of_set(opened.remembered.articles) == keys_of_set(again.articles)
    assert again.count == 4 + 2 + 1 + 1
    assert remember(LakeScan(home.lake), since_ms=since_ms + 2).count == 0


def keys_of(part: object) -> dict[int, list[int]]:
    """Return the keys by hour."""
    return {hour: keys_of_set(keys) for hour, keys in part._hours.items()}  # type: ignore[attr-defined]


def keys_of_set(keys: object) -> list[int]:
    """Return the keys in order."""
    return sorted(key for run in keys._runs for key in run.tolist())  # type: ignore[attr-defined]

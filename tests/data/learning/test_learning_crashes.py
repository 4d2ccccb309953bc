"""Wherever a keeper dies, the next one knows what one knows that never died, bit for bit."""

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.inbox.packed import EventKind
from data.operational.catalogue import Catalogue
from recommender.errors import Unavailable
from tests.data.draining.crashing import Died, dying_at
from tests.data.draining.told_home import Page
from tests.data.learning.taught_home import TaughtHome, an_older_catalogue, learned_state

TOLD = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.integers(0, 2),
        st.sampled_from([EventKind.IMPRESSION, EventKind.VIEW, EventKind.CLICK]),
    ),
    min_size=4,
    max_size=12,
)
End = tuple[int, Unavailable | None]
ENDS = st.tuples(st.integers(0, 18), st.sampled_from([None, Unavailable("no space left")]))
"""After how many steps the keeper dies, or the disk refuses and the keeper is begun anew."""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return an_older_catalogue(tmp_path_factory.mktemp("catalogue"))


def _state(folder: Path, catalogue: Catalogue, told: list[bytes], ends: Sequence[End]) -> str:
    """Drain events one by one, fail now and then, and return what is known in the end."""
    home = TaughtHome(folder, catalogue=catalogue)
    teller = home.teller()
    teller.note(*(Page(number=number) for number in range(1, 5)))
    for at, event in enumerate(told):
        teller.tell(event)
        # It is saved every ten.
        home.now += timedelta(minutes=6)
        if at < len(ends):
            moment, refusal = ends[at]
            with suppress(Died), dying_at(moment, of=refusal):
                for _ in range(3):
                    home.drainer.drain()
            home.started()
        home.drain_all()
    home.started()
    home.drain_all()
    return learned_state(home)


@settings(max_examples=8, deadline=None)
@given(told=TOLD, ends=st.lists(ENDS, min_size=3, max_size=6))
def test_a_keeper_that_dies_anywhere_knows_what_an_uninterrupted_one_knows(
    catalogue: Catalogue, told: list[tuple[int, int, EventKind]], ends: Sequence[End]
) -> None:
    events = [Page(number=number).event(at, kind) for number, at, kind in told]
    states = []
    for moments in ((), ends):
        with tempfile.TemporaryDirectory() as folder:
            states.append(_state(Path(folder), catalogue, events, moments))
    assert states[0] == states[1]

"""A state's bytes come back as the state; what was cut, altered or made up is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.models.array_archive import Arrays, arrays_in, content_of, packed
from data.models.cross_file import cross_content, cross_in
from recommender.crossed.cross_state import state_of, version_of
from recommender.errors import InvalidModel
from tests.cross_builder import EXPOSURES, Told, a_cross, assert_same, told

STATE = state_of(a_cross())
VERSION = version_of(STATE)
CONTENT = cross_content(STATE, {"read_to": 7})


def arrays() -> Arrays:
    return arrays_in(CONTENT, refusal="")


@given(before=EXPOSURES, after=EXPOSURES)
def test_what_was_read_goes_on_to_the_bit_as_if_it_had_never_stopped(
    before: list[Told], after: list[Told]
) -> None:
    never_stopped = a_cross(*before)
    state = state_of(never_stopped)
    stored = cross_in(cross_content(state, {}), version_of(state))
    assert stored.version == version_of(state)
    assert_same(told(stored.weights, after), told(never_stopped, after))


def test_what_was_noted_beside_it_comes_back() -> None:
    assert cross_in(CONTENT, VERSION).about == {"read_to": 7}


def test_the_same_state_gives_the_same_bytes() -> None:
    assert cross_content(state_of(a_cross()), {"read_to": 7}) == CONTENT


@given(st.floats(0, 1, exclude_max=True))
def test_a_file_cut_short_anywhere_is_refused(at: float) -> None:
    with pytest.raises(InvalidModel, match="delete the file, and the state before it is the new"):
        cross_in(CONTENT[: int(at * len(CONTENT))], VERSION)


@given(at=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_a_byte_that_changed_is_refused_or_changes_nothing(at: float, flip: int) -> None:
    content = bytearray(CONTENT)
    content[int(at * len(content))] ^= flip
    try:
        stored = cross_in(bytes(content), VERSION)
    except InvalidModel:
        return
    assert_same(stored.weights, a_cross())
    assert stored.about == {"read_to": 7}


def test_another_state_under_a_version_is_refused() -> None:
    altered = arrays()
    altered["mean"][0, 0] += 1e-9
    with pytest.raises(InvalidModel, match="altered or renamed, for it holds 2-"):
        cross_in(content_of(altered), VERSION)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"facts": packed([])}, "facts are no JSON object"),
        ({"facts": np.array([255], np.uint8)}, "facts is missing or no JSON"),
        ({"about": packed([])}, "about is no JSON object"),
        ({"code": np.zeros(1)}, "arrays missing or unknown: code"),
        ({"mean": np.full((5, 5), np.nan)}, "not finite"),
    ],
)
def test_a_made_up_file_is_refused(change: Arrays, complaint: str) -> None:
    with pytest.raises(InvalidModel, match=complaint):
        cross_in(content_of(arrays() | change), VERSION)


@pytest.mark.parametrize("name", ["facts", "about", "mean", "variance"])
def test_a_file_that_lacks_an_array_is_refused(name: str) -> None:
    left = {key: array for key, array in arrays().items() if key != name}
    with pytest.raises(InvalidModel, match=f"(?:{name}.* is|unknown: {name})"):
        cross_in(content_of(left), VERSION)

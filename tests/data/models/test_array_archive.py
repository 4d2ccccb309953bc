"""Arrays and JSON go to bytes and back; what is no archive of them is refused."""

import io
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.models.array_archive import arrays_in, content_of, packed, unpacked
from recommender.errors import InvalidModel

ARRAYS = {"a": np.arange(6.0).reshape(2, 3), "b": packed(["散らし"])}


def test_arrays_come_back_equal_and_equal_arrays_give_equal_bytes() -> None:
    again = arrays_in(content_of(ARRAYS), refusal="")
    assert {name: array.tobytes() for name, array in again.items()} == {
        name: array.tobytes() for name, array in ARRAYS.items()
    }
    assert content_of(again) == content_of(ARRAYS)


@given(st.floats(0, 1, exclude_max=True), st.integers(1, 255))
def test_a_byte_that_changed_is_refused_or_changes_nothing(at: float, flip: int) -> None:
    content = bytearray(content_of(ARRAYS))
    content[int(at * len(content))] ^= flip
    try:
        found = arrays_in(bytes(content), refusal="spoilt")
    except InvalidModel as error:
        assert str(error) == "spoilt"
    else:
        assert all(found[name].tobytes() == ARRAYS[name].tobytes() for name in found)


@given(st.binary(max_size=80))
def test_any_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(InvalidModel, match="spoilt"):
        arrays_in(content, refusal="spoilt")


def test_objects_are_never_unpickled_and_what_is_no_array_is_refused() -> None:
    pickled, text = io.BytesIO(), io.BytesIO()
    np.savez(pickled, a=np.array([{"a": 1}], dtype=object))
    with zipfile.ZipFile(text, "w") as archive:
        archive.writestr("a.npy", "a text")
    for buffer in (pickled, text):
        with pytest.raises(InvalidModel, match="spoilt"):
            arrays_in(buffer.getvalue(), refusal="spoilt")


@pytest.mark.parametrize("content", [b"", b"\xff", b'["a"', b"[" * 100_000])
def test_bytes_that_are_no_json_are_refused(content: bytes) -> None:
    with pytest.raises(InvalidModel, match="spoilt"):
        unpacked(np.frombuffer(content, np.uint8), refusal="spoilt")

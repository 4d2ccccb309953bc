"""What is wrong with a field is told in the words of callers, not of the library that found it."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from api.edge.validation import validated
from recommender.domain import Layout
from recommender.errors import Fault, InvalidFields


class Everything(BaseModel):
    whole: Annotated[int, Field(ge=1, le=9)] = 1
    number: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)] = 0.5
    switch: bool = False
    word: Annotated[str, Field(min_length=2, max_length=3, pattern="^[a-z{}]*$")] = "ab"
    layout: Layout = Layout.GRID
    one: Literal["a", "b"] = "a"
    items: Annotated[list[str], Field(min_length=1, max_length=2)] = ["a"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("whole", 0, "it must be at least 1"),
        ("whole", 10, "it must be at most 9"),
        ("whole", 1.5, "a whole number is wanted here"),
        ("whole", "x", "a whole number is wanted here"),
        ("number", 0, "it must be more than 0.0"),
        ("number", 1, "it must be less than 1.0"),
        ("number", float("nan"), "a finite number is wanted here"),
        ("number", "x", "a number is wanted here"),
        ("switch", "maybe", "true or false is wanted here"),
        ("word", "a", "it is too short: at least 2 characters are wanted"),
        ("word", "abcd", "it is too long: at most 3 characters are taken"),
        ("word", "AB", "it does not fit the pattern ^[a-z{}]*$"),
        ("layout", "x", "one of 'native', 'grid' or 'list' is wanted here"),
        ("one", "x", "one of 'a' or 'b' is wanted here"),
        ("items", [], "too few items: at least 1 wanted, 0 found"),
        ("items", ["a"] * 3, "too many items: at most 2 are taken"),
        ("items", 3, "a list is wanted here"),
    ],
)
def test_faults_are_told_plainly(field: str, value: Any, words: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        validated(Everything, {field: value})
    assert refused.value.faults == (Fault(f"/{field}", words),)

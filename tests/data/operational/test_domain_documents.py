"""Every value of the domain survives its document, and equal values have equal documents."""

import dataclasses
import json
from datetime import UTC, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.operational.domain_documents import from_document, to_document, to_fields
from recommender.domain import Article, Layout, Placement, Promo, Rules, Site, Source
from tests.builders import NOON, a_placement, a_promo

TEXT = st.text(max_size=10)
MAYBE_TEXT = st.none() | TEXT
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
TIMES = st.none() | st.datetimes(timezones=st.just(UTC))
COUNTS = st.dictionaries(TEXT, st.integers(0, 9), max_size=3)
LIMIT = st.none() | st.integers(1, 9)
RULES = st.builds(
    Rules,
    minimum_per_kind=COUNTS,
    maximum_per_kind=COUNTS,
    maximum_per_source=LIMIT,
    maximum_same_words=LIMIT,
)
VALUES = st.one_of(
    st.builds(Site, id=TEXT, name=TEXT, url=TEXT, origins=TEXTS),
    st.builds(Source, id=TEXT, name=TEXT, url=MAYBE_TEXT),
    st.builds(Article, site=TEXT, id=TEXT, text=TEXT, tags=TEXTS, published_at=TIMES),
    st.builds(
        Promo,
        id=TEXT,
        kind=TEXT,
        title=TEXT,
        source=TEXT,
        url=TEXT,
        sponsored=st.booleans(),
        value_micros=st.none() | st.integers(0),
        countries=TEXTS,
        starts_at=TIMES,
    ),
    st.builds(
        Placement,
        site=TEXT,
        id=TEXT,
        slots=st.integers(1),
        layout=st.sampled_from(Layout),
        rules=RULES,
    ),
)


@given(value=VALUES)
def test_every_value_comes_back_equal(value: Any) -> None:
    document = to_document(value)
    assert from_document(type(value), document) == value
    assert to_document(from_document(type(value), document)) == document


@given(value=VALUES)
def test_all_fields_tell_the_same_value(value: Any) -> None:
    fields = to_fields(value)
    assert set(fields) == {field.name for field in dataclasses.fields(value)}
    assert from_document(type(value), json.dumps(fields)) == value


def test_the_order_of_names_and_the_zone_make_no_difference() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert to_document(a_promo(starts_at=NOON)) == to_document(
        a_promo(starts_at=NOON.astimezone(tokyo))
    )
    one, other = {"a": 1, "b": 2}, {"b": 2, "a": 1}
    assert to_document(a_placement(rules=Rules(minimum_per_kind=one))) == to_document(
        a_placement(rules=Rules(minimum_per_kind=other))
    )


def test_defaults_are_left_out_and_unknown_fields_passed_over() -> None:
    assert set(json.loads(to_document(a_promo()))) == {"id", "kind", "title", "source", "url"}
    later = json.dumps({**json.loads(to_document(a_promo())), "of_a_later_version": 1})
    assert from_document(Promo, later) == a_promo()


def test_what_is_read_back_cannot_be_changed() -> None:
    rules = from_document(
        Placement, to_document(a_placement(rules=Rules(minimum_per_kind={"a": 1})))
    )
    with pytest.raises(TypeError):
        rules.rules.minimum_per_kind["a"] = 2  # type: ignore[index]

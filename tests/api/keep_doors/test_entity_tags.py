"""Entity tags are compared as RFC 9110 says: strongly for writing, weakly for reading."""

import pytest

from api.keep_doors.entity_tags import etag_of, is_known, precondition_of
from data.operational.precondition import Precondition


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, Precondition()),
        ({"if-match": "*"}, Precondition(must_exist=True)),
        ({"if-match": '"3"'}, Precondition(versions=frozenset({3}), must_exist=True)),
        ({"if-match": '"3" , "5"'}, Precondition(versions=frozenset({3, 5}), must_exist=True)),
        ({"if-match": 'W/"3"'}, Precondition(versions=frozenset(), must_exist=True)),
        ({"if-match": '"03", "x", "٣"'}, Precondition(versions=frozenset(), must_exist=True)),
        ({"if-match": "3"}, Precondition(versions=frozenset(), must_exist=True)),
        ({"if-none-match": "*"}, Precondition(must_be_new=True)),
    ],
)
def test_what_a_writer_demands(headers: dict[str, str], expected: Precondition) -> None:
    assert precondition_of(headers) == expected


@pytest.mark.parametrize("tag", ['"3"', 'W/"3"', '"1", "3"', "*"])
def test_a_reader_knows_the_version_it_names(tag: str) -> None:
    assert is_known({"if-none-match": tag}, 3)


@pytest.mark.parametrize("tag", ["", '"33"', "3", '"3'])
def test_a_reader_does_not_know_other_versions(tag: str) -> None:
    assert not is_known({"if-none-match": tag}, 3)


def test_a_tag_is_quoted() -> None:
    assert etag_of(3) == '"3"'

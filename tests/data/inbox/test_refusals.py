"""A disk that refuses is told with what helps against it."""

import pytest

from data.inbox.refusals import refused


@pytest.mark.parametrize(
    ("why", "advice"),
    [
        ("database or disk is full", "room"),
        ("attempt to write a readonly database", "may write"),
        ("[Errno 13] Permission denied: 'inboxes'", "may write"),
        ("[Errno 30] Read-only file system: 'inboxes'", "mount"),
    ],
)
def test_a_refusal_says_what_helps_against_it(why: str, advice: str) -> None:
    assert advice in str(refused(why))

"""A request keeps the name its proxy gave it, if that can be told; else it gets one of its own."""

from pathlib import Path

import pytest

from api.observing.request_ids import CURRENT, current_request_id, request_id
from tests.api.served_home import a_served_home

SLOTS = "/v1/slots?site=daily&article=x&placement=footer"


def scope_of(name: bytes) -> dict[str, object]:
    return {"type": "http", "headers": [(b"x-request-id", name)]}


def test_a_sane_name_is_taken() -> None:
    assert request_id(scope_of(b"0a1b2c3d-Page_9")) == "0a1b2c3d-Page_9"


@pytest.mark.parametrize(
    "name",
    [b"", b"short", b"x" * 65, b"203.0.113.9", b"2001:db8::1:2", b"a\nline two", b"\xff" * 9],
)
def test_any_other_is_replaced(name: bytes) -> None:
    scope = scope_of(name)
    made = request_id(scope)
    assert len(made) == 16
    assert request_id(scope) == made


def test_outside_of_a_request_there_is_none() -> None:
    CURRENT.set(None)
    assert current_request_id() is None


def test_answers_bear_the_name_except_good_ones_of_slots(tmp_path: Path) -> None:
    with a_served_home(tmp_path).client() as client:
        headers = {"X-Request-ID": "from-the-proxy"}
        for path in ("/healthz", "/nothing-here", "/v1/slots?site=nobody"):
            assert client.get(path, headers=headers).headers["X-Request-ID"] == "from-the-proxy"
            assert len(client.get(path).headers["X-Request-ID"]) == 16
        good = client.get(SLOTS, headers=headers)
        assert good.status_code == 200
        assert "X-Request-ID" not in good.headers

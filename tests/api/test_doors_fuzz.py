"""The open doors under schema-driven fuzzing: whatever is sent, never a failure of the server."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from data.operational.api_keys import Scope
from tests.api.keep_doors.test_keep_fuzzing import KEEP_OPERATIONS
from tests.api.routes.keyed import a_key
from tests.api.served_home import ServedHome, a_learned_home
from tests.api.told_events import a_slot_token

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
RIGHT, WRONG = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
# Every text is a token to clicks and pixels, nothing is asked of the last three: there is no wrong
# request to them.
OPERATIONS = [
    ("/v1/slots", "POST", RIGHT),
    ("/v1/slots", "POST", WRONG),
    ("/v1/slots", "GET", RIGHT),
    ("/v1/slots", "GET", WRONG),
    ("/v1/slots.html", "GET", RIGHT),
    ("/v1/slots.html", "GET", WRONG),
    ("/v1/events", "POST", RIGHT),
    ("/v1/events", "POST", WRONG),
    ("/v1/click/{token}", "GET", RIGHT),
    ("/v1/pixel/{token}.gif", "GET", RIGHT),
    ("/v1/chirashi.js", "GET", RIGHT),
    ("/healthz", "GET", RIGHT),
    ("/readyz", "GET", RIGHT),
    ("/metrics", "GET", RIGHT),
]
KEYED = [
    ("/v1/explain", "GET", RIGHT),
    ("/v1/explain", "GET", WRONG),
    ("/v1/models", "GET", RIGHT),
    ("/v1/models", "GET", WRONG),
    ("/v1/reports/{name}", "GET", RIGHT),
    ("/v1/reports/{name}", "GET", WRONG),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> ServedHome:
    return a_learned_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def key(home: ServedHome) -> dict[str, str]:
    return a_key(home, Scope.MODELS, Scope.REPORTS)


@pytest.fixture(scope="module")
def documented(home: ServedHome) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(home.values))


def test_no_documented_door_is_left_out(documented: Any) -> None:
    found = {
        (path, method.upper())
        for path, methods in documented.raw_schema["paths"].items()
        for method in methods
    }
    open_doors = {(path, method) for path, method, _ in OPERATIONS + KEYED}
    assert found == open_doors | set(KEEP_OPERATIONS)


@pytest.mark.parametrize(("path", "method", "mode"), OPERATIONS)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_request_breaks_an_open_door(
    documented: Any, path: str, method: str, mode: GenerationMode, data: st.DataObject
) -> None:
    case = data.draw(documented[path][method].as_strategy(generation_mode=mode))
    if mode is RIGHT and path.startswith("/v1/slots"):
        # A right question about a site that is known goes all the way through the ranker.
        (case.body if method == "POST" else case.query)["site"] = "daily"
    if mode is RIGHT and path == "/v1/events":
        # A right event of a token that is ours goes all the way to the disk.
        for event in case.body[::2]:
            event["token"] = a_slot_token()
    case.call_and_validate(checks=CHECKS)


@pytest.mark.parametrize(("path", "method", "mode"), KEYED)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_request_with_a_key_breaks_a_door_that_tells(
    documented: Any,
    key: dict[str, str],
    path: str,
    method: str,
    mode: GenerationMode,
    data: st.DataObject,
) -> None:
    case = data.draw(documented[path][method].as_strategy(generation_mode=mode))
    if mode is RIGHT and path == "/v1/explain":
        case.query["site"] = "daily"
    if mode is RIGHT and path.startswith("/v1/reports"):
        # A right question is answered by a process of its own (test_report_process); here each
        # request has its own event loop, and would start another.
        case.query["site"] = "nowhere"
    case.call_and_validate(headers=key, checks=CHECKS)

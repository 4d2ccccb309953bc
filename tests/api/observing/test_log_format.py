"""A line of the log is one JSON object, or one line for people, that names its request."""

import json
import logging
from collections.abc import Iterator

import pytest

from api.observing.log_format import JsonLines, LogForm, TextLines, log_config
from api.observing.request_ids import CURRENT


@pytest.fixture(autouse=True)
def in_a_request() -> Iterator[None]:
    CURRENT.set({"type": "http", "headers": [(b"x-request-id", b"page-view-1")]})
    yield
    CURRENT.set(None)


def a_record(message: str, *values: object, **more: object) -> logging.LogRecord:
    record = logging.LogRecord("api.x", logging.WARNING, "x.py", 1, message, values, None)
    record.__dict__.update(more)
    return record


def test_json_tells_what_is_known() -> None:
    line = JsonLines("worker").format(a_record("took %d", 3, facts={"door": "/v1/slots"}))
    told = json.loads(line)
    assert told["at"].endswith("+00:00")
    del told["at"], told["pid"]
    assert told == {
        "level": "warning",
        "process": "worker",
        "where": "api.x",
        "message": "took 3",
        "request": "page-view-1",
        "door": "/v1/slots",
    }


def test_a_failure_stays_on_one_line_with_its_trace() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    line = JsonLines("worker").format(a_record("failed\nbadly", exc_info=info))
    assert "\n" not in line
    assert "ValueError: two\nlines" in json.loads(line)["trace"]


def test_text_is_for_people() -> None:
    line = TextLines("worker").format(a_record("slow", facts={"ms": 5}))
    assert line == "WARNING api.x: slow [ms=5 request=page-view-1]"


@pytest.mark.parametrize("form", LogForm)
def test_the_configuration_can_be_sent_to_another_process(form: LogForm) -> None:
    config = log_config(form, process="worker")
    assert json.loads(json.dumps(config | {"formatters": None}))
    logging.config.DictConfigurator(config).configure_formatter(config["formatters"]["lines"])

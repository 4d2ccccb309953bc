"""How every process of a server logs: one line an event, as JSON for machines or text for people.

A line never holds an address, an agent, a token or an account: none is ever handed to a logger.
"""

import json
import logging
import logging.config
import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from api.observing.request_ids import current_request_id

TEXT = "%(levelname)s %(name)s: %(message)s"
FACTS = "facts"
"""The attribute of a record that holds its facts: `logger.info("…", extra={"facts": {…}})`."""


class LogForm(StrEnum):
    """What a line of the log looks like."""

    JSON = "json"
    TEXT = "text"


class JsonLines(logging.Formatter):
    """One JSON object a line: at, level, process, where, message, and what else is known."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": self._process,
            "pid": record.process,
            "where": record.name,
            "message": record.getMessage(),
        }
        if (request := current_request_id()) is not None:
            line["request"] = request
        line |= getattr(record, FACTS, {})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """A line for people: level, where, message, the facts, the request."""

    def __init__(self, process: str) -> None:
        super().__init__(TEXT)
        self._process = process

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the first line; a trace follows it."""
        facts = dict(getattr(record, FACTS, {}))
        if (request := current_request_id()) is not None:
            facts["request"] = request
        told = " ".join(f"{name}={value}" for name, value in facts.items())
        line = super().formatMessage(record)
        return f"{line} [{told}]" if told else line


FORMS = {LogForm.JSON: JsonLines, LogForm.TEXT: TextLines}


def fitting_form() -> LogForm:
    """Return text where a person looks on, JSON where the log is collected."""
    return LogForm.TEXT if sys.stderr.isatty() else LogForm.JSON


def log_config(form: LogForm, *, process: str) -> dict[str, Any]:
    """Return what `logging.config` needs to log so to stderr; it can be sent to a new process."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": FORMS[form], "process": process}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        # The lines of a migration at every start tell an operator nothing.
        "loggers": {"alembic": {"level": "WARNING"}},
    }


def log_as(form: LogForm, *, process: str) -> None:
    """Let this process log so."""
    logging.config.dictConfig(log_config(form, process=process))

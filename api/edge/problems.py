"""What went wrong, told as application/problem+json (RFC 9457): one table from error to status."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from api.edge.validation import faults_of_details
from recommender.errors import (
    Busy,
    ChirashiError,
    Conflict,
    Fault,
    Invalid,
    InvalidFields,
    InvalidToken,
    KeyRefused,
    Malformed,
    NotAllowed,
    NotEnoughData,
    NotFound,
    TooLarge,
    Unavailable,
    UnknownFormat,
)

MEDIA_TYPE = "application/problem+json"
RETRY = {"Retry-After": "1"}
NOWHERE = "nothing is at this path: /openapi.json lists every door"
OUR_FAILURE = "this is our failure: the server's log says more"
SERVER_FAILURE = 500
logger = logging.getLogger(__name__)
# Python before 3.13 has the names that these had before RFC 9110.
TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}

# An error has the status of the nearest class above it that stands here.
STATUS: Mapping[type[ChirashiError], int] = {
    ChirashiError: 500,
    Invalid: 422,
    Malformed: 400,
    TooLarge: 413,
    UnknownFormat: 415,
    KeyRefused: 401,
    NotAllowed: 403,
    InvalidToken: 400,
    NotFound: 404,
    Conflict: 412,
    NotEnoughData: 409,
    Busy: 503,
    Unavailable: 503,
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
HEADERS: Mapping[int, Mapping[str, str]] = {
    401: {"WWW-Authenticate": 'Bearer realm="chirashi"'},
    503: RETRY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem as it is sent. `faults` point into the body, or name a parameter (`?limit`)."""

    status: int
    detail: str
    faults: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        """Return the JSON, in ASCII: half a surrogate pair in a fault can then be shown."""
        content: dict[str, Any] = {
            "type": "about:blank",
            "title": TITLES.get(self.status) or HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }
        if self.faults:
            content["errors"] = [shown(fault) for fault in self.faults]
        return json.dumps(content).encode("ascii")

    def response(self) -> Response:
        """Return the answer that tells the problem."""
        headers = {**HEADERS.get(self.status, {}), **self.headers}
        return Response(self.body(), self.status, headers=headers, media_type=MEDIA_TYPE)


def shown(fault: Fault) -> dict[str, str]:
    """Return a fault as callers see it; a fault of the URL names its parameter instead."""
    place = "parameter" if fault.pointer.startswith("?") else "pointer"
    return {place: fault.pointer.removeprefix("?"), "detail": fault.detail}


def problem_of(error: ChirashiError) -> Problem:
    """Return the problem that an error of ours is to a caller."""
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    return Problem(status=status, detail=_detail(error, status), faults=faults_of(error))


def _detail(error: ChirashiError, status: int) -> str:
    """Return what a stranger may know: where our files lie and what ails them, the log says."""
    if isinstance(error, Unavailable):
        return error.told
    return OUR_FAILURE if status == STATUS[ChirashiError] else str(error)


def faults_of(error: ChirashiError) -> tuple[Fault, ...]:
    """Return every fault that an error names."""
    if isinstance(error, InvalidFields):
        return error.faults
    if isinstance(error, Invalid) and error.pointer:
        return (Fault(error.pointer, str(error)),)
    return ()


def install_problems(app: FastAPI) -> None:
    """Make the app tell every error as a problem."""
    app.add_exception_handler(ChirashiError, _on_ours)
    app.add_exception_handler(RequestValidationError, _on_parameters)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_anything)


async def _on_ours(_request: Request, error: Exception) -> Response:
    problem = problem_of(cast(ChirashiError, error))
    if problem.status >= SERVER_FAILURE:
        logger.warning("%s", error)
    return problem.response()


async def _on_parameters(_request: Request, error: Exception) -> Response:
    details = cast(RequestValidationError, error).errors()
    return problem_of(InvalidFields(faults_of_details(details))).response()


async def _on_http(request: Request, error: Exception) -> Response:
    told = cast(HTTPException, error)
    headers = told.headers or {}
    if told.status_code == 405:
        return _wrong_method(request)
    # Starlette's own words of a path that leads nowhere.
    detail = NOWHERE if told.detail == HTTPStatus.NOT_FOUND.phrase else told.detail
    return Problem(status=told.status_code, detail=detail, headers=headers).response()


def _wrong_method(request: Request) -> Response:
    """Name every method of the path: a router knows only those of the first route that fits."""
    allowed = ", ".join(
        method
        for method in METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    )
    detail = f"this path takes {allowed}, not {request.method}"
    return Problem(status=405, detail=detail, headers={"Allow": allowed}).response()


async def _on_anything(_request: Request, _error: Exception) -> Response:
    # The server logs the trace; a caller can do nothing with it.
    return Problem(status=500, detail=OUR_FAILURE).response()

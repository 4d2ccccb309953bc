"""Every error of ours has its status, and a problem can be shown whatever it is about."""

import json

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.edge.problems import Problem, install_problems, problem_of
from recommender import errors
from recommender.errors import (
    ChirashiError,
    Fault,
    Invalid,
    InvalidFields,
    InvalidModel,
    NotFound,
    SpoiltFile,
    Unavailable,
)

STATUS = {
    "Invalid": 422,
    "InvalidFields": 422,
    "InvalidRules": 422,
    "InvalidMapping": 422,
    "InvalidWorld": 422,
    "Malformed": 400,
    "TooLarge": 413,
    "UnknownFormat": 415,
    "KeyRefused": 401,
    "NotAllowed": 403,
    "InvalidToken": 400,
    "InvalidModel": 500,
    "NotFound": 404,
    "Conflict": 412,
    "NotEnoughData": 409,
    "Busy": 503,
    "Unavailable": 503,
    "SpoiltFile": 503,
    "InboxTrouble": 503,
    "OutOfStep": 503,
}


def kinds_of(kind: type[ChirashiError]) -> list[type[ChirashiError]]:
    return [kind, *(each for below in kind.__subclasses__() for each in kinds_of(below))]


def an_error(kind: type[ChirashiError]) -> ChirashiError:
    if issubclass(kind, InvalidFields):
        return kind((Fault("/a", "wrong"),))
    if issubclass(kind, SpoiltFile):
        return kind("what to do", path="a.parquet", told="what to do")
    return kind("promo", "x") if issubclass(kind, NotFound) else kind("what to do")


@pytest.mark.parametrize("kind", kinds_of(ChirashiError)[1:])
def test_every_error_has_its_status(kind: type[ChirashiError]) -> None:
    assert problem_of(an_error(kind)).status == STATUS[kind.__name__]


def test_the_tree_at_the_top_of_the_file_names_every_error() -> None:
    drawn = errors.__doc__ or ""
    assert [kind.__name__ for kind in kinds_of(ChirashiError) if kind.__name__ not in drawn] == []


def test_faults_point_into_the_body_or_name_a_parameter() -> None:
    error = InvalidFields((Fault("/a~1b/0", "wrong"), Fault("?limit", "too large")))
    assert json.loads(problem_of(error).body()) == {
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": "/a~1b/0: wrong (and 1 more)",
        "errors": [
            {"pointer": "/a~1b/0", "detail": "wrong"},
            {"parameter": "limit", "detail": "too large"},
        ],
    }
    one = problem_of(Invalid("too early", pointer="/starts_at"))
    assert one.faults == (Fault("/starts_at", "too early"),)


@pytest.mark.parametrize(
    "error", [Unavailable("/srv/secret.db is full"), InvalidModel("/srv/secret")]
)
def test_strangers_are_not_told_where_our_files_lie(error: ChirashiError) -> None:
    assert "secret" not in problem_of(error).detail
    assert "log" in problem_of(error).detail


def test_what_a_caller_can_do_is_told() -> None:
    assert problem_of(Unavailable("/srv/x.db is locked", told="try again")).detail == "try again"


def test_half_a_surrogate_pair_can_be_told() -> None:
    assert b"\\ud800" in Problem(status=422, detail="\ud800").body()


def test_a_path_that_leads_nowhere_is_told_where_to_look() -> None:
    app = FastAPI()
    install_problems(app)
    answer = TestClient(app).get("/nowhere")
    assert (answer.status_code, "/openapi.json" in answer.json()["detail"]) == (404, True)


def test_a_failure_of_ours_tells_nothing_of_itself() -> None:
    app = FastAPI()
    install_problems(app)

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("a secret of the server")

    answer = TestClient(app, raise_server_exceptions=False).get("/broken")
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "secret" not in answer.text

"""The kept models as callers see them: which serves, how each was judged, and what is spoilt."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from data.operational.api_keys import Scope
from tests.api.routes.keyed import a_key
from tests.api.served_home import ServedHome, a_served_home
from tests.builders import NOON
from tests.model_builder import a_learned

SCORES = {"log_loss": 0.25, "auc": 0.7, "promoted": True, "reliability": [{"predicted": 0.1}]}
VERSIONS = ["2026-11-01", "2026-11-02", "2026-11-03"]


@pytest.fixture
def home(tmp_path: Path) -> ServedHome:
    home = a_served_home(tmp_path)
    for version in VERSIONS:
        learned = replace(a_learned(), version=version)
        home.models.save(learned, created_at=NOON, scorecard=SCORES, window={"judged": "x"})
    home.models.promote("2026-11-02")
    return home


@pytest.fixture
def client(home: ServedHome) -> Iterator[TestClient]:
    with home.client() as client:
        client.headers.update(a_key(home, Scope.MODELS))
        yield client


def models(client: TestClient, query: str = "") -> Any:
    response = client.get(f"/v1/models{query}")
    assert response.status_code == 200, response.text
    return response.json()


def test_tells_what_serves_and_how_each_was_judged(client: TestClient) -> None:
    told = models(client)
    assert (told["live"], told["next"]) == ("2026-11-02", None)
    assert [each["version"] for each in told["items"]] == VERSIONS[::-1]
    assert [each["is_live"] for each in told["items"]] == [False, True, False]
    first = told["items"][0]
    assert first["created_at"] == "2026-11-02T12:00:00Z"
    assert first["scorecard"] == {"log_loss": 0.25, "auc": 0.7, "promoted": True}
    assert (first["window"], first["problem"]) == ({"judged": "x"}, None)


def test_pages_follow_one_another(client: TestClient) -> None:
    first = models(client, "?limit=2")
    rest = models(client, f"?limit=2&cursor={first['next']}")
    assert [each["version"] for each in first["items"] + rest["items"]] == VERSIONS[::-1]
    assert rest["next"] is None


def test_what_is_spoilt_is_told_beside_the_others(client: TestClient, home: ServedHome) -> None:
    (home.models.folder / "2026-11-03" / "manifest.json").write_text("{")
    home.models.live_path.write_text("{")
    told = models(client)
    assert told["live"] is None
    assert "promote a model again" in told["problem"]
    assert "manifest" in told["items"][0]["problem"]
    assert told["items"][1]["scorecard"]["auc"] == 0.7


def test_no_models_yet_is_an_empty_page(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    with home.client() as client:
        client.headers.update(a_key(home, Scope.ADMIN))
        assert models(client) == {"live": None, "problem": None, "items": [], "next": None}


@pytest.mark.parametrize("query", ["?limit=0", "?limit=x", "?cursor=../live", "?limit=1001"])
def test_bad_parameters_are_named(client: TestClient, query: str) -> None:
    response = client.get(f"/v1/models{query}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] in ("limit", "cursor")


def test_a_models_key_for_every_site_is_needed(home: ServedHome) -> None:
    with home.client() as client:
        assert client.get("/v1/models").status_code == 401
        for headers in (a_key(home, Scope.CATALOGUE), a_key(home, Scope.MODELS, site="daily")):
            assert client.get("/v1/models", headers=headers).status_code == 403

"""A small app with the keep-doors alone, over an empty catalogue with one site."""

from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.edge.gate import Gate
from api.edge.problems import install_problems
from api.routes.keep import catalogue_routers
from data.operational.api_keys import ApiKeys, Scope
from data.operational.catalogue import Catalogue
from data.operational.database import open_database
from data.operational.migration import migrate
from tests.builders import a_site

PROMO = {
    "kind": "offer",
    "title": "A free drink",
    "source": "ribs",
    "url": "https://ribs.example/drink",
}


@dataclass(frozen=True)
class KeepApp:
    """The app, what it keeps in, and how to ask it."""

    app: FastAPI
    engine: Engine
    catalogue: Catalogue
    keys: ApiKeys
    client: TestClient

    def client_with(self, *scopes: Scope, site: str = "*") -> TestClient:
        """Return a client with a new key."""
        secret, _ = self.keys.create("test", site=site, scopes=frozenset(scopes))
        return client_of(self.app, secret)


def client_of(app: FastAPI, secret: str) -> TestClient:
    """Return a client that tells a failure of the server as its answer, as a server does."""
    headers = {"Authorization": f"Bearer {secret}"}
    return TestClient(app, headers=headers, raise_server_exceptions=False)


def a_keep_app(database_url: str) -> KeepApp:
    """Return the app over a new database, with a client that may use the whole catalogue."""
    engine = open_database(database_url, patience_ms=200)
    migrate(engine)
    catalogue, keys = Catalogue(engine), ApiKeys(engine)
    catalogue.sites.put(a_site())
    app = FastAPI()
    install_problems(app)
    for router in catalogue_routers(catalogue, gate=Gate(keys)):
        app.include_router(router)
    secret, _ = keys.create("test", site="*", scopes=frozenset({Scope.CATALOGUE}))
    return KeepApp(app, engine, catalogue, keys, client_of(app, secret))


def pointers(answer: Any) -> list[str]:
    """Return the places that a problem names, in their order."""
    return [each.get("pointer", each.get("parameter")) for each in answer.json()["errors"]]

"""API keys: made once, shown once, kept only as a digest, revoked but never forgotten."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine, Row, insert, select, update

from data.clock import utc_now
from data.operational.database import reading, writing
from data.operational.tables import api_keys
from recommender.errors import KeyRefused, NotFound

EVERY_SITE = "*"
PREFIX = "chirashi_"


class Scope(StrEnum):
    """What a key may do. `admin` may do everything."""

    CATALOGUE = "catalogue"
    REPORTS = "reports"
    MODELS = "models"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key as it is kept: never its secret. `site` is a site's id or `*`."""

    number: int
    name: str
    site: str
    scopes: frozenset[Scope]
    created_at: datetime
    revoked_at: datetime | None

    def allows(self, scope: Scope) -> bool:
        """Return whether the key reaches the scope."""
        return scope in self.scopes or Scope.ADMIN in self.scopes

    def reaches_site(self, site: str) -> bool:
        """Return whether the key is for that site."""
        return self.site in (EVERY_SITE, site)


class ApiKeys:
    """The keys of one installation."""

    def __init__(self, engine: Engine, *, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def create(self, name: str, *, site: str, scopes: frozenset[Scope]) -> tuple[str, ApiKey]:
        """Return a new secret, which nothing can show again, and its key. Raises Unavailable."""
        secret = PREFIX + secrets.token_urlsafe(32)
        row = {
            "name": name,
            "site": site,
            "scopes": " ".join(sorted(scopes)),
            "digest": _digest(secret),
            "created_at": self._now(),
        }
        with writing(self._engine) as connection:
            statement = insert(api_keys).values(row).returning(api_keys)
            return secret, _key_of(connection.execute(statement).one())

    def key_of(self, secret: str) -> ApiKey:
        """Return the key in force that has this secret. Raises KeyRefused."""
        statement = select(api_keys).where(api_keys.c.digest == _digest(secret))
        with reading(self._engine) as connection:
            row = connection.execute(statement).one_or_none()
        if row is None:
            message = "no such API key is known here: make one with `chirashi keys create`"
            raise KeyRefused(f"{message}, with the CHIRASHI_HOME of this server")
        if row.revoked_at is not None:
            raise KeyRefused("this API key was revoked: make another with `chirashi keys create`")
        return _key_of(row)

    def list(self) -> list[ApiKey]:
        """Return every key, revoked ones too, in the order they were made."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(api_keys).order_by(api_keys.c.number)).all()
        return [_key_of(row) for row in rows]

    def revoke(self, number: int) -> None:
        """End a key from now on; ending it again changes nothing. Raises NotFound."""
        of_number = api_keys.c.number == number
        in_force = of_number & api_keys.c.revoked_at.is_(None)
        with writing(self._engine) as connection:
            if connection.execute(select(api_keys.c.number).where(of_number)).first() is None:
                raise NotFound("API key", str(number))
            connection.execute(update(api_keys).where(in_force).values(revoked_at=self._now()))


def _digest(secret: str) -> str:
    """A slow hash protects guessable passwords; nobody guesses 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _key_of(row: Row[Any]) -> ApiKey:
    return ApiKey(
        number=row.number,
        name=row.name,
        site=row.site,
        scopes=frozenset(Scope(scope) for scope in row.scopes.split()),
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )

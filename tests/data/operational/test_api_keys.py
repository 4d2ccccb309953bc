"""API keys: known by their secret, kept without it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from data.operational.api_keys import ApiKeys, Scope
from data.operational.database import open_database, reading
from data.operational.migration import migrate
from recommender.errors import KeyRefused, NotFound


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    migrate(engine)
    yield engine
    engine.dispose()


def test_a_secret_leads_to_its_key_and_is_not_kept(engine: Engine) -> None:
    keys = ApiKeys(engine)
    secret, made = keys.create("CMS", site="daily", scopes=frozenset({Scope.CATALOGUE}))
    assert keys.key_of(secret) == made
    assert made.allows(Scope.CATALOGUE)
    assert not made.allows(Scope.REPORTS)
    assert made.reaches_site("daily")
    assert not made.reaches_site("blog")
    with reading(engine) as connection:
        rows = str(connection.execute(text("SELECT * FROM api_keys")).all())
    assert secret not in rows
    assert secret.removeprefix("chirashi_") not in rows


def test_secrets_are_long_and_never_the_same(engine: Engine) -> None:
    keys = ApiKeys(engine)
    scopes = frozenset({Scope.ADMIN})
    secrets = {keys.create("x", site="*", scopes=scopes)[0] for _ in range(20)}
    assert len(secrets) == 20
    assert all(len(secret.removeprefix("chirashi_")) == 43 for secret in secrets)


@pytest.mark.parametrize("secret", ["", "chirashi_", "x" * 10_000, "é\x00", "\ud800"])
def test_anything_else_is_refused(engine: Engine, secret: str) -> None:
    with pytest.raises(KeyRefused, match="no such API key"):
        ApiKeys(engine).key_of(secret)


def test_a_revoked_key_is_refused_and_still_listed(engine: Engine) -> None:
    keys = ApiKeys(engine)
    secret, made = keys.create("CMS", site="*", scopes=frozenset({Scope.CATALOGUE}))
    keys.revoke(made.number)
    revoked_at = keys.list()[0].revoked_at
    keys.revoke(made.number)
    assert keys.list()[0].revoked_at == revoked_at is not None
    with pytest.raises(KeyRefused, match="revoked"):
        keys.key_of(secret)
    with pytest.raises(NotFound):
        keys.revoke(99)

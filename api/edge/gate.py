"""Lets requests in by their key: `Authorization: Bearer …` to a known key with the right scope."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from data.operational.api_keys import EVERY_SITE, ApiKey, ApiKeys, Scope
from recommender.errors import KeyRefused, NotAllowed

BEARER = HTTPBearer(auto_error=False, description="An API key of `chirashi keys create`.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]


class Gate:
    """Makes the dependencies that stand before the doors of one installation."""

    def __init__(self, keys: ApiKeys) -> None:
        self._keys = keys

    def requires(self, *scopes: Scope) -> Callable[[Credentials], ApiKey]:
        """Return a dependency that gives the request's key, if it has one of the scopes.

        It raises KeyRefused, NotAllowed.
        """

        def key_with_scope(credentials: Credentials) -> ApiKey:
            if credentials is None:
                raise KeyRefused("this door needs an API key: send Authorization: Bearer <key>")
            return self.key_of(credentials.credentials, *scopes)

        return key_with_scope

    def key_of(self, secret: str, *scopes: Scope) -> ApiKey:
        """Return the key of a secret if it has one of the scopes.

        Raises KeyRefused, NotAllowed, Unavailable.
        """
        key = self._keys.key_of(secret)
        if not any(key.allows(scope) for scope in scopes):
            wanted = " or ".join(repr(scope.value) for scope in scopes)
            raise NotAllowed(f"this API key lacks the scope {wanted}")
        return key

    def key_for_site(self, authorization: str | None, *, site: str) -> ApiKey | None:
        """Return the catalogue key of a site that a header bears, or None: for open doors."""
        word, _, secret = (authorization or "").partition(" ")
        if word.lower() != "bearer":
            return None
        try:
            key = self._keys.key_of(secret.strip())
        except KeyRefused:
            return None
        return key if key.allows(Scope.CATALOGUE) and key.reaches_site(site) else None


def check_site(key: ApiKey, site: str) -> None:
    """Raise NotAllowed unless the key reaches the site."""
    if not key.reaches_site(site):
        raise NotAllowed(f"this API key is for the site {key.site!r}, not for {site!r}")


def check_every_site(key: ApiKey) -> None:
    """Raise NotAllowed unless the key reaches what all sites share."""
    if key.site != EVERY_SITE:
        message = f"this API key is for the site {key.site!r} only: what all sites share needs '*'"
        raise NotAllowed(message)

"""`chirashi keys`: make, list and revoke API keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.installed_home import check_database

if TYPE_CHECKING:
    from data.operational.api_keys import ApiKey, ApiKeys, Scope

commands = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)
SCOPES = "catalogue, reports, models, admin"


@commands.command()
def create(
    name: Annotated[str, typer.Argument(help="Who or what will use the key.")],
    site: Annotated[str, typer.Option(help="A site's id, or * for all.")] = "*",
    scope: Annotated[
        list[str] | None, typer.Option(help=f"Any of: {SCOPES}. Default: catalogue.")
    ] = None,
) -> None:
    """Make a key and print it: this once, it cannot be shown again."""
    with _keys(site) as keys:
        secret, key = keys.create(name, site=site, scopes=_scopes(scope or ["catalogue"]))
    typer.echo(secret)
    typer.echo(f"Key {key.number} for {key.name!r}: {_reach(key)}. Keep it safe.", err=True)


@commands.command(name="list")
def show() -> None:
    """List the keys, revoked ones too, never their secrets."""
    from rich.console import Console
    from rich.table import Table

    check_database()
    table = Table("Number", "Name", "Site", "Scopes", "Made", "Revoked")
    with _keys() as keys:
        found = keys.list()
    for key in found:
        revoked = f"{key.revoked_at:%Y-%m-%d %H:%M}" if key.revoked_at else ""
        made = f"{key.created_at:%Y-%m-%d %H:%M}"
        scopes = ", ".join(sorted(key.scopes))
        table.add_row(str(key.number), key.name, key.site, scopes, made, revoked)
    Console().print(table)


@commands.command()
def revoke(number: Annotated[int, typer.Argument(help="The number in `keys list`.")]) -> None:
    """End a key: from now on it opens no door."""
    check_database()
    with _keys() as keys:
        keys.revoke(number)
    typer.echo(f"Key {number} is revoked.")


@contextmanager
def _keys(site: str = "*") -> "Iterator[ApiKeys]":
    """Open the database; a site that is named must be known, since a misspelt one opens nothing."""
    from data.operational.api_keys import EVERY_SITE, ApiKeys
    from data.operational.catalogue import Catalogue
    from data.operational.database import open_database
    from data.operational.migration import migrate
    from data.storage_settings import read_values, storage_settings

    engine = open_database(storage_settings(read_values()).database_url)
    try:
        migrate(engine)
        if site != EVERY_SITE:
            Catalogue(engine).sites.get(site)
        yield ApiKeys(engine)
    finally:
        engine.dispose()


def _scopes(words: list[str]) -> frozenset["Scope"]:
    from data.operational.api_keys import Scope
    from recommender.errors import Invalid

    unknown = sorted(set(words) - {scope.value for scope in Scope})
    if unknown:
        raise Invalid(f"no scope is called {', '.join(unknown)}: there are {SCOPES}")
    return frozenset(Scope(word) for word in words)


def _reach(key: "ApiKey") -> str:
    sites = "all sites" if key.site == "*" else f"the site {key.site}"
    return f"{', '.join(sorted(key.scopes))} of {sites}"

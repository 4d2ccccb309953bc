"""Keys and addresses: what signs tokens, who is believed, who may look in."""

import stat
from collections.abc import Iterator, Sequence

from api.diagnosis.finding import Finding, bad, ok, warn
from api.diagnosis.installation import Installation
from api.edge.reader_address import Network
from api.tokens.signing_secrets import FILE, signing_secrets
from recommender.errors import ChirashiError

LEAST_LETTERS = 8
"""A key of fewer different characters was typed, not drawn."""
MAKE = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"


def secrets(it: Installation) -> Iterator[Finding]:
    """Say where the keys that sign tokens come from, and whether strangers could guess them."""
    file = it.storage.home / FILE
    if it.keeps_secrets_in_a_file:
        yield from _of_file(it)
        if not file.exists():
            return
    try:
        keys = signing_secrets(it.values, home=it.storage.home)
    except ChirashiError as error:
        yield bad("secrets", str(error), f"make one: {MAKE}")
        return
    if any(len(set(key)) < LEAST_LETTERS for key in keys):
        advice = f"put one in front that nobody can guess: {MAKE}"
        yield bad("secrets", "a signing key is one that can be guessed", advice)
    elif not it.keeps_secrets_in_a_file:
        yield ok("secrets", f"{len(keys)} by CHIRASHI_SECRETS; the first signs")


def _of_file(it: Installation) -> Iterator[Finding]:
    file = it.storage.home / FILE
    if not file.exists():
        yield ok("secrets", f"the first start makes one in {file}")
        return
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield bad("secrets", f"{file} can be read by other users", f"chmod 600 {file}")
        return
    seen = f"made at the first start, in {file}"
    yield ok("secrets", f"{seen}; several machines must share one: CHIRASHI_SECRETS")


def proxies(it: Installation) -> Iterator[Finding]:
    """Say whether what readers' places are taken from can be believed."""
    settings = it.settings
    named = [name for name in (settings.country_header, settings.region_header) if name]
    if _holds_everyone(settings.trusted_proxies):
        advice = "name the addresses of your own proxies only"
        yield bad("proxies", "CHIRASHI_TRUSTED_PROXIES believes everybody", advice)
    elif named and not settings.trusted_proxies:
        advice = "name the proxy that sends it in CHIRASHI_TRUSTED_PROXIES"
        yield warn("proxies", f"nobody's header {named[0]} is believed", advice)
    else:
        count = len(settings.trusted_proxies)
        seen = f"{count} addresses or networks are believed" if count else "none is believed"
        yield ok("proxies", seen)
    if _holds_everyone(settings.metrics_from):
        advice = "CHIRASHI_METRICS_FROM: name who collects the figures, others need a key"
        yield warn("metrics", "everybody may read /metrics", advice)


def _holds_everyone(networks: Sequence[Network]) -> bool:
    return any(network.prefixlen == 0 for network in networks)

"""The keys that sign tokens: given by `CHIRASHI_SECRETS`, or made once and kept in the home."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from recommender.errors import Invalid, Unavailable

SHORTEST = 16
FILE = "signing_secrets"


def signing_secrets(values: Mapping[str, str], *, home: Path) -> tuple[str, ...]:
    """Return the keys, by commas in the setting, by lines in the file; the first signs.

    Raises Invalid if one is too short, Unavailable if the home cannot be written.
    """
    if given := values.get("CHIRASHI_SECRETS"):
        return _checked(given.split(","), place="CHIRASHI_SECRETS")
    file = home / FILE
    try:
        if not file.exists():
            _make(file)
        return _checked(file.read_text(encoding="utf-8").splitlines(), place=str(file))
    except OSError as error:
        raise Unavailable(
            f"the signing key {file} can be neither read nor made: {error}"
        ) from error


def _checked(texts: list[str], *, place: str) -> tuple[str, ...]:
    kept = tuple(stripped for text in texts if (stripped := text.strip()))
    if not kept or min(map(len, kept)) < SHORTEST:
        raise Invalid(f"{place} must hold signing keys of at least {SHORTEST} characters each")
    return kept


def _make(file: Path) -> None:
    """Write a new key whole or not at all; the first of several processes to arrive wins."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            handle.write(secrets.token_urlsafe(32) + "\n")
            handle.flush()
            os.fsync(handle.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            return
    finally:
        draft.unlink()

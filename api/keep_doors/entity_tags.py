"""ETag, If-Match and If-None-Match (RFC 9110) over the versions of catalogue rows."""

import re
from collections.abc import Mapping

from data.operational.precondition import Precondition

TAG = re.compile(r'(W/)?"([^"]*)"')


def etag_of(version: int) -> str:
    """Return the strong entity tag of a version."""
    return f'"{version}"'


def precondition_of(headers: Mapping[str, str]) -> Precondition:
    """Return what a writing request demands of the row as it stands."""
    match, none_match = headers.get("if-match"), headers.get("if-none-match")
    demands_version = match is not None and match.strip() != "*"
    return Precondition(
        versions=_strong_versions(match or "") if demands_version else None,
        must_exist=match is not None,
        must_be_new=none_match is not None and none_match.strip() == "*",
    )


def is_known(headers: Mapping[str, str], version: int) -> bool:
    """Return whether a reading request has this version already (304)."""
    none_match = headers.get("if-none-match", "").strip()
    tags = {found[2] for found in TAG.finditer(none_match)}
    return none_match == "*" or str(version) in tags


def _strong_versions(text: str) -> frozenset[int]:
    """A tag that is none of ours matches nothing, as a weak one must not."""
    strong = [found[2] for found in TAG.finditer(text) if not found[1]]
    return frozenset(int(tag) for tag in strong if re.fullmatch(r"[1-9]\d{0,8}", tag, re.ASCII))

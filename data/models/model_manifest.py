"""A model's `manifest.json`: where it came from, how it was judged, and the hash of its arrays."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from recommender.errors import InvalidModel

# Raised whenever an older model would score otherwise by today's code, or could not be read.
# 2: a text's words are runs of letters, hashed into other buckets than in 1.
FORMAT_NUMBER = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is told of a model beside its arrays; `created_at` is aware UTC.

    `settings` are the learner's choices, `window` the days it learned from and was judged on,
    `scorecard` its figures on the day judged. All three are free JSON for other learners.
    """

    version: str
    created_at: datetime
    sha256: str
    learner: str = "lightfm"
    settings: Mapping[str, Any] = field(default_factory=dict)
    window: Mapping[str, Any] = field(default_factory=dict)
    scorecard: Mapping[str, Any] = field(default_factory=dict)


def manifest_text(manifest: Manifest) -> str:
    """Return the manifest as JSON, keys sorted."""
    content = {"format": FORMAT_NUMBER} | asdict(manifest)
    content["created_at"] = manifest.created_at.isoformat()
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def manifest_of(text: str) -> Manifest:
    """Read a manifest. Raises InvalidModel if it is cut, of another format, or lacks a key."""
    try:
        content = json.loads(text)
        number = content.pop("format")
        created_at = datetime.fromisoformat(content.pop("created_at")).astimezone(UTC)
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise InvalidModel(f"model refused: its manifest cannot be read ({error!r})") from error
    _check_format(number)
    try:
        manifest = Manifest(created_at=created_at, **content)
    except TypeError as error:
        raise InvalidModel(f"model refused: manifest keys missing or unknown ({error})") from error
    _check_types(manifest)
    return manifest


def _check_format(number: object) -> None:
    if number == FORMAT_NUMBER:
        return
    message = f"model refused: its format is {number!r}, this version reads {FORMAT_NUMBER}"
    if isinstance(number, int) and 0 < number < FORMAT_NUMBER:
        raise InvalidModel(f"{message}: it was trained by an older version, train again")
    raise InvalidModel(f"{message}: train again with this version, or update it")


def _check_types(manifest: Manifest) -> None:
    texts = (manifest.version, manifest.sha256, manifest.learner)
    tables = (manifest.settings, manifest.window, manifest.scorecard)
    fits = all(isinstance(text, str) for text in texts)
    if not fits or not all(isinstance(table, dict) for table in tables):
        raise InvalidModel("model refused: a value in its manifest has the wrong type")

"""The two files of one model's folder, read with every check."""

import hashlib
import re
from pathlib import Path

from data.models.array_archive import arrays_in
from data.models.model_arrays import learned_of
from data.models.model_manifest import Manifest, manifest_of
from recommender.errors import InvalidModel
from recommender.learned import Learned

VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}")
NO_ARCHIVE = "model refused: arrays.npz is no archive of plain arrays"


def read_model(folder: Path) -> Learned:
    """Return the model in a folder. Raises InvalidModel if it is cut, altered or foreign."""
    manifest = manifest_in(folder)
    try:
        content = (folder / "arrays.npz").read_bytes()
    except OSError as error:
        raise InvalidModel(f"model refused: {folder / 'arrays.npz'} cannot be read") from error
    if hashlib.sha256(content).hexdigest() != manifest.sha256:
        raise InvalidModel(f"model refused: {folder} was cut short or altered (sha256 differs)")
    arrays = arrays_in(content, refusal=NO_ARCHIVE)
    return learned_of(arrays, manifest.version)


def checked_version(version: str) -> str:
    """Return the version. Raises InvalidModel if it cannot name a folder."""
    if not VERSION.fullmatch(version):
        raise InvalidModel(f"model refused: its version {version!r} cannot name a folder")
    return version


def manifest_in(folder: Path) -> Manifest:
    """Return the manifest in a folder. Raises InvalidModel if it cannot be read."""
    try:
        text = (folder / "manifest.json").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidModel(f"model refused: {folder / 'manifest.json'} cannot be read") from error
    manifest = manifest_of(text)
    checked_version(manifest.version)
    return manifest

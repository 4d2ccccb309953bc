"""The two files of one model's folder, read with every check."""

import hashlib
import io
import re
import zipfile
from pathlib import Path

import numpy as np

from data.models.model_arrays import Arrays, learned_of
from data.models.model_manifest import Manifest, manifest_of
from recommender.errors import InvalidModel
from recommender.learned import Learned

VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}")


def read_model(folder: Path) -> Learned:
    """Return the model in a folder. Raises InvalidModel if it is cut, altered or foreign."""
    manifest = manifest_in(folder)
    try:
        content = (folder / "arrays.npz").read_bytes()
    except OSError as error:
        raise InvalidModel(f"model refused: {folder / 'arrays.npz'} cannot be read") from error
    if hashlib.sha256(content).hexdigest() != manifest.sha256:
        raise InvalidModel(f"model refused: {folder} was cut short or altered (sha256 differs)")
    return learned_of(_arrays_in(content), manifest.version)


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


def content_of(arrays: Arrays) -> bytes:
    """Return the bytes of `arrays.npz`; the same arrays give the same bytes."""
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _arrays_in(content: bytes) -> Arrays:
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (ValueError, OSError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise InvalidModel("model refused: arrays.npz is no archive of plain arrays") from error

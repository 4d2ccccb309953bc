"""The folder of models: `<version>/manifest.json` and `arrays.npz`, and `live.json` that names one.

`<version>/as_judged/` holds the same two files of the model before it was fitted through its end.
A model folder never changes once it stands; only `live.json` does, by an atomic rename.
"""

import hashlib
import json
import shutil
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from data.durable_files import replace_durably, sync_folder, write_durably
from data.models.array_archive import content_of
from data.models.model_arrays import arrays_of
from data.models.model_file import (
    VERSION,
    checked_version,
    manifest_in,
    read_model,
)
from data.models.model_manifest import Manifest, manifest_text
from data.sole_work import changing
from recommender.errors import InvalidModel, NotFound
from recommender.learned import Learned

AS_JUDGED = "as_judged"
NO_EARLIER = "no model served before this one: there is nothing to go back to"


class ModelStore:
    """Saves, loads, promotes and rolls back; safe for many readers and several writers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.live_path = folder / "live.json"

    def save(
        self,
        learned: Learned,
        *,
        created_at: datetime,
        as_judged: Learned | None = None,
        **about: Any,
    ) -> str:
        """Keep a model and return its version (`learned.version`, with a suffix if it is taken).

        `as_judged` is what it was before it learned from the days it was judged on; `about` are
        `Manifest` fields: learner, settings, window, scorecard. Raises Busy, Unavailable.
        """
        files = _files_of(learned, created_at, **about)
        earlier = _files_of(as_judged, created_at, **about) if as_judged else None
        return self._keep(files, earlier)

    def load(self, version: str) -> Learned:
        """Return a model. Raises NotFound, or InvalidModel if it is cut, altered or foreign."""
        return read_model(self._folder_of(version))

    def load_as_judged(self, version: str) -> Learned | None:
        """Return a model as it was when it was judged, None if only the refitted one was kept.

        Raises NotFound or InvalidModel.
        """
        folder = self._folder_of(version) / AS_JUDGED
        return read_model(folder) if folder.is_dir() else None

    def manifest(self, version: str) -> Manifest:
        """Return what is told of a model. Raises NotFound or InvalidModel."""
        return manifest_in(self._folder_of(version))

    def adopt(self, path: Path) -> str:
        """Check and keep a model folder made elsewhere; return its version here.

        Raises InvalidModel if it does not fit the format.
        """
        read_model(path)
        manifest = manifest_in(path)
        return self._keep(_Files(manifest, (path / "arrays.npz").read_bytes()), None)

    def versions(self) -> list[str]:
        """Return every version kept, oldest name first."""
        folders = self.folder.glob("*/manifest.json")
        return sorted(path.parent.name for path in folders if VERSION.fullmatch(path.parent.name))

    def live(self) -> str | None:
        """Return the version that serves, None before the first promotion."""
        return history[-1] if (history := self._history()) else None

    def promote(self, version: str) -> None:
        """Let a version serve, once it was read.

        Raises NotFound, InvalidModel, Busy, Unavailable.
        """
        self.load(version)
        with changing(self.folder):
            self._point([*self._past_without(version), version])

    def rollback(self) -> str:
        """Let the version before serve again and return it. Raises NotFound if there is none."""
        with changing(self.folder):
            *past, _ = self._history() or [""]
            if not past:
                raise NotFound("model", "earlier", message=NO_EARLIER)
            self.load(past[-1])
            self._point(past)
        return past[-1]

    def prune(self, *, keep: int) -> list[str]:
        """Delete all but the `keep` newest and what serves or served just before; name them."""
        with changing(self.folder):
            wanted = {*self.versions()[-keep:], *self._history()[-2:]}
            gone = [version for version in self.versions() if version not in wanted]
            if gone:
                self._point([version for version in self._history() if version not in gone])
            for version in gone:
                shutil.rmtree(self.folder / version)
        return gone

    def _folder_of(self, version: str) -> Path:
        if not VERSION.fullmatch(version) or not (self.folder / version).is_dir():
            raise NotFound("model", version)
        return self.folder / version

    def _keep(self, files: "_Files", earlier: "_Files | None") -> str:
        unfinished = self.folder / f".{uuid4().hex}"
        with changing(self.folder):
            version = self._free_version(files.manifest.version)
            try:
                files.write(unfinished, version)
                if earlier is not None:
                    earlier.write(unfinished / AS_JUDGED, version)
                    sync_folder(unfinished)
                unfinished.rename(self.folder / version)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
            sync_folder(self.folder)
        return version

    def _free_version(self, wanted: str) -> str:
        taken = set(self.versions())
        numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
        return next(name for name in (wanted, *numbered) if name not in taken)

    def _history(self) -> list[str]:
        try:
            history = json.loads(self.live_path.read_text(encoding="utf-8"))["history"]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            message = f"{self.live_path} cannot be read; promote a model again"
            raise InvalidModel(message) from error
        return [str(version) for version in history]

    def _past_without(self, version: str) -> list[str]:
        try:
            return [kept for kept in self._history() if kept != version]
        except InvalidModel:
            return []  # a spoilt pointer is mended by promoting

    def _point(self, history: list[str]) -> None:
        replace_durably(self.live_path, json.dumps({"history": history}).encode())


@dataclass(frozen=True, slots=True)
class _Files:
    """The two files of a model, before they are written."""

    manifest: Manifest
    content: bytes

    def write(self, folder: Path, version: str) -> None:
        """Write both into a new folder, under a version that is free."""
        folder.mkdir()
        write_durably(folder / "arrays.npz", self.content)
        text = manifest_text(replace(self.manifest, version=version))
        write_durably(folder / "manifest.json", text.encode())


def _files_of(learned: Learned, created_at: datetime, **about: Any) -> _Files:
    content = content_of(arrays_of(learned))
    manifest = Manifest(
        version=checked_version(learned.version),
        created_at=created_at,
        sha256=hashlib.sha256(content).hexdigest(),
        **about,
    )
    return _Files(manifest, content)

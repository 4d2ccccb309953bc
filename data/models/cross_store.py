"""The folder of the cross learner's states: one file each, `<serial>-<version>.npz`.

The serial tells which is newest: a version tells what was learned, and a refit learns nothing new.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.durable_files import DRAFT, replace_durably
from data.models.cross_file import StoredCross, cross_content, cross_in
from data.sole_work import changing
from recommender.crossed.cross_state import state_of, version_of
from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.state_checks import check_state
from recommender.errors import InvalidModel, NotFound

FILE = re.compile(r"([0-9]{1,18})-([0-9]+-[0-9a-f]+)\.npz")


class CrossStore:
    """Saves and loads states; safe for many readers and several writers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, weights: CrossWeights, *, about: Mapping[str, Any] | None = None) -> str:
        """Keep the weights as they are, now the newest, and return their version.

        `about` is free JSON, kept with them or not at all: how far the log was read, say.
        Raises InvalidModel if a weight is no number, Busy, Unavailable.
        """
        state = state_of(weights)
        check_state(state.arrays, state.facts)
        version, content = version_of(state), cross_content(state, about or {})
        with changing(self.folder):
            serial = max((kept.serial for kept in self._kept()), default=0) + 1
            replace_durably(self.folder / f"{serial}-{version}.npz", content)
        return version

    def load(self, version: str) -> StoredCross:
        """Return a state. Raises NotFound, or InvalidModel if it is cut, altered or foreign."""
        path = next((kept.path for kept in self._kept() if kept.version == version), None)
        if path is None:
            raise NotFound("cross state", version)
        try:
            return cross_in(path.read_bytes(), version)
        except FileNotFoundError as error:
            raise NotFound("cross state", version) from error  # pruned this very moment
        except OSError as error:
            told = f"{path} cannot be read ({error.strerror}): see that this user may read it"
            raise InvalidModel(told) from error
        except InvalidModel as error:
            raise InvalidModel(f"{path}: {error}") from error

    def newest(self) -> str | None:
        """Return the version that was saved last, None before the first."""
        return next(iter(self.versions()), None)

    def versions(self) -> list[str]:
        """Return every version kept, newest first; one that was saved again stands once."""
        return list(dict.fromkeys(kept.version for kept in self._kept()))

    def prune(self, *, keep: int) -> list[str]:
        """Delete all but the `keep` newest files and name what is gone; `keep` is at least 1."""
        with changing(self.folder):
            before = self.versions()
            for kept in self._kept()[max(keep, 1) :]:
                kept.path.unlink(missing_ok=True)
            for draft in self.folder.glob(f".*{DRAFT}"):
                draft.unlink(missing_ok=True)  # of a writer who died, since no other may write now
            left = set(self.versions())
        return [version for version in before if version not in left]

    def _kept(self) -> list["_Kept"]:
        """Return the files, newest first."""
        found = [(FILE.fullmatch(path.name), path) for path in self.folder.glob("*.npz")]
        kept = [_Kept(int(match[1]), match[2], path) for match, path in found if match]
        return sorted(kept, key=lambda each: each.serial, reverse=True)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file, by what its name tells."""

    serial: int
    version: str
    path: Path

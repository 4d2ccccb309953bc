"""What the keeper tells the workers of itself: when it last looked, what stands in its way."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "keeper.state"


@dataclass(frozen=True, slots=True)
class KeeperState:
    """The keeper's last sign of life (Unix milliseconds), and its problem if it has one."""

    at_ms: int
    problem: str | None


def write_state(folder: Path, state: KeeperState) -> None:
    """Replace the file; a folder that cannot be written is no reason to stop keeping."""
    draft = folder / f"{FILE}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(asdict(state)), encoding="utf-8")
        draft.replace(folder / FILE)
    except OSError:
        return


def read_state(folder: Path) -> KeeperState | None:
    """Return what the keeper last told, or None."""
    try:
        return KeeperState(**json.loads((folder / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None

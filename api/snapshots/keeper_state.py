"""What the keeper tells the workers of itself: when it last looked, what stands in its way."""

from dataclasses import asdict, dataclass
from pathlib import Path

from data.state_file import read_state_file, write_state_file

FILE = "keeper.state"


@dataclass(frozen=True, slots=True)
class KeeperState:
    """The keeper's last sign of life (Unix milliseconds), and its problem if it has one."""

    at_ms: int
    problem: str | None


def write_state(folder: Path, state: KeeperState) -> None:
    """Replace the file; a folder that cannot be written is no reason to stop keeping."""
    write_state_file(folder / FILE, asdict(state))


def read_state(folder: Path) -> KeeperState | None:
    """Return what the keeper last told, or None."""
    try:
        return KeeperState(**read_state_file(folder / FILE))
    except (OSError, ValueError, TypeError):
        return None

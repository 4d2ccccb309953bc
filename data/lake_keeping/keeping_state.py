"""What the lake's keeping tells of itself in a file beside that of the drain."""

from dataclasses import asdict, dataclass
from pathlib import Path

from data.state_file import read_state_file, write_state_file

FILE = "keeping.state"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepingState:
    """`judged`: events that proved to be invalid (`no_impression`), since the home was made.

    `at_ms` is the last step (Unix ms), `kept_by` whoever keeps the lake instead of this home.
    """

    at_ms: int
    judged: int = 0
    problems: tuple[str, ...] = ()
    kept_by: str = ""


def write_keeping_state(folder: Path, state: KeepingState) -> None:
    """Replace the file; a folder that cannot be written is no reason to stop keeping."""
    write_state_file(folder / FILE, asdict(state))


def read_keeping_state(folder: Path) -> KeepingState | None:
    """Return what the keeping last told, or None."""
    try:
        told = read_state_file(folder / FILE)
        return KeepingState(**told | {"problems": tuple(told["problems"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None

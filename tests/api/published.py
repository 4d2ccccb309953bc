"""What the keeper of a home has published, and what stands in its way."""

from api.snapshots.keeper_state import read_state
from api.snapshots.snapshot_form import NumberedSnapshot, numbered_snapshot
from tests.api.served_home import ServedHome


def current(home: ServedHome) -> NumberedSnapshot:
    """Return the current snapshot."""
    number = home.store.current()
    assert number is not None
    return numbered_snapshot(home.store.read(number), None)


def problem(home: ServedHome) -> str | None:
    """Return the problem that the keeper told last."""
    state = read_state(home.store.folder)
    assert state is not None
    return state.problem

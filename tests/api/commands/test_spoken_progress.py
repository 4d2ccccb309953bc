"""Where there is no terminal, what begins is told at once."""

from io import StringIO

from rich.console import Console

from api.commands.spoken_progress import SpokenProgress


def begun(*, is_terminal: str) -> str:
    told = StringIO()
    console = Console(file=told, force_terminal=is_terminal == "yes")
    progress = SpokenProgress(console=console, disable=True)
    progress.add_task("Training", total=3)
    return told.getvalue()


def test_a_log_hears_what_begins() -> None:
    assert begun(is_terminal="no") == "Training: begun\n"


def test_a_terminal_sees_its_bars_alone() -> None:
    assert begun(is_terminal="yes") == ""

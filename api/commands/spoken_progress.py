"""Bars that are told in words where there is no terminal: a log shows nothing until the end."""

from typing import Any

from rich.progress import Progress, TaskID


class SpokenProgress(Progress):
    """Says what begins, if its output goes to a file or a pipe."""

    def add_task(self, description: str, *arguments: Any, **fields: Any) -> TaskID:
        """Begin a task."""
        if not self.console.is_terminal:
            self.console.print(f"{description}: begun", highlight=False)
        return super().add_task(description, *arguments, **fields)

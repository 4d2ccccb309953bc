"""A small file in which one process tells others how it goes; it need not outlive a power cut."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write_state_file(path: Path, content: Mapping[str, Any]) -> None:
    """Replace the file; a folder that cannot be written is no reason to stop working."""
    draft = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(content), encoding="utf-8")
        draft.replace(path)
    except OSError:
        return


def read_state_file(path: Path) -> Any:
    """Return what was last told. Raises OSError, ValueError if there is nothing to be read."""
    return json.loads(path.read_text(encoding="utf-8"))

"""The id of a home, made at random: two machines may call theirs by the same name and path."""

import re
import uuid
from pathlib import Path

from data.durable_files import make_folder, replace_durably, writing_to

FILE = "home_id"
_FORM = re.compile(rb"[0-9a-f]{32}\s*")


def home_identity(folder: Path) -> str:
    """Return the id kept in a folder that no backup copies whole; made when first asked for.

    Raises Unavailable if it cannot be kept.
    """
    path = folder / FILE
    with writing_to(folder):
        make_folder(folder)
        found = path.read_bytes() if path.exists() else b""
        if _FORM.fullmatch(found) is None:
            found = uuid.uuid4().hex.encode()
            replace_durably(path, found)
    return found.strip().decode()

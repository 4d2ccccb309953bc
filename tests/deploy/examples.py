"""The files under deploy/, as tests read them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())


def values_of(unit: Path) -> dict[str, list[str]]:
    """Return the values of a unit by their names; a name may stand several times."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"([A-Za-z]+)=(.*)", line):
            found.setdefault(match[1], []).append(match[2])
    return found


def commands_of_ours() -> list[str]:
    """Return every command line in the examples that begins with the installed `chirashi`."""
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in (*UNITS, DEPLOY / "chirashi.cron")
    )
    return re.findall(r"/opt/chirashi/bin/chirashi ([a-z]+)", text)

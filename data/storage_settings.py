"""Where things lie: read once from the environment or one TOML file, handed to whoever needs it."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from recommender.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageSettings:
    """The places under `home` and the URLs that replace them when a publisher grows."""

    home: Path
    database_url: str
    lake_url: str
    engine: str
    keep_days: int

    @property
    def models(self) -> Path:
        """The folder of the model store."""
        return self.home / "models"

    @property
    def cross_states(self) -> Path:
        """The folder of what refits of the cross learner found."""
        return self.home / "cross_states"

    @property
    def online_states(self) -> Path:
        """The folder of what the cross learner has learned online since."""
        return self.home / "online_states"

    @property
    def online(self) -> Path:
        """The folder where the keeper publishes what was learned online."""
        return self.home / "online"

    @property
    def snapshots(self) -> Path:
        """The folder where the keeper publishes what the workers read."""
        return self.home / "snapshots"

    @property
    def inboxes(self) -> Path:
        """The folder of the workers' event inboxes."""
        return self.home / "inboxes"

    @property
    def counts(self) -> Path:
        """The folder where processes tell each other what they have counted."""
        return self.home / "counts"


def read_values(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return every `CHIRASHI_…` value; the environment wins over the file `CHIRASHI_CONFIG`.

    Raises Invalid if the file cannot be read.
    """
    values: dict[str, str] = {}
    if path := environ.get("CHIRASHI_CONFIG"):
        values |= _values_of_file(Path(path))
    return values | {name: value for name, value in environ.items() if name.startswith("CHIRASHI_")}


def _values_of_file(path: Path) -> dict[str, str]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"settings file {path} cannot be read: {error}") from error
    return {f"CHIRASHI_{name.upper()}": str(value) for name, value in content.items()}


def storage_settings(values: Mapping[str, str]) -> StorageSettings:
    """Build the settings from `CHIRASHI_…` values; defaults are embedded parts under `home`."""
    home = Path(values.get("CHIRASHI_HOME", "~/.local/share/chirashi")).expanduser().absolute()
    return StorageSettings(
        home=home,
        database_url=values.get("CHIRASHI_DATABASE_URL", f"sqlite:///{home / 'chirashi.db'}"),
        lake_url=values.get("CHIRASHI_LAKE_URL", f"file://{home / 'lake'}"),
        engine=values.get("CHIRASHI_ENGINE", "duckdb"),
        keep_days=positive_number(values, "CHIRASHI_KEEP_DAYS", default=90),
    )


def positive_number(values: Mapping[str, str], name: str, *, default: int) -> int:
    """Return a setting that must be a whole number above 0. Raises Invalid otherwise."""
    text = values.get(name, str(default))
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise Invalid(f"{name} must be a whole number above 0, not {text!r}")
    return int(text)

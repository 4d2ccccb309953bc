"""Where a command that only reads finds the installation; in a wrong home it makes nothing."""

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from data.storage_settings import StorageSettings

SQLITE = "sqlite"


def installed() -> "StorageSettings":
    """Return where everything lies. Raises NotFound, naming the home, if nothing lies there."""
    from data.storage_settings import read_values, storage_settings
    from recommender.errors import NotFound

    settings = storage_settings(read_values())
    places = (settings.database_url, settings.lake_url, settings.models.as_uri())
    if not any(is_there(url) for url in places):
        home = str(settings.home)
        message = (
            f"there is nothing of Chirashi in {home}: set CHIRASHI_HOME to where it serves;"
            " `chirashi serve` or `chirashi import catalogue` begins a new one"
        )
        raise NotFound("home", home, message=message)
    return settings


def check_database() -> None:
    """Raise NotFound, naming the home, if the database is a file that is not there."""
    from recommender.errors import NotFound

    settings = installed()
    if not is_there(settings.database_url):
        home = str(settings.home)
        message = f"there is no database in {home}: set CHIRASHI_HOME to where it serves"
        raise NotFound("database", home, message=message)


def is_there(url: str) -> bool:
    """Whether a file or folder exists; what lies elsewhere is taken to."""
    scheme = urlsplit(url).scheme.partition("+")[0]
    if scheme not in (SQLITE, "file"):
        return True
    place = url.partition("://")[2]
    return Path(place.removeprefix("/") if scheme == SQLITE else urlsplit(url).path).exists()

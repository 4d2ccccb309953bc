"""Brings a database to the tables that this version of Chirashi needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from data.operational.database import reading, writing
from data.operational.database_failures import WAY_BACK
from recommender.errors import Unavailable

# Any number of ours: two processes that start at once must not migrate at once.
MIGRATION_LOCK = 0x63686972


def migrate(engine: Engine) -> None:
    """Create the database if it is not there and upgrade its tables. Raises Unavailable."""
    if engine.url.get_backend_name() == "sqlite":
        _touch(Path(str(engine.url.database)))
    _upgrade(engine, found=_revision(engine))


def upgrade(engine: Engine) -> None:
    """Upgrade the tables of a database that has some. Raises Unavailable if it has none.

    An empty file stands where the publisher's is being restored: nothing may be begun in it.
    """
    found = _revision(engine)
    if found is None:
        place = engine.url.render_as_string(hide_password=True)
        raise Unavailable(f"the database {place} is empty: {WAY_BACK}")
    _upgrade(engine, found=found)


def revisions(engine: Engine) -> tuple[str | None, str | None]:
    """Return the revision of a database's tables, None if it has none, and the newest there is.

    Raises Unavailable.
    """
    return _revision(engine), ScriptDirectory.from_config(_config()).get_current_head()


def _upgrade(engine: Engine, *, found: str | None) -> None:
    config = _config()
    if _is_current(found, config):
        return
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            statement = text("SELECT pg_advisory_xact_lock(:number)")
            connection.execute(statement, {"number": MIGRATION_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(engine: Engine) -> str | None:
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _is_current(found: str | None, config: Config) -> bool:
    script = ScriptDirectory.from_config(config)
    known = {revision.revision for revision in script.walk_revisions()}
    if found is not None and found not in known:
        raise Unavailable("a newer Chirashi wrote this database: install that version or a newer")
    return found == script.get_current_head()


def _config() -> Config:
    config = Config()
    folder = Path(__file__).parent / "migrations"
    # Alembic's settings are a configparser file, in which % begins an interpolation.
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _touch(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(exist_ok=True)
    except OSError as error:
        message = f"the database {path} cannot be created: set CHIRASHI_HOME to a writable folder"
        raise Unavailable(message) from error

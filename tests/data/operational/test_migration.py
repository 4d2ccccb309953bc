"""Migrations bring every database to the tables that the code uses, once, whoever begins."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from data.operational.catalogue import open_catalogue
from data.operational.database import open_database, reading, writing
from data.operational.migration import migrate
from data.operational.tables import metadata
from recommender.errors import Unavailable
from tests.builders import a_promo

ROOT = Path(__file__).parents[3]


def test_the_migrated_tables_are_those_of_the_code(database_url: str) -> None:
    engine = open_database(database_url)
    migrate(engine)
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_migrating_again_keeps_what_is_there(database_url: str) -> None:
    with open_catalogue(database_url) as catalogue:
        catalogue.promos.put(a_promo())
    with open_catalogue(database_url) as catalogue:
        assert catalogue.promos.get("story-1").value == a_promo()


def test_processes_that_start_at_once_migrate_once(database_url: str) -> None:
    code = (
        "import sys; from data.operational.catalogue import open_catalogue;"
        "open_catalogue(sys.argv[1])"
    )
    command = [sys.executable, "-c", code, database_url]
    running = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    assert [process.wait(timeout=120) for process in running] == [0] * 3


def test_a_database_of_a_newer_version_is_left_alone(database_url: str) -> None:
    engine = open_database(database_url)
    migrate(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unavailable, match="a newer Chirashi wrote this database"):
        migrate(engine)
    engine.dispose()

"""The history of the database's tables, one file a step; Alembic runs what is missing."""

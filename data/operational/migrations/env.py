"""What Alembic runs: the steps, inside the transaction that `data.operational.migration` opened."""

from alembic import context

from data.operational.tables import metadata

# Our own lock and transaction hold every step: all of them happen, or none.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()

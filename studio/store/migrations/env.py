"""Read by Alembic, which has the connection from `studio.store.upgrading`."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()

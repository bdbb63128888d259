"""Alembic's entry: runs the migrations of one database on the connection it is given."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    version_table=context.config.attributes["version_table"],
    render_as_batch=True,
    user_module_prefix="columns.",
)
context.run_migrations()

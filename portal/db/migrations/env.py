"""Run by Alembic: the connection comes from portal.db.migrate, the wanted state from the models."""

from alembic import context

import portal.db.models  # noqa: F401 - completes the metadata
from portal.db.base import Table
from portal.db.migrate import is_ours

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    compare_type=True,
    render_as_batch=True,
    include_object=is_ours,
    transaction_per_migration=False,
)
context.run_migrations()

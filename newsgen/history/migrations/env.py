"""What Alembic runs: the steps, on the connection that `upgrade` was given."""

from __future__ import annotations

from alembic import context

from newsgen.history.database import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
with context.begin_transaction():
    context.run_migrations()

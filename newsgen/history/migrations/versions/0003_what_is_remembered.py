"""Of which series an article is, and what the next ones keep in mind of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("articles", sa.Column("series", sa.Text(), nullable=False, server_default="daily"))
    op.add_column("articles", sa.Column("remembered", sa.JSON()))

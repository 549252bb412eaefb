"""The journal of what was sent where, and who runs which slot of the schedule."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT, TIME = sa.Text(), sa.BigInteger()  # times are microseconds since 1970


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("destination", TEXT, primary_key=True),
        sa.Column("key", TEXT, primary_key=True),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in ("series", "state", "stage", "slug", "sha256", "text")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("finished_at", TIME),
        sa.Column("standing", sa.JSON()),
        sa.Column("media", sa.JSON(), nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("leased_until", TIME),
    )
    op.create_index("deliveries_day", "deliveries", ["day"])
    op.create_table(
        "slots",
        sa.Column("job", TEXT, primary_key=True),
        sa.Column("slot", TIME, primary_key=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ("state", "owner", "step", "sentence")),
        sa.Column("leased_until", TIME),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("finished_at", TIME),
        sa.Column("attempts", sa.Integer(), nullable=False),
    )

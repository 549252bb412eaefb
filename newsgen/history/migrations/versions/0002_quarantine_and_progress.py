"""Rows that are not believed, how far a walk through the past has come, and a quick way to what was restated."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT, TIME = sa.Text(), sa.BigInteger()  # times are microseconds since 1970
MARKETS = ("prices", "liquidations", "orders", "open_interest", "funding", "market")
READINGS = (*MARKETS, "etf_flows", "indices", "sentiment")


def upgrade() -> None:
    op.create_table(
        "quarantine",
        sa.Column("id", ID, primary_key=True),
        sa.Column("reading", TEXT, nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("released_at", TIME),
    )
    op.create_index("quarantine_version", "quarantine", ["reading", "version"])
    op.create_table(
        "progress",
        sa.Column("source", TEXT, primary_key=True),
        sa.Column("topic", TEXT, primary_key=True),
        sa.Column("coin", TEXT, primary_key=True),
        sa.Column("reached", TIME, nullable=False),
    )
    for table in READINGS:
        gone = sa.text("gone_at IS NOT NULL")
        op.create_index(f"{table}_gone", table, ["gone_at"], sqlite_where=gone, postgresql_where=gone)

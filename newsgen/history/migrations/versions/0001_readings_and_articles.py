"""The first schema: readings with their versions, the answers they came from, and what was told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT, TIME = sa.Text(), sa.BigInteger()  # times are microseconds since 1970
NUMBER: sa.Double[float] = sa.Double()
CANDLE = {"open": NUMBER, "high": NUMBER, "low": NUMBER, "close": NUMBER}
DEAL = {"price": NUMBER, "usd": NUMBER}
FUNDING = {"funding_rate_pct": NUMBER, "interval_hours": NUMBER}
SIDES = {"long_usd": NUMBER, "short_usd": NUMBER, "total_usd": NUMBER}

# The columns of each table of readings, and its key.
READINGS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "prices": (
        {"coin": TEXT, "venue": TEXT, "start": TIME, "end": TIME, **CANDLE, "volume_usd": NUMBER},
        ("coin", "venue", "start", "end"),
    ),
    "liquidations": (
        {"coin": TEXT, "venues": TEXT, "start": TIME, "end": TIME, **SIDES, "traders": NUMBER, "source": TEXT},
        ("coin", "venues", "start", "end", "source"),
    ),
    "orders": (
        {"time": TIME, "coin": TEXT, "venue": TEXT, "pair": TEXT, "side": TEXT, **DEAL, "source": TEXT},
        ("time", "coin", "venue", "pair", "side", "price", "usd", "source"),
    ),
    "etf_flows": (
        {"date": TIME, "asset": TEXT, "fund": TEXT, "flow_usd": NUMBER, "source": TEXT},
        ("date", "asset", "fund", "source"),
    ),
    "indices": ({"index": TEXT, "date": TIME, **CANDLE, "source": TEXT}, ("index", "date", "source")),
    "open_interest": (
        {"coin": TEXT, "venues": TEXT, "time": TIME, "open_interest_usd": NUMBER, "source": TEXT},
        ("coin", "venues", "time", "source"),
    ),
    "funding": (
        {"coin": TEXT, "venues": TEXT, "time": TIME, **FUNDING, "source": TEXT},
        ("coin", "venues", "time", "source"),
    ),
    "sentiment": (
        {"index": TEXT, "date": TIME, "value": NUMBER, "label": TEXT, "source": TEXT},
        ("index", "date", "source"),
    ),
    "market": (
        {"date": TIME, "market_cap_usd": NUMBER, "btc_dominance_pct": NUMBER, "source": TEXT},
        ("date", "source"),
    ),
}


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("id", ID, primary_key=True),
        *_needed(TEXT, "source", "name", "url", "file", "sha256"),
        *_needed(TIME, "fetched_at"),
        *_needed(sa.Integer(), "status"),
        sa.UniqueConstraint("source", "name", "fetched_at", "sha256", name="answers_once"),
    )
    for table, (columns, key) in READINGS.items():
        _reading(table, columns, key)
    op.create_table(
        "articles",
        sa.Column("id", ID, primary_key=True),
        *_needed(sa.Date(), "day"),
        *_needed(TIME, "as_of", "told_at"),
        *_needed(TEXT, "status", "headline", "lead_angle", "lead_subject"),
        *_needed(sa.JSON(), "angles"),
        *_needed(TEXT, "skeleton", "opening", "language", "style", "sha256"),
    )
    op.create_index("articles_day", "articles", ["day"])
    op.create_table(
        "figures",
        sa.Column("article", ID, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        *_needed(TEXT, "fact", "value", "printed"),
    )


def _reading(table: str, columns: dict[str, Any], key: tuple[str, ...]) -> None:
    """A table of versions: of each key, only one row has no `gone_at`."""
    cells = (sa.Column(name, kind, nullable=kind is NUMBER and name not in key) for name, kind in columns.items())
    op.create_table(
        table,
        sa.Column("id", ID, primary_key=True),
        *cells,
        sa.Column("answer", ID, sa.ForeignKey("answers.id")),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("gone_at", TIME),
    )
    counts = sa.text("gone_at IS NULL")
    op.create_index(f"{table}_now", table, key, unique=True, sqlite_where=counts, postgresql_where=counts)


def _needed(kind: Any, *names: str) -> Iterator[sa.Column[Any]]:
    for name in names:
        yield sa.Column(name, kind, nullable=False)

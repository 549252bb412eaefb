"""The way from every earlier schema to today's: one file per step, each written once and never changed."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(connection: sa.Connection, version: str) -> None:
    """Leads the schema to a version, within the connection's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def newest() -> str | None:
    """The version that the steps lead to."""
    return ScriptDirectory.from_config(_config()).get_current_head()

"""The bundled sample: a market folder that newsgen made itself; a first article needs no data and no network."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

MARK = "Reconstruction: "  # opens every short text about the sample, in every channel
END = datetime(2025, 7, 14, 12, tzinfo=UTC)  # nothing in the sample is later


def folder() -> Path:
    """The sample's market folder."""
    return Path(str(files(__package__)))

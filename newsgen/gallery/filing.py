"""The gallery as a file and as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from newsgen.errors import ArchiveError
from newsgen.gallery import Gallery


def leave(file: Path, text: str) -> None:
    """Write the page; raises ArchiveError."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ArchiveError(f"{file}: cannot be written ({error.strerror}); name another file with --out.") from error


def as_data(gallery: Gallery, file: Path) -> dict[str, Any]:
    """Coverage by template, what nothing leads to, and the wordings that something is wrong with."""
    return {
        "file": str(file),
        "percent": round(gallery.percent, 2),
        "templates": [
            {"name": room.name, "branches": room.branches, "percent": round(room.percent, 2),
             "wordings": len(room.variants), "unreachable": room.unreachable}
            for room in gallery.rooms
        ],
        "faults": [
            {"template": name, "block": block, "text": one.text, "faults": one.faults}
            for name, block, one in gallery.faults
        ],
    }  # fmt: skip

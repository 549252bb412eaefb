"""papers/: events and quotes that were filed at the desk, as a market folder that is read whenever the day is told."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from newsgen.archive.disk import locked, put
from newsgen.errors import ArchiveError
from newsgen.model import Event, Quote

PAPERS = "papers"


def desk_papers(folder: Path) -> tuple[Path, ...]:
    """The market folder of what was filed at the desk for a day; none where nothing was."""
    return (folder / PAPERS,) if any((folder / PAPERS).glob("*.toml")) else ()


def file_event(folder: Path, event: Event, *, now: datetime | None = None) -> None:
    """Add an event to the day's papers; raises ArchiveError with the reason where it could not be used."""
    _file(folder, "event", event, now or datetime.now(UTC))


def file_quote(folder: Path, quote: Quote, *, now: datetime | None = None) -> None:
    """Add a quote to the day's papers; raises ArchiveError with the reason where it could not be used."""
    _file(folder, "quote", quote, now or datetime.now(UTC))


def _file(folder: Path, kind: str, paper: Event | Quote, now: datetime) -> None:
    from newsgen.market.entries import entry_text, faults

    with locked(folder):
        path = folder / PAPERS / f"{kind}s.toml"
        before = path.read_text("utf-8") if path.is_file() else ""
        entry = entry_text(paper)
        with tempfile.TemporaryDirectory() as scratch:
            found = faults(Path(scratch) / path.name, entry, now)
        if found:
            raise ArchiveError(f"The {kind} cannot be filed: it {found}.")
        put(path, (before + ("\n" if before else "") + entry).encode())

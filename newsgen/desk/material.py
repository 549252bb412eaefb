"""What a filed day is told from again: its facts, what was told before it, and what it was gathered from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import msgspec

from newsgen import archive, newsroom
from newsgen.errors import ArchiveError
from newsgen.house import House
from newsgen.model import Facts, Finding, Remembered, Severity
from newsgen.settings import Settings

MEMORY = "raw/memory.json"
RAW = "raw/answers.json"
UNTOLD = Finding(
    "M3",
    Severity.HOLD,
    "What was filed at the desk is not told yet: the tables of the day are not at hand.",
    "papers",
    hint="Open the desk with --data FOLDER, or tell the day again.",
)


def facts_of(folder: Path, tables: Sequence[Path], now: datetime) -> Facts:
    """The day's facts as they were filed; measured again where the desk filed papers later."""
    filed = archive.read_facts(folder / "facts.json")
    papers = folder / "papers"
    if not _later(papers, folder / "facts.json"):
        return filed
    if filed.sample:
        from newsgen.sample import folder as sample

        tables = (sample(),)
    if (folder / RAW).is_file():
        from newsgen import live

        return live.facts_kept(folder)
    if not tables:
        return replace(filed, findings=(*filed.findings, UNTOLD))
    return newsroom.facts_of((*tables, papers), filed.day, now=now, as_of=filed.as_of)


def memory_of(folder: Path, house: House, settings: Settings) -> tuple[Remembered, ...]:
    """What was told on the days before, the latest first: what a live day kept of it, else what the history knows."""
    from newsgen import live  # the history's database is of use only here

    try:
        return msgspec.json.decode((folder / MEMORY).read_bytes(), type=tuple[Remembered, ...])
    except FileNotFoundError:
        if (folder / RAW).is_file() or not live.keeps_history(settings):
            return ()
        return live.memory_before(date.fromisoformat(folder.name), house, settings)
    except msgspec.DecodeError as error:
        raise ArchiveError(f"{folder / MEMORY} cannot be read ({error}); gather the day again.") from error


def raw_of(folder: Path) -> dict[str, bytes]:
    """What lies beside the article and is none of the newsroom's: the raw files and the headlines elsewhere."""
    found = [path for path in (folder / "raw").rglob("*") if path.is_file()]
    found += [path for path in (folder / "leads.json",) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def _later(papers: Path, facts: Path) -> bool:
    filed = facts.stat().st_mtime_ns
    return any(path.stat().st_mtime_ns > filed for path in papers.glob("*.toml"))

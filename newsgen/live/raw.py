"""What a told day was made from, as files: every answer as it came, and what the history added.

A live day is told from these files and from nothing else, so telling it again from them gives the same article.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path, PurePosixPath

import msgspec

from newsgen.archive import desk_papers, pretty
from newsgen.errors import ArchiveError
from newsgen.gather import readers, sheaves
from newsgen.market import Market, pack_market, read_market
from newsgen.model import Finding, Origin, Remembered
from newsgen.wire import Answer, Gathered

INDEX = "raw/answers.json"
MEMORY = "raw/memory.json"  # what had been told on the days before
HISTORY, TALLY, PAPERS = "raw/history", "raw/tally", "raw/papers"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a raw folder says of itself: which day, up to when, told when, and from which answers."""

    gathered: Gathered
    market: Market
    memory: tuple[Remembered, ...]


class _Entry(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    file: str
    source: str
    name: str
    asked: dict[str, str]
    url: str
    fetched_at: datetime
    status: int
    sha256: str
    sent: datetime | None = None


class _Index(msgspec.Struct, forbid_unknown_fields=True):
    """raw/answers.json as it stands."""

    day: date
    as_of: datetime
    exact: bool
    now: datetime
    answers: list[_Entry]
    findings: tuple[Finding, ...] = ()


def raw_files(
    gathered: Gathered,
    before: Market,
    own: Market | None,
    papers: Sequence[Path],
    memory: Sequence[Remembered] = (),
) -> dict[str, bytes]:
    """The files of `raw/` by name: the index, the answers' bodies, the history's tables, the desk's papers.

    `memory` is what was told on the days before;
    `own` is newsgen's own tally of the window, where exchanges were listened to.
    """
    index = _Index(
        gathered.day,
        gathered.as_of,
        gathered.exact,
        gathered.now,
        [_entry(answer) for answer in gathered.answers],
        gathered.findings,
    )
    files = {INDEX: pretty(index)}
    if memory:
        files[MEMORY] = pretty(tuple(memory))
    files |= {answer.file: answer.body for answer in gathered.answers}
    files |= {f"{HISTORY}/{name}": content for name, content in pack_market(before).items()}
    if own is not None:
        files |= {f"{TALLY}/{name}": content for name, content in pack_market(own).items()}
    for number, folder in enumerate(papers, 1):
        for file in sorted(folder.glob("*.toml")):
            files[f"{PAPERS}/{file.stem}-{number}.toml"] = file.read_bytes()
    return files


def _entry(answer: Answer) -> _Entry:
    return _Entry(
        answer.file, answer.source, answer.name, dict(answer.asked), answer.url, answer.fetched_at, answer.status,
        answer.sha256, answer.sent,
    )  # fmt: skip


def read_raw(files: Mapping[str, bytes]) -> Kept:
    """The market of these files; raises ArchiveError where they are not what `raw_files` gave."""
    index = _index(files)
    answers = tuple(_answer(entry, files) for entry in index.answers)
    gathered = Gathered(index.day, index.as_of, index.exact, index.now, answers, index.findings)
    bound, unread = sheaves(answers, readers())
    with tempfile.TemporaryDirectory(prefix="newsgen-") as scratch:
        folders = [_laid_out(files, part, Path(scratch)) for part in (HISTORY, TALLY, PAPERS)]
        market = read_market([one for one in folders if one], now=index.now, sheaves=bound)
    findings = (*gathered.findings, *unread)
    sources = dict(market.sources) | {
        name.removeprefix("raw/"): Origin("", name, sha256=hashlib.sha256(content).hexdigest())
        for name, content in files.items()
        if name.startswith((f"{HISTORY}/", f"{TALLY}/"))
    }
    market = replace(
        market,
        findings=(*market.findings, *findings),
        moments=(*market.moments, *(None for _ in findings)),
        sources=sources,
    )
    return Kept(gathered, market, _memory(files))


def _memory(files: Mapping[str, bytes]) -> tuple[Remembered, ...]:
    try:
        return msgspec.json.decode(files.get(MEMORY, b"[]"), type=tuple[Remembered, ...])
    except (msgspec.DecodeError, ValueError) as error:
        raise ArchiveError(f"{MEMORY} cannot be read ({error}); gather the day again.") from error


def _index(files: Mapping[str, bytes]) -> _Index:
    if INDEX not in files:
        raise ArchiveError(f"There is no {INDEX} in that folder; name the folder of a day that was told live.")
    try:
        return msgspec.json.decode(files[INDEX], type=_Index)
    except (msgspec.DecodeError, ValueError) as error:
        raise ArchiveError(f"{INDEX} cannot be read ({error}); gather the day again.") from error


def _answer(entry: _Entry, files: Mapping[str, bytes]) -> Answer:
    body = files.get(entry.file)
    if body is None or hashlib.sha256(body).hexdigest() != entry.sha256:
        state = "is missing" if body is None else "was changed since it came"
        raise ArchiveError(f"{entry.file} {state}, so the day cannot be told from it; gather the day again.")
    return Answer(
        entry.source, entry.name, entry.asked, entry.url, entry.file, entry.fetched_at, entry.status, entry.sha256,
        body, entry.sent,
    )  # fmt: skip


def _laid_out(files: Mapping[str, bytes], part: str, scratch: Path) -> Path | None:
    """One part of the files as a folder that can be read; None where it is empty."""
    found = {PurePosixPath(name).name: content for name, content in files.items() if name.startswith(f"{part}/")}
    folder = scratch / PurePosixPath(part).name
    for name, content in found.items():
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return folder if found else None


def files_of(folder: Path) -> dict[str, bytes]:
    """The raw files of a told day's folder by name; raises ArchiveError where it cannot be read."""
    raw = folder / "raw"
    if not raw.is_dir():
        raise ArchiveError(f"{folder}: there is no raw/ in it; name the folder of a day that was told live.")
    try:
        return {file.relative_to(folder).as_posix(): file.read_bytes() for file in raw.rglob("*") if file.is_file()}
    except OSError as error:
        raise ArchiveError(f"{folder}: cannot be read ({error.strerror}); check who may read it.") from error


def with_desk_papers(files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """The raw files with what was filed at the desk since: it is read like the newsroom's own papers."""
    filed = sorted((folder / "papers").glob("*.toml"))
    return {**files, **{f"{PAPERS}/{path.stem}-desk.toml": path.read_bytes() for path in filed}}


def with_filed(market: Market, folder: Path, now: datetime) -> Market:
    """The market with the events and quotes that were filed at the desk for a day; the history keeps none."""
    papers = desk_papers(folder)
    if not papers:
        return market
    filed = read_market(papers, now=now)
    return replace(market, events=(*market.events, *filed.events), quotes=(*market.quotes, *filed.quotes))

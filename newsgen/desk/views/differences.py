"""Differences: two texts of a day by sentences, figures apart from words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsgen import archive
from newsgen.desk import apart
from newsgen.desk.apart import Part
from newsgen.desk.site import Tab, desk_of
from newsgen.desk.workbench import Sheet, Workbench
from newsgen.errors import ArchiveError, DeskError
from newsgen.merge import Change, differences
from newsgen.merge.carry import words_of
from newsgen.model import Manuscript

TAB = Tab("differences", "Differences", "d")
PAIRS = {
    "edits": "Generated and edited",
    "approved": "Approved and now",
    "yesterday": "The day before and today",
    "versions": "Any two versions",
}


@dataclass(frozen=True, slots=True)
class Version:
    """A text of the day that was kept."""

    id: str
    when: datetime
    what: str = field(metadata={"help": "What is known of it, as 'saved by Ann Lee'"})


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that are compared; where one is missing, why."""

    before: str
    after: str
    old: Manuscript | None
    new: Manuscript | None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the text with what became of its sentences."""

    title: str
    parts: tuple[Part, ...]
    same: bool


async def show(request: Request) -> Response:
    """Two texts side by side."""
    desk, asked = desk_of(request), request.query_params
    sheet = await desk.sheet(request)
    what = asked.get("what", "edits")
    what = what if what in PAIRS else "edits"
    kept = await desk.run(versions, sheet)
    wanted = [asked.get(name, "") for name in ("from", "to")]
    fallback = [kept[min(1, len(kept) - 1)].id, kept[0].id] if kept else ["", ""]
    first, last = [one or other for one, other in zip(wanted, fallback)]
    pair = await desk.run(compared, desk.bench, sheet, what, first, last)
    changes = await desk.run(differences, pair.old, pair.new) if pair.old and pair.new else ()
    return desk.page(
        request,
        "differences",
        sheet=sheet,
        what=what,
        pairs=PAIRS,
        pair=pair,
        counts=apart.counts(changes),
        fields=tuple(fields(changes)),
        versions=kept,
        first=first,
        last=last,
    )


def compared(bench: Workbench, sheet: Sheet, what: str, first: str, last: str) -> Pair:
    """The two texts that somebody wants to compare."""
    if what == "edits":
        return Pair("As generated", "As it stands", words_of(sheet.generated.article), sheet.manuscript)
    if what == "approved":
        approval = sheet.state.approval
        if approval is None:
            return Pair("Approved", "As it stands", None, sheet.manuscript, "No text of this day was approved yet.")
        return Pair("As approved", "As it stands", _version(sheet, approval.sha256), sheet.manuscript)
    if what == "yesterday":
        earlier = next((day for day in bench.days() if day < sheet.day), None)
        if earlier is None:
            return Pair("Before", "Today", None, sheet.manuscript, "No earlier day was told.")
        words = archive.read_manuscript((bench.folder(earlier) / "article.md").read_bytes())
        return Pair(f"{earlier.day} {earlier:%B}", f"{sheet.day.day} {sheet.day:%B}", words, sheet.manuscript)
    if not first:
        return Pair("Earlier", "Later", None, None, "No version was kept yet; each text that is saved is.")
    return Pair("Earlier", "Later", _version(sheet, first), _version(sheet, last))


def versions(sheet: Sheet) -> tuple[Version, ...]:
    """The texts that were kept, the latest first."""
    known = _said(sheet)
    found = [
        Version(
            path.stem,
            datetime.fromtimestamp(path.stat().st_mtime, UTC),
            "as it stands" if sheet.sha256.startswith(path.stem) else known.get(path.stem, "kept"),
        )
        for path in (sheet.folder / "versions").glob("[!.]*.md")
    ]
    return tuple(sorted(found, key=lambda one: (one.when, one.id), reverse=True))


def fields(changes: tuple[Change, ...]) -> Iterator[Field]:
    """The differences by field."""
    for name, group in groupby(changes, key=lambda change: change.field):
        own = list(group)
        yield Field(apart.FIELDS[name], apart.parts(own), all(one.kind == "same" for one in own))


def _version(sheet: Sheet, sha256: str) -> Manuscript:
    try:
        return archive.read_manuscript(archive.read_version(sheet.folder, sha256))
    except ArchiveError as error:
        raise DeskError("There is no such version; choose another.") from error


def _said(sheet: Sheet) -> dict[str, str]:
    """What the log says of texts: who saved or approved them."""
    found = {}
    try:
        lines = (sheet.folder / "log.jsonl").read_bytes().splitlines()
    except OSError:
        lines = []
    for line in lines:
        try:
            entry = msgspec.json.decode(line, type=dict[str, object])
        except msgspec.DecodeError:
            continue
        if entry.get("text") and entry.get("what") != "approval void":
            found[str(entry["text"])[:16]] = f"{entry.get('what')} by {entry.get('by')}"
    return found


ROUTES = (Route("/days/{day:day}/differences", show),)

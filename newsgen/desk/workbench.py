"""A day at hand: planned, written and checked again whenever something it depends on changes.

    facts + templates + wishes -> what newsgen writes now
    and an editor's words      -> what stands on the desk -> what may go out

Everything is on disk: a desk that is started again knows what it knew, and two of them see the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from threading import Lock, RLock, Thread

from newsgen import archive, gate, newsroom
from newsgen.desk.material import facts_of, memory_of, raw_of
from newsgen.desk.stamps import Stamp, stamp_of
from newsgen.errors import ArchiveError, DeskError, NewsgenError
from newsgen.gate import Clearance
from newsgen.house import House
from newsgen.merge import Clash
from newsgen.model import Facts, Manuscript, State
from newsgen.newsroom import Edition
from newsgen.settings import Settings, template_folders

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What a day depends on, by what people call it: files of its folder.
DEPENDS = {
    "article": ("article.md", "article.base.md"),
    "facts": ("facts.json",),
    "papers": ("papers",),
    "decisions": ("desk.json",),
    "drafts": ("drafts",),
    "log": ("log.jsonl",),  # what other programs did with the day
}
_SHEET = ("templates", "article", "facts", "papers", "decisions")  # of these, what its sheet depends on


@dataclass(frozen=True, slots=True)
class Sheet:
    """A day as it stands on the desk."""

    day: date
    folder: Path
    edition: Edition  # with the editor's words
    generated: Edition  # as newsgen writes it
    state: State
    house: House  # that it was written in
    manuscript: Manuscript  # the words of `text`
    text: bytes  # article.md with the editor's words
    sha256: str  # of `text`: what an approval names
    filed: str  # SHA-256 of the article.md on disk
    clearance: Clearance
    clashes: tuple[Clash, ...] = ()  # the editor's sentences whose facts are gone or replaced
    refreshed: tuple[str, ...] = ()  # the editor's sentences in which figures were renewed
    error: str = ""  # why an older sheet is shown: something that is being edited and cannot be read


class Workbench:
    """Every told day of the output folder; what was worked out is kept until something it depends on changes."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime], folders: tuple[Path, ...] = ()) -> None:
        self.settings, self.clock, self.folders = settings, clock, folders
        self._lock, self._keeping = RLock(), Lock()
        self._sheets: dict[date, tuple[Mapping[str, Stamp], Sheet]] = {}
        self._facts: dict[date, tuple[Stamp, Facts]] = {}
        self._houses: dict[str, tuple[Stamp, House]] = {}

    def folder(self, day: date) -> Path:
        """Where a day is filed."""
        return self.settings.out / day.isoformat()

    def days(self) -> tuple[date, ...]:
        """The told days, the latest first."""
        found = (_day(path.parent.name) for path in self.settings.out.glob("*-*-*/facts.json"))
        return tuple(sorted((day for day in found if day), reverse=True))

    def look(self, day: date) -> dict[str, Stamp]:
        """What a day depends on, each with a stamp that changes when it does; opens no file."""
        folder = self.folder(day)
        found = {name: stamp_of(*(folder / file for file in files)) for name, files in DEPENDS.items()}
        return {"templates": stamp_of(*template_folders(self.settings)), **found}

    def house(self, style: str = "") -> House:
        """The house language as its files stand, in the settings' style or another."""
        settings = replace(self.settings, style=style or self.settings.style)
        stamp = stamp_of(*template_folders(settings))
        with self._lock:
            kept = self._houses.get(settings.style)
            if kept is None or kept[0] != stamp:
                if kept:
                    Thread(target=self.keep_templates).start()  # nobody waits for it
                kept = self._houses[settings.style] = stamp, newsroom.open_house(settings)
            return kept[1]

    def keep_templates(self) -> None:
        """Keep the templates as they stand, so that a day can be told with them when they are yesterday's.

        What cannot be kept now, as a file that is just being saved, is kept with the next change.
        """
        with self._keeping, suppress(NewsgenError, OSError):
            newsroom.keep_templates(self.settings, self.clock())

    def sheet(self, day: date) -> Sheet:
        """The day as it stands; where a template cannot be read, the last good sheet with the error.

        Raises ArchiveError for a day that was not told, and the house's error where there is no good sheet.
        """
        now = self.look(day)
        seen = {name: now[name] for name in _SHEET}
        with self._lock:
            kept = self._sheets.get(day)
            if kept and kept[0] == seen:
                return kept[1]
            try:
                sheet = self._made(day)
            except NewsgenError as error:
                if kept is None:
                    raise
                sheet = self._kept(kept[1], str(error))
            self._sheets[day] = seen, sheet
            return sheet

    def tried(self, day: date, state: State) -> Edition:
        """What newsgen would write after such decisions; nothing is filed.

        Raises the house's or the plan's error where the day cannot be told so.
        """
        folder, house = self.folder(day), self.house(state.style)
        if not (folder / "facts.json").is_file():
            raise ArchiveError(f"{day} was not told; tell it with newsgen recap {day}, or open another day.")
        facts = self._facts_of(day)
        memory = memory_of(folder, house, self.settings)
        verdicts = newsroom.verdicts_of(facts, house)
        return newsroom.proofread(newsroom.compose(facts, verdicts, house, memory, state.wishes))

    def file(self, day: date) -> Sheet:
        """File the day as it stands: what newsgen writes now, with the editor's words in it.

        Raises DeskError where what stands on the desk is not what the files say.
        """
        with self._lock:
            sheet = self.sheet(day)
            if sheet.error:
                raise DeskError(f"Nothing can be filed while something cannot be read: {sheet.error}")
            house, more = self.house(sheet.state.style), raw_of(sheet.folder)
            newsroom.file(sheet.generated, house, self._in_style(sheet.state), now=self.clock(), more=more)
            return self.sheet(day)

    def _facts_of(self, day: date) -> Facts:
        folder = self.folder(day)
        stamp = stamp_of(folder / "facts.json", folder / "papers")
        kept = self._facts.get(day)
        if kept is None or kept[0] != stamp:
            kept = self._facts[day] = stamp, facts_of(folder, self.folders, self.clock())
        return kept[1]

    def _made(self, day: date) -> Sheet:
        folder = self.folder(day)
        state = archive.read_state(folder)
        generated = self.tried(day, state)
        settings = self._in_style(state)
        edition, carried, notes = newsroom.with_editors_words(generated, folder, self.house(state.style), settings)
        text = newsroom.text_of(edition, settings)
        text = carried.text(text) if carried else text
        sha256 = archive.sha256(text)
        return Sheet(
            day=day,
            folder=folder,
            edition=edition,
            generated=generated,
            state=state,
            house=self.house(state.style),
            manuscript=archive.read_manuscript(text),
            text=text,
            sha256=sha256,
            filed=archive.sha256((folder / "article.md").read_bytes()),
            clearance=gate.clear(edition.findings, state, sha256),
            clashes=carried.open if carried else (),
            refreshed=carried.merged.refreshed if carried else (),
            error="" if carried else " ".join(notes),  # an editor's text that cannot be read
        )

    def _kept(self, sheet: Sheet, error: str) -> Sheet:
        """An older sheet with what the desk decided since: a day can be held whatever is broken."""
        with suppress(NewsgenError):
            state = archive.read_state(sheet.folder)
            clearance = gate.clear(sheet.edition.findings, state, sheet.sha256)
            return replace(sheet, error=error, state=state, clearance=clearance)
        return replace(sheet, error=error)

    def _in_style(self, state: State) -> Settings:
        return replace(self.settings, style=state.style or self.settings.style)


def _day(name: str) -> date | None:
    """The day that a folder's name says."""
    try:
        return date.fromisoformat(name) if _DAY.fullmatch(name) else None
    except ValueError:
        return None

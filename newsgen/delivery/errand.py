"""One run for one day: the destinations opened, the journal at hand, and what became of each in the day's log."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeAlias

from newsgen import archive
from newsgen.delivery.held import Clock as Clock
from newsgen.delivery.held import Journal
from newsgen.delivery.release import Opened, content_hash, release_of
from newsgen.destinations import Careful, Destination, open_destination
from newsgen.errors import ArchiveError, NewsgenError, PublishError, SettingsError
from newsgen.history import open_history
from newsgen.live.day import history_place
from newsgen.model import Delivery, Outcome, Release, Stage
from newsgen.settings import Settings

if TYPE_CHECKING:
    from newsgen.history.store import History

Step: TypeAlias = Callable[[str], object]
Demand: TypeAlias = Callable[[Opened], object]  # raises NewsgenError where the article may not go


@dataclass(frozen=True, slots=True)
class Call:
    """What is at hand at one destination: the article, the journal and its line, who asks, what may stop it."""

    place: Destination
    opened: Opened
    line: Delivery | None
    journal: Journal
    settings: Settings
    owner: str
    dry: bool
    may: Callable[[], object]

    def options(self) -> dict[str, Any]:
        """The options that `newsgen.delivery.deliver` and `take_back` share."""
        return {"owner": self.owner, "dry": self.dry, "may": self.may}

    def earlier(self, text: str) -> Release | None:
        """The article with a text that was sent, by its SHA-256; None where it was not kept."""
        folder = self.settings.out / self.opened.release.day.isoformat()
        try:
            kept = archive.read_version(folder, text)
            return release_of(folder, self.settings, delivered=self.line, text=kept).release
        except ArchiveError:
            return None


Work: TypeAlias = Callable[[Call], Outcome]


@dataclass
class Errand:
    """One run for one day: its destinations opened, the journal at hand."""

    day: date
    settings: Settings
    clock: Clock
    names: Sequence[str]
    dry: bool = False
    owner: str = ""
    step: Step = str

    def __post_init__(self) -> None:
        self.owner = self.owner or f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.names = tuple(dict.fromkeys(self.names))
        tables = self.settings.destinations
        if not self.names:
            raise SettingsError(f"Name a destination with --to; {_there_are(tables)}")
        for name in self.names:
            if name not in tables:
                close = get_close_matches(name, tables, 1, 0.5)
                guess = f"did you mean {close[0]!r}?" if close else _there_are(tables)
                raise SettingsError(f"No destination is called {name!r}; {guess}")
        # The one whose address counts goes first, so that the others can name it.
        self.names = tuple(sorted(self.names, key=lambda name: not tables[name].get("canonical", False)))

    @property
    def folder(self) -> Path:
        """The day's."""
        return self.settings.out / self.day.isoformat()

    def open(self, lines: Sequence[Delivery] = ()) -> Opened:
        """The article as its files stand; `lines` are what the journal has of it."""
        first = next((line for line in lines if line.standing), None)
        return release_of(
            self.folder, self.settings, delivered=first, canonical=canonical_of(lines, self.settings.destinations)
        )

    def run(self, work: Work, demand: Demand) -> tuple[Outcome, ...]:
        """Do the work at each destination; `demand` raises NewsgenError where the article may not go."""
        outcomes = list[Outcome]()
        with ExitStack() as stack:
            places = [stack.enter_context(_opened(name, self.settings, self.dry, self.clock())) for name in self.names]
            journal = stack.enter_context(_journal(self.settings, self.dry))
            for place in places:
                self.step(f"Delivering to {place.name}")
                try:
                    outcomes.append(self._one(place, journal, work, demand))
                except NewsgenError as error:
                    if not outcomes:
                        raise
                    outcomes.append(Outcome(place.name, "refused", f"{place.name}: {error}"))  # others were served
        return tuple(outcomes)

    def _one(self, place: Destination, journal: History, work: Work, demand: Demand) -> Outcome:
        lines = self.lines(journal, self.open().release.key)
        opened = self.open(lines)
        demand(opened)
        own = next((line for line in lines if line.destination == place.name), None)
        if not self.dry:
            archive.keep_sent(self.folder)  # whatever becomes of it, it is known what was sent
        outcome = work(
            Call(place, opened, own, journal, self.settings, self.owner, self.dry, lambda: self._still(opened, demand))
        )
        if not self.dry:
            self.keep(opened, outcome)
        return outcome

    def lines(self, journal: History, key: str) -> tuple[Delivery, ...]:
        """What the journal has of the article, the place whose address counts first."""
        tables = self.settings.destinations
        found = [line for line in journal.deliveries(day=self.day) if line.key == key and line.state != "new"]
        return tuple(sorted(found, key=lambda line: not tables.get(line.destination, {}).get("canonical", False)))

    def keep(self, opened: Opened, outcome: Outcome) -> None:
        """What became of it, in the day's log; the text that went out is kept with its facts."""
        one = outcome.standing
        line = archive.log_line(
            "delivery", when=self.clock(), by="newsgen", destination=outcome.destination, became=outcome.what,
            id=one.id if one else "", url=one.url if one else "", stage=str(one.stage or "trash") if one else "",
            content=content_hash(opened.release), text=opened.release.text, said=outcome.sentence,
        )  # fmt: skip
        archive.add_log(self.folder, line)

    def _still(self, opened: Opened, demand: Demand) -> None:
        """Asked at the last moment: whether these bytes may still go out."""
        now = self.open()
        if now.release.text != opened.release.text:
            raise PublishError(f"{self.day}: somebody changed the text meanwhile; publish it again.")
        demand(now)


def canonical_of(lines: Sequence[Delivery], tables: Mapping[str, Mapping[str, object]]) -> str:
    """The address that counts: of the destination that says so, else of the first where readers see it."""
    seen = [line for line in lines if line.standing and line.standing.stage is Stage.LIVE and line.standing.url]
    named = [line for line in seen if tables.get(line.destination, {}).get("canonical")]
    first = sorted(seen, key=lambda line: line.finished_at or line.started_at)
    return next((line.standing.url for line in (*named, *first) if line.standing), "")


@contextmanager
def _opened(name: str, settings: Settings, dry: bool, now: datetime) -> Iterator[Destination]:
    """A destination, let go of afterwards."""
    place = Careful(open_destination(name, settings.destinations[name], dry=dry, now=now))
    try:
        yield place
    finally:
        place.close()


@contextmanager
def _journal(settings: Settings, dry: bool) -> Iterator[History]:
    """The history; for a rehearsal without one, one that is thrown away."""
    place = history_place(settings)
    with ExitStack() as stack:
        if dry and "://" not in place and not Path(place).is_file():
            place = str(Path(stack.enter_context(TemporaryDirectory())) / "history.sqlite")
        yield stack.enter_context(open_history(place))


def _there_are(tables: Mapping[str, object]) -> str:
    return f"there are: {', '.join(tables)}." if tables else "write [destinations.NAME] in newsgen.toml."

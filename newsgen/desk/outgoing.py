"""Where a day went, what readers have of it that is no longer true, and what the schedule has to do with it."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import urlsplit

from newsgen import delivery
from newsgen.delivery.correct import propose
from newsgen.delivery.revision import OUT, Revision
from newsgen.desk.stamps import Stamp, stamp_of
from newsgen.desk.workbench import Sheet, Workbench
from newsgen.errors import NewsgenError
from newsgen.history.slots import WAITING
from newsgen.live import history_place
from newsgen.model import Delivery, Stage, Status
from newsgen.schedule import Next, last_runs, next_runs, read_jobs
from newsgen.settings import Settings

SENDING = "sending"  # the log's word for what the desk sets out to do
SIGNS = {"draft": "○", "scheduled": "◷", "live": "●", "withdrawn": "✕", "rejected": "✕", "unknown": "?"}
NOT_KNOWN = "nobody knows yet; send it again, and it is looked for first"


@dataclass(frozen=True, slots=True)
class Place:
    """A destination, and the article there; without a `state` it never went there."""

    name: str
    kind: str
    state: str = field(default="", metadata={"help": "draft, scheduled, live, withdrawn, rejected or unknown"})
    sign: str = ""
    url: str = field(default="", metadata={"help": "Where it stands, if a browser can open it"})
    path: str = field(default="", metadata={"help": "Where it stands otherwise"})
    at: datetime | None = field(default=None, metadata={"help": "When it goes live by itself"})
    when: datetime | None = field(default=None, metadata={"help": "When newsgen sent it last"})
    by: str = field(default="", metadata={"help": "Who let it go"})
    current: bool = field(default=False, metadata={"help": "Whether the text there is the one that is filed now"})
    version: int = 0

    @property
    def seen(self) -> bool:
        """Whether readers see it, or will without anybody's doing."""
        return self.state in ("live", "scheduled")


@dataclass(frozen=True, slots=True)
class Waits:
    """A slot of the schedule in which the day waits for a person."""

    job: str
    sentence: str
    until: datetime
    to: tuple[str, ...]
    status: str


def places(sheet: Sheet, settings: Settings, *, texts: bool = True) -> tuple[Place, ...]:
    """Every destination of the settings, then others that the journal knows of; `texts` whether each has the filed one.

    Without `texts` it is quicker.
    """
    lines = {line.destination: line for line in delivery.remains(sheet.day, settings) if line.series == settings.series}
    kinds = {name: str(table.get("kind", "")) for name, table in settings.destinations.items()}
    if not lines:
        return tuple(Place(name, kind) for name, kind in kinds.items())
    content = delivery.content_hash(delivery.release_of(sheet.folder, settings).release) if texts else ""
    given = sheet.state.approval.by if sheet.state.approval else ""
    people = _senders(sheet.folder)
    found = []
    for name in (*kinds, *(name for name in lines if name not in kinds)):
        line = lines.get(name)
        kind = kinds.get(name, "not in the settings any more")
        by = people.get(name, "") or ("" if line is None or line.stage is Stage.DRAFT else given)
        found.append(Place(name, kind) if line is None else _place(name, kind, line, by, line.sha256 == content))
    return tuple(found)


def _place(name: str, kind: str, line: Delivery, by: str, current: bool) -> Place:
    standing = line.standing
    stage = standing.stage if standing and standing.stage else line.stage
    state = {"rejected": "rejected", "started": "unknown", "withdrawn": "withdrawn"}.get(line.state, str(stage))
    address = standing.url if standing else ""
    opens = urlsplit(address).scheme in ("http", "https")
    return Place(
        name=name,
        kind=kind,
        state=state,
        sign=SIGNS.get(state, ""),
        url=address if opens else "",
        path="" if opens else address,
        at=standing.at if standing and stage is Stage.SCHEDULED else None,
        when=line.finished_at or line.started_at,
        by=by,
        current=current,
        version=line.version,
    )


def _senders(folder: Path) -> Mapping[str, str]:
    """Who sent it to each place last, as the day's log has it."""
    found: dict[str, str] = {}
    for line in _log(folder):
        to = line.get("to")
        if line.get("what") == SENDING and isinstance(to, list):
            found |= {str(name): str(line.get("by", "")) for name in to}
    return found


def _log(folder: Path) -> Iterator[dict[str, object]]:
    try:
        lines = (folder / "log.jsonl").read_text("utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            yield found


def is_out(sheet: Sheet, there: Sequence[Place], now: datetime) -> bool:
    """Whether readers have the day: it was published, or its scheduled hour is past."""
    due = any(place.at is not None and place.at <= now for place in there)
    return sheet.state.status in OUT or (sheet.state.status is Status.SCHEDULED and due)


def waits(day: date, settings: Settings) -> Waits | None:
    """The slot in which the schedule waits for somebody to approve the day; raises ScheduleError for bad jobs."""
    if not settings.schedule:
        return None
    jobs = {job.name: job for job in read_jobs(settings)}
    for slot in reversed(last_runs(settings, 50)):
        job = jobs.get(slot.job)
        told = (slot.slot - timedelta(microseconds=1)).date()  # the day whose window ends then
        if job and slot.state == WAITING and told == day and job.series == settings.series:
            return Waits(slot.job, slot.sentence, slot.slot + job.approve_by, job.to, str(job.status))
    return None


def coming(settings: Settings, now: datetime) -> tuple[Next, ...]:
    """The next runs of the schedule, the nearest first; raises ScheduleError for bad jobs."""
    return next_runs(settings, now)[:3] if settings.schedule else ()


@dataclass(frozen=True, slots=True)
class Held:
    """What readers have of a day held against what is known now, or why that cannot be said."""

    revision: Revision | None = None
    error: str = ""

    @property
    def restated(self) -> int:
        """How many figures that readers see are wrong by now."""
        return len(self.revision.wrong) if self.revision else 0


class Revisions:
    """Days that are out, held against the history in a thread: the page that asked hears of what was found."""

    def __init__(self, bench: Workbench) -> None:
        self._bench, self._lock = bench, Lock()
        self._found: dict[date, tuple[object, Held]] = {}
        self._asked: set[date] = set()
        self._looks: Counter[date] = Counter()

    def known(self, sheet: Sheet) -> Held | None:
        """What was found of a day that is out, as it stands; None while nobody knows."""
        key = self._key(sheet.day)
        with self._lock:
            kept = self._found.get(sheet.day)
            if kept and kept[0] == key:
                return kept[1]
            if sheet.day not in self._asked:
                self._asked.add(sheet.day)
                Thread(target=self._look, args=(sheet.day, key), daemon=True).start()
        return None

    def stamp(self, day: date) -> Stamp:
        """A word that changes when a look is over: a page that was made meanwhile waits for it."""
        return str(self._looks[day] or "")

    def proposed(self, day: date, note: str = "") -> Revision:
        """What a correction of the day would be now, with an editor's own note; takes a second or two."""
        bench, kept = self._bench, self._found.get(day)
        if not note and kept and kept[1].revision and kept[0] == self._key(day):
            return kept[1].revision
        return propose(day, bench.settings, bench.clock, tables=bench.folders, note=note)

    def _key(self, day: date) -> object:
        place = history_place(self._bench.settings)
        if "://" in place:
            history = f"{self._bench.clock():%Y-%m-%d %H}"
        else:
            # SQLite's own file of what is not yet in the other; readers make it and take it away, empty as it is.
            fresh = Path(f"{place}-wal")
            history = stamp_of(Path(place), *(() if _empty(fresh) else (fresh,)))
        return history, *self._bench.look(day).items()

    def _look(self, day: date, key: object) -> None:
        try:
            held = Held(self.proposed(day))
        except NewsgenError as error:
            held = Held(error=str(error))
        except Exception:
            logging.getLogger(__name__).exception("a day could not be held against the history")
            held = Held(error="What is known now could not be read; the desk's terminal tells why.")
        with self._lock:
            self._found[day] = key, held
            self._asked.discard(day)
            self._looks[day] += 1


def _empty(path: Path) -> bool:
    try:
        return path.stat().st_size == 0
    except OSError:
        return True

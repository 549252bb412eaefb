"""Jobs as the settings have them: one table [schedule.NAME] each, looked at as a whole before anything runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, time, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from cronsim import CronSim, CronSimError

from newsgen.errors import ScheduleError
from newsgen.live import history_place
from newsgen.model import Stage
from newsgen.schedule.spans import span_of
from newsgen.settings import STYLES, Settings

STAGES = (Stage.DRAFT, Stage.SCHEDULED, Stage.LIVE)
QUIET = ("brief", "skip", "ask")
ZERO = timedelta()


def _says(meaning: str) -> dict[str, str]:
    return {"meaning": meaning}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """When a series is told, where it goes, and who decides; the field names are the options of its table."""

    name: str
    cron: str = field(metadata=_says('Minute, hour, day, month, weekday, as "0 7 * * 1-5"'))
    zone: ZoneInfo = field(default=ZoneInfo("UTC"), metadata=_says('Zone of the times, as "Europe/Berlin"'))
    series: str = field(default="", metadata=_says("Name of the series; the job's own name where it is left out"))
    to: tuple[str, ...] = field(default=(), metadata=_says("Destinations of the settings, in order"))
    status: Stage = field(default=Stage.DRAFT, metadata=_says("draft, scheduled or live"))
    at: time | None = field(default=None, metadata=_says('For scheduled: local time it goes live, as "07:30"'))
    offset: timedelta | None = field(default=None, metadata=_says('For scheduled: the same as a span, as "30min"'))
    auto: bool = field(default=False, metadata=_says("Whether rules may approve where no person has to"))
    fresh: timedelta = field(
        default=timedelta(hours=3), metadata=_says("How old the data may be that rules approve, at going out")
    )
    watch: timedelta = field(
        default=timedelta(minutes=30), metadata=_says("How long an approval counts before the lead is looked at again")
    )
    quiet: str = field(default="brief", metadata=_says("A day without a story: brief, skip, or ask a person"))
    style: str = field(default="", metadata=_says("Another style than the settings'"))
    out: Path | None = field(default=None, metadata=_says("Another folder of told days than the settings'"))
    catch_up: timedelta = field(
        default=timedelta(hours=2), metadata=_says('How late a run may begin after downtime; "skip" or 0 for never')
    )
    jitter: timedelta = field(default=ZERO, metadata=_says("Runs begin up to this much later, each slot by its own"))
    approve_by: timedelta = field(
        default=timedelta(hours=2), metadata=_says("How long after its time a slot waits for a person")
    )
    escalate: timedelta = field(
        default=timedelta(minutes=10), metadata=_says("How long before that people are told again; 0 for never")
    )
    notify: tuple[str, ...] | None = field(default=None, metadata=_says("Channels of the settings; all if left out"))

    def settings(self, settings: Settings) -> Settings:
        """The settings as they count for this job: its series, style, folder and channels."""
        chosen = settings.notify if self.notify is None else {name: settings.notify[name] for name in self.notify}
        return replace(
            settings,
            series=self.series,
            style=self.style or settings.style,
            out=self.out or settings.out,
            history=history_place(settings),  # one for all jobs, wherever their days lie
            notify=chosen,
        )

    def goes_live(self, slot: datetime) -> datetime:
        """When a scheduled article of that slot goes live, UTC."""
        if self.at is None:
            return slot + (self.offset or ZERO)
        local = slot.astimezone(self.zone)
        there = local.replace(hour=self.at.hour, minute=self.at.minute, second=0, fold=0)
        there += timedelta(days=there.replace(tzinfo=None) <= local.replace(tzinfo=None))
        return there.astimezone(UTC)

    def explained(self) -> str:
        """The times in words: "At 07:00 on Monday through Friday (Europe/Berlin)"."""
        return f"{CronSim(self.cron, datetime(2026, 1, 1)).explain()} ({self.zone.key})"


NAMES = tuple(item.name for item in fields(Job) if item.name != "name")


def options() -> tuple[tuple[str, str], ...]:
    """Every option of a job's table with its meaning."""
    return tuple((item.name, item.metadata["meaning"]) for item in fields(Job) if item.name != "name")


def read_jobs(settings: Settings) -> tuple[Job, ...]:
    """Every job of the settings, in their order.  Raises ScheduleError for the first that cannot be."""
    jobs = tuple(_job(name, table, settings) for name, table in settings.schedule.items())
    folders: dict[Path, Job] = {}
    for job in jobs:
        folder = (job.out or settings.out).absolute()
        other = folders.setdefault(folder, job)
        if other.series != job.series:
            raise ScheduleError(
                f"schedule.{job.name}: its series would overwrite the days of schedule.{other.name} in {folder}; "
                "give it a folder of its own with out, or the same series."
            )
    return jobs


def _job(name: str, table: Mapping[str, object], settings: Settings) -> Job:
    where = f"schedule.{name}"
    for option in table:
        if option not in NAMES:
            close = get_close_matches(option, NAMES, 1, 0.5)
            guess = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(NAMES)}."
            raise ScheduleError(f"{where}: no option called {option!r}; {guess}")
    if "cron" not in table:
        raise ScheduleError(f'{where}: cron is missing; write when it runs, as cron = "0 7 * * 1-5".')
    found: dict[str, Any] = {option: _READ[option](value, f"{where}.{option}") for option, value in table.items()}
    job = Job(name=name, **({"series": name} | found))
    _among(job.to, settings.destinations, f"{where}.to", "destinations")
    _among(job.notify or (), settings.notify, f"{where}.notify", "notify")
    if job.status is not Stage.DRAFT and not job.to:
        raise ScheduleError(
            f'{where}: status is "{job.status}" and to is missing; name destinations, as to = ["site"].'
        )
    if (job.status is Stage.SCHEDULED) != ((job.at is None) != (job.offset is None)):
        raise ScheduleError(
            f'{where}: say when a scheduled article goes live with either at = "07:30" or offset = "30min", '
            "and leave both out for any other status."
        )
    return job


def _among(names: Sequence[str], known: Mapping[str, object], where: str, tables: str) -> None:
    for name in names:
        if name not in known:
            close = get_close_matches(name, known, 1, 0.5)
            guess = f"did you mean {close[0]!r}?" if close else f"write a table [{tables}.{name}] in newsgen.toml."
            raise ScheduleError(f"{where}: there is no {name!r} among the {tables}; {guess}")


def _cron(value: object, where: str) -> str:
    text = " ".join(_text(value, where).split())
    if len(text.split()) != 5:
        raise ScheduleError(f'{where} is {text!r}; write minute, hour, day, month and weekday, as "0 7 * * 1-5".')
    try:
        next(CronSim(text, datetime(2026, 1, 1)))
    except CronSimError as error:
        raise ScheduleError(f'{where} is {text!r}: {str(error).lower()}; write it as "0 7 * * 1-5".') from error
    except StopIteration:
        raise ScheduleError(f"{where} is {text!r}, which never comes; choose a day that there is.") from None
    return text


def _zone(value: object, where: str) -> ZoneInfo:
    name = _text(value, where)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        close = get_close_matches(name, available_timezones(), 1, 0.6)
        guess = f"did you mean {close[0]!r}?" if close else "write it as Europe/Berlin or America/New_York."
        raise ScheduleError(f"{where}: no zone called {name!r}; {guess}") from None


def _text(value: object, where: str) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise ScheduleError(f"{where} is {value!r}, expected text in quotation marks.")


def _names(value: object, where: str) -> tuple[str, ...]:
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(dict.fromkeys(_text(item, where) for item in items))


def _flag(value: object, where: str) -> bool:
    if isinstance(value, bool):
        return value
    raise ScheduleError(f"{where} is {value!r}, expected true or false.")


def _chosen(value: object, where: str, choices: Sequence[str]) -> str:
    text = _text(value, where)
    if text not in choices:
        raise ScheduleError(f"{where} is {text!r}, expected one of {', '.join(choices)}.")
    return text


def _at(value: object, where: str) -> time:
    try:
        return time.fromisoformat(_text(value, where)) if not isinstance(value, time) else value
    except ValueError:
        raise ScheduleError(f'{where} is {value!r}, expected a time of day such as "07:30".') from None


def _catch_up(value: object, where: str) -> timedelta:
    return ZERO if value == "skip" else span_of(value, where)


_READ: Mapping[str, Any] = {
    "cron": _cron,
    "zone": _zone,
    "series": _text,
    "to": _names,
    "status": lambda value, where: Stage(_chosen(value, where, STAGES)),
    "at": _at,
    "offset": span_of,
    "auto": _flag,
    "fresh": span_of,
    "watch": span_of,
    "quiet": lambda value, where: _chosen(value, where, QUIET),
    "style": lambda value, where: _chosen(value, where, STYLES),
    "out": lambda value, where: Path(_text(value, where)).expanduser(),
    "catch_up": _catch_up,
    "jitter": span_of,
    "approve_by": span_of,
    "escalate": span_of,
    "notify": _names,
}

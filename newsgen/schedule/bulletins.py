"""What people are told of a slot."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from newsgen.delivery import Opened
from newsgen.model import Bulletin, Outcome, Severity, Wish
from newsgen.schedule.jobs import Job
from newsgen.settings import Settings


def bulletin_of(
    kind: str,
    job: Job,
    day: date | None,
    settings: Settings,
    opened: Opened | None,
    sentence: str,
    now: datetime,
    *,
    link: str = "",
) -> Bulletin:
    """A bulletin about a job's day; without an article where there is none."""
    desk = f"{settings.desk_url.rstrip('/')}/days/{day}" if settings.desk_url and day else ""
    if opened is None:
        return Bulletin(kind, job.series, day, f"{job.name}: {kind}", sentence=sentence, link=link or desk, when=now)
    release = opened.release
    return Bulletin(
        kind,
        job.series,
        day,
        release.headline,
        release.key_points[:3],
        counted(opened, job, day),
        sentence,
        link or desk,
        now,
        release.sample,
    )


def counted(opened: Opened, job: Job, day: date | None) -> str:
    """The findings in one line: "daily 22 Nov: 0 blocks, 1 hold (S2), 2 warnings"."""
    names = ((Severity.BLOCK, "block"), (Severity.HOLD, "hold"), (Severity.WARN, "warning"))
    parts = ", ".join(
        _many([one.id for one in opened.findings if one.severity is grave], word) for grave, word in names
    )
    return f"{job.series} {day:%d %b}: {parts}" if day else parts


def _many(ids: Sequence[str], word: str) -> str:
    shown = f" ({', '.join(dict.fromkeys(ids))})" if ids and word != "warning" else ""
    return f"{len(ids)} {word}{'' if len(ids) == 1 else 's'}{shown}"


def places(error: Exception) -> list[str]:
    """Where in the code it happened, the last first; what it says may hold a secret and is left out."""
    frames = reversed(traceback.extract_tb(error.__traceback__))
    return [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames]


def void(opened: Opened) -> str:
    """Why an approval does not count, "" where there is none or it does."""
    return " ".join(opened.clearance.why_not) if opened.state.approval and not opened.clearance.approved else ""


def approved_by(opened: Opened) -> str:
    """Who let it go, "" where nobody did."""
    return opened.state.approval.by if opened.state.approval else ""


def named(outcome: Outcome) -> str:
    """What became of it at a place, which is named once."""
    name = f"{outcome.destination}: "
    return outcome.sentence if outcome.sentence.startswith(name) else name + outcome.sentence


def went_to(outcomes: Sequence[Outcome], wish: Wish) -> str:
    """Where it stands now: "Live: site (created).", "" for nowhere."""
    places = ", ".join(f"{one.destination} ({one.what})" for one in outcomes)
    at = f" for {wish.at:%d %b %H:%M} UTC" if wish.at else ""
    return f"{wish.stage.capitalize()}{at}: {places}." if places else ""

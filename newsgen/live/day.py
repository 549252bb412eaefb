"""One live day from the first question to the filed article."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from newsgen import archive, keys, newsroom
from newsgen.catalogue import TALLY
from newsgen.clock import is_rehearsal
from newsgen.errors import NothingToTell
from newsgen.gather import Need, gather, readers
from newsgen.gather.feeds import leads_of
from newsgen.history import Figure, Kept, Telling, open_history
from newsgen.history.store import History
from newsgen.house import House
from newsgen.market import Market, read_market
from newsgen.measure import measure, prepare
from newsgen.model import Facts, Finding, Origin, Remembered, Severity
from newsgen.newsroom import Edition, Step
from newsgen.settings import Settings, without_password
from newsgen.wire import Gathered, Sheaf

from .frozen import without_frozen
from .raw import Kept as RawDay
from .raw import files_of, raw_files, read_raw, with_desk_papers, with_filed
from .setup import checked
from .times import midnight_of

Clock = Callable[[], datetime]
EVENTS = "events"  # in the output folder: what `newsgen collect` writes
DAY = timedelta(days=1)
SHORT = timedelta(days=45)  # of short candles: the days before are looked at, and four-hour bars over a month
GOING_ON = timedelta(days=60)  # a series that ended longer ago has ended


@dataclass(frozen=True, slots=True)
class LiveDay:
    """A told live day: its edition, its folder, what became of an editor's words, and what the history learned."""

    edition: Edition
    folder: Path
    kept: tuple[str, ...]
    gathered: Gathered
    learned: Kept


def history_place(settings: Settings) -> str:
    """Where the history is: the setting's file or address, else a file in the output folder."""
    return settings.history or str(settings.out / "history.sqlite")


def recap_live(
    day: date | None,
    house: House,
    settings: Settings,
    clock: Clock,
    *,
    as_of: datetime | None = None,
    step: Step = str,
) -> LiveDay:
    """Gather a day, tell it, file it and remember it.

    Raises NewsgenError where the user can mend something; the history then keeps what was gathered.
    """
    now, settings = clock(), checked(settings)
    with open_history(history_place(settings)) as history:
        files, kept, learned = _gathered(day, settings, clock, history, as_of, now, step, house)
        gathered = kept.gathered
        step(f"Telling {gathered.day.isoformat()}")
        edition = _told(kept, house, settings)
        step("Filing the day")
        standing, folder, notes = newsroom.file(edition, house, settings, now=now, more=_beside(files, gathered))
        for bar in edition.facts.quarantined:
            history.quarantine(bar.table, bar.key, bar.reason, now=now)
        remember(history, standing, house, settings, now)
    return LiveDay(standing, folder, notes, gathered, learned)


def gather_day(
    day: date | None, settings: Settings, clock: Clock, *, as_of: datetime | None = None, step: Step = str
) -> tuple[Gathered, Market, Kept]:
    """Gather a day into the history without telling it."""
    settings = checked(settings)
    with open_history(history_place(settings)) as history:
        _, kept, learned = _gathered(day, settings, clock, history, as_of, clock(), step)
    return kept.gathered, kept.market, learned


def facts_remembered(
    day: date, settings: Settings, *, now: datetime, as_of: datetime | None = None, step: Step = str
) -> Facts:
    """What the history knows of a day; asks nobody.

    Raises NothingToTell for a history without a row.
    """
    step("Opening the history")
    place = history_place(settings)
    if "://" in place or Path(place).is_file():
        with open_history(place) as history:
            market = history.market(short_since=as_of - SHORT if as_of else midnight_of(day) - SHORT)
        if any(len(frame) for frame in market.tables.values()):
            market = with_filed(market, settings.out / day.isoformat(), now)
            end = as_of or (now.replace(second=0, microsecond=0) if day == now.date() else None)
            return measure(prepare(market), day, end, now=now)
    raise NothingToTell(
        f"The history ({without_password(place)}) holds nothing yet; run newsgen gather, name market folders with "
        "--data FOLDER, or try the bundled day with --sample."
    )


def facts_kept(folder: Path) -> Facts:
    """What is known of a day from the bytes that its folder kept and what was filed at the desk since.

    Raises ArchiveError where the folder does not hold them whole.
    """
    return _facts(read_raw(with_desk_papers(files_of(folder), folder)))


def recap_kept(
    folder: Path, house: House, settings: Settings, *, step: Step = str
) -> tuple[Edition, Path, tuple[str, ...]]:
    """Tell a day again from the bytes that its folder kept; asks nobody and reads no history.

    Raises ArchiveError where the folder does not hold them whole.
    """
    step("Reading what was kept")
    files = files_of(folder)
    kept = read_raw(with_desk_papers(files, folder))
    step(f"Telling {kept.gathered.day.isoformat()}")
    edition = _told(kept, house, settings)
    step("Filing the day")
    return newsroom.file(edition, house, settings, now=kept.gathered.now, more=_beside(files, kept.gathered))


def _beside(files: Mapping[str, bytes], gathered: Gathered) -> dict[str, bytes]:
    """What lies in the day's folder beside the article: the raw files, and headlines elsewhere for the editor."""
    leads = leads_of(gathered.answers)
    return {**files, "leads.json": archive.pretty(leads)} if leads else dict(files)


def _gathered(
    day: date | None,
    settings: Settings,
    clock: Clock,
    history: History,
    as_of: datetime | None,
    now: datetime,
    step: Step,
    house: House | None = None,
) -> tuple[dict[str, bytes], RawDay, Kept]:
    need = _need(day, as_of, now, settings, history)
    step("Asking the sources")
    found = asyncio.run(gather(need, readers(settings.without), clock=clock, deadline=settings.deadline))
    found = without_frozen(found, history)
    if is_rehearsal():
        found = replace(found, findings=(*found.findings, _rehearsed(now)))
    step("Reading the answers")
    before = history.market(until=need.as_of, short_since=need.as_of - SHORT)
    own, heard = _own_tally(settings, need)
    found = replace(found, findings=(*found.findings, *heard))
    memory = remembered_before(history, found.day, house, settings) if house else ()
    papers = (*settings.papers, *archive.desk_papers(settings.out / found.day.isoformat()))
    files = raw_files(found, before, own, papers, memory)
    kept = read_raw(files)
    step("Keeping the readings")
    learned = history.keep(kept.market, found.answers, now=now)
    if own is not None:
        learned += history.keep(own, now=now)
    return files, replace(kept, gathered=found), learned


def _own_tally(settings: Settings, need: Need) -> tuple[Market | None, tuple[Finding, ...]]:
    """newsgen's own sums of the window, where `newsgen collect` listened to exchanges."""
    folder = settings.out / EVENTS
    if not folder.is_dir():
        return None, ()
    from newsgen.collect.tally import tally_folder  # heavy, and of use only where something was collected

    rows, findings = tally_folder(folder, need.as_of, coins=need.coins)
    return (
        read_market([], now=need.now, sheaves=(Sheaf(Origin(TALLY, folder.name), rows),)) if rows else None
    ), findings


def _need(day: date | None, as_of: datetime | None, now: datetime, settings: Settings, history: History) -> Need:
    # The window of a day ends after its 00:00 and at the next day's 00:00 at the latest.
    end = as_of or now.replace(second=0, microsecond=0)
    day = day or (end - timedelta(microseconds=1)).date()
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) + DAY
    exact = as_of is not None or end <= midnight
    end = end if exact else midnight
    if end > now:
        raise NothingToTell(f"The window to {end:%Y-%m-%d %H:%M} UTC is not over; choose an earlier day or --as-of.")
    if not midnight - DAY < end <= midnight:
        said = f"it is {now:%Y-%m-%d %H:%M} UTC" if as_of is None else f"--as-of is {end:%Y-%m-%d %H:%M} UTC"
        raise NothingToTell(f"No window of {day} ends then ({said}); choose the day that fits.")
    return Need(day, end, now, settings.coins, _since(history, now), exact, settings.feeds)


def _since(history: History, now: datetime) -> dict[str, datetime]:
    """By topic, up to when the history is filled for every series that still goes on; nothing where there is none."""
    topics = {"prices": "candles", "liquidations": "liquidations", "etf_flows": "flows", "sentiment": "sentiment",
              "indices": "indices", "open_interest": "open_interest", "funding": "funding"}  # fmt: skip
    found: dict[str, datetime] = {}
    for series, end in history.reaches().items():
        topic = topics.get(series.table)
        if topic and series.step in (None, DAY) and now - end < GOING_ON:
            found[topic] = min(end, found.get(topic, end))
    return found


def _told(kept: RawDay, house: House, settings: Settings) -> Edition:
    """The edition, as an editor wished it at the desk."""
    wishes = archive.read_state(settings.out / kept.gathered.day.isoformat()).wishes
    try:
        facts = _facts(kept)
        verdicts = newsroom.verdicts_of(facts, house)
        return newsroom.proofread(newsroom.compose(facts, verdicts, house, kept.memory, wishes))
    except NothingToTell as error:
        raise NothingToTell(_why_nothing(kept.gathered)) from error


def _facts(kept: RawDay) -> Facts:
    """What is known of the day; an article without bitcoin's price is for a person to judge."""
    gathered = kept.gathered
    end = gathered.as_of if gathered.exact else None
    facts = measure(prepare(kept.market), gathered.day, end, now=gathered.now)
    if "btc.price" in facts.known:
        return facts
    reason = facts.missing.get("btc.price", "nothing on file")
    lost = Finding(
        "M3", Severity.HOLD, f"Bitcoin's price is missing ({reason}): a recap needs it.", "sources", ("btc.price",),
        "Run newsgen doctor, then tell the day again.",
    )  # fmt: skip
    return replace(facts, findings=(*facts.findings, lost))


def _why_nothing(gathered: Gathered) -> str:
    """Names the gravest trouble, and the way out."""
    lost = [finding.message for finding in gathered.findings if finding.severity is Severity.HOLD]
    why = f" {lost[0].removesuffix('.')}" if lost else " what came does not reach the day"
    return (
        f"Nothing can be told of {gathered.day}:{why[:600]}; run newsgen doctor to see which sources answer, "
        "or try the bundled day with newsgen recap --sample."
    )


def _rehearsed(now: datetime) -> Finding:
    message = f"The clock was set by {keys.CLOCK} and began near {now:%Y-%m-%d %H:%M} UTC: this is a rehearsal."
    return Finding("T1", Severity.WARN, message, keys.CLOCK, hint=f"Unset {keys.CLOCK} to tell the real day.")


def remembered_before(history: History, day: date, house: House, settings: Settings) -> tuple[Remembered, ...]:
    """What the series told before a day, the newest first."""
    limit = house.memory("articles")
    return history.memory(day, limit, language=settings.language, series=settings.series)


def remember(history: History, edition: Edition, house: House, settings: Settings, now: datetime) -> None:
    """Keeps a telling for good: its figures, and how it was told."""
    facts, article = edition.facts, edition.article
    figures = {
        printed.fact: Figure(printed.fact, _exact(facts.known[printed.fact].value), printed.text)
        for printed in article.figures
        if printed.fact in facts.known
    }
    history.record(
        Telling(
            day=facts.day,
            as_of=facts.as_of,
            told_at=now,
            status=edition.status,
            headline=article.headline,
            lead_angle=article.lead_angle,
            lead_subject=next((told.subject for told in article.angles if told.role == "lead"), ""),
            angles=tuple(told.name for told in article.angles),
            skeleton=article.skeleton,
            opening=article.body_md.strip().split(". ", 1)[0][:300],
            language=article.language,
            style=article.style,
            sha256=newsroom.fingerprint(article),
            figures=tuple(figures.values()),
            series=settings.series,
            kept=newsroom.remembered(edition, house),
        )
    )


def _exact(value: object) -> str:
    return json.dumps(value if isinstance(value, int | float | str) else str(value))

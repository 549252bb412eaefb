"""Every place that an article went to, once more: other words, back to a draft, or withdrawn."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from newsgen.delivery.errand import Call, Clock, Errand, Step
from newsgen.delivery.once import deliver, take_back
from newsgen.delivery.publish import demand_clear, demand_no_stop, remains
from newsgen.delivery.release import content_hash
from newsgen.model import Correction, Delivery, Outcome, Release, Stage, Wish
from newsgen.settings import Settings


def redeliver(
    day: date,
    settings: Settings,
    clock: Clock,
    *,
    names: Sequence[str] = (),
    dry: bool = False,
    step: Step = str,
    owner: str = "",
    force: bool = False,
    sleep: Callable[[float], object] = time.sleep,
) -> tuple[Outcome, ...]:
    """Bring the day's words as they stand now to every place that has the article (or to `names` of them).

    Each keeps the stage that it has there.  What readers see needs the approval of these very bytes: whoever corrects
    or refiles moves the day's state first (see `newsgen.gate.move`), and calls this again after a crash.
    Raises as `publish` does.
    """

    def wish_of(line: Delivery | None) -> Wish:
        stage = line.standing.stage if line and line.standing and line.standing.stage else Stage.DRAFT
        at = line.standing.at if line and line.standing and stage is Stage.SCHEDULED else None
        return Wish(Stage.LIVE) if at is not None and at <= clock() else Wish(stage, at)

    def work(call: Call) -> Outcome:
        release, line = call.opened.release, call.line
        wish = wish_of(line)
        demand_clear(call.opened, wish, settings)
        if line is not None:
            release = replace(release, version=line.version + (line.sha256 != content_hash(release)))
        return deliver(
            call.place,
            release,
            wish,
            call.journal,
            clock,
            sleep=sleep,
            force=force,
            amend=True,
            earlier=call.earlier,
            **call.options(),
        )

    errand = _errand(day, settings, clock, names, dry, owner, step)
    outcomes = errand.run(work, lambda opened: demand_clear(opened, Wish(), settings)) if errand else ()
    return (*outcomes, *_gone(day, settings, names))


def withdraw_everywhere(
    day: date,
    notice: Correction,
    settings: Settings,
    clock: Clock,
    *,
    names: Sequence[str] = (),
    dry: bool = False,
    step: Step = str,
    owner: str = "",
    sleep: Callable[[float], object] = time.sleep,
) -> tuple[Outcome, ...]:
    """Put the notice in the article's place wherever it went; what stood there is in the journal before."""

    def work(call: Call) -> Outcome:
        release = replace(call.opened.release, version=call.line.version + 1 if call.line else 1)
        return take_back(call.place, release, notice, call.journal, clock, sleep=sleep, **call.options())

    errand = _errand(day, settings, clock, names, dry, owner, step)
    outcomes = errand.run(work, lambda _: demand_no_stop(settings)) if errand else ()
    return (*outcomes, *_gone(day, settings, names))


def hold_back(
    day: date,
    settings: Settings,
    clock: Clock,
    *,
    dry: bool = False,
    step: Step = str,
    owner: str = "",
    sleep: Callable[[float], object] = time.sleep,
) -> tuple[Outcome, ...]:
    """Make drafts again of what is scheduled for a day, with the words that were sent; what is live stays.

    Also while a stop file is there: nothing goes out by it.
    """

    def work(call: Call) -> Outcome:
        release = _as_sent(call)
        return deliver(call.place, release, Wish(), call.journal, clock, sleep=sleep, amend=True, **call.options())

    scheduled = [
        line.destination
        for line in remains(day, settings)
        if line.stage is Stage.SCHEDULED and (line.standing is None or line.standing.stage is Stage.SCHEDULED)
    ]
    errand = _errand(day, settings, clock, scheduled, dry, owner, step) if scheduled else None
    outcomes = errand.run(work, lambda _: None) if errand else ()
    return (*outcomes, *(_gone(day, settings, scheduled) if scheduled else ()))


def _as_sent(call: Call) -> Release:
    """The article with the words that went there, where they were kept: those of now may be held for a reason."""
    return (call.earlier(call.line.text) if call.line else None) or call.opened.release


def _errand(
    day: date, settings: Settings, clock: Clock, names: Sequence[str], dry: bool, owner: str, step: Step
) -> Errand | None:
    """A run to every place that has the article; None where none has."""
    there = [line.destination for line in remains(day, settings) if line.series == settings.series]
    wanted = [name for name in there if name in settings.destinations and (not names or name in names)]
    return Errand(day, settings, clock, wanted, dry, owner, step) if wanted else None


def _gone(day: date, settings: Settings, names: Sequence[str]) -> tuple[Outcome, ...]:
    """Places that have the article and are not in the settings any more: the others are served, and these are said."""
    lines = [line for line in remains(day, settings) if line.series == settings.series]
    known = {_where(line) for line in lines if line.destination in settings.destinations and line.standing}
    return tuple(
        Outcome(
            line.destination,
            "refused",
            f"{line.destination}: it is not in the settings any more, and the article stands there"
            f"{f' ({line.standing.url})' if line.standing and line.standing.url else ''}; put it back into the "
            "settings, or see to it there by hand.",
            line.standing,
        )
        for line in lines
        if line.destination not in settings.destinations
        and (not names or line.destination in names)
        and line.state in ("done", "started")
        and _where(line) not in known  # it has another name by now
    )


def _where(line: Delivery) -> tuple[str, str]:
    return (line.standing.url, line.standing.id) if line.standing else ("", "")

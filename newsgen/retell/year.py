"""Many days told one after another, each in the memory of those before it.

    study (in parallel) → compose (in order) → proofread (in parallel)

What a day says depends on what the articles before it said, so that part alone stands in line; measuring, judging and
checking do not, and any number of workers gives the same bytes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from newsgen import newsroom
from newsgen.errors import NothingToTell, RetellError
from newsgen.house import House
from newsgen.model import Finding, Remembered
from newsgen.newsroom import Edition

from .baseline import baseline
from .crew import Crew
from .texts import Text, text_of
from .variety import MEMORY
from .work import Recipe, Studied, chunks, opened, proofread, study

WARM_UP = MEMORY  # days told before the first that counts, so that it too has something to remember
Watch = Callable[[date, float], object]  # hears of each day that was told, and which part of all is done
Keep = Callable[[Edition], object]  # gets each edition that counts, to file it


@dataclass(frozen=True, slots=True)
class Told:
    """What a report needs of a told day, and no more: years of them must fit into memory."""

    day: date
    text: Text
    baseline: Text
    lead: str
    supports: tuple[str, ...]
    held: tuple[str, ...]  # the angles whose rules said yes
    skeleton: str
    words: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days told in order; those before `first` only warmed up the memory.  `untold` says why a day is missing."""

    told: tuple[Told, ...]
    first: int
    untold: tuple[tuple[date, str], ...] = ()

    @property
    def counted(self) -> tuple[Told, ...]:
        """The days that were asked for."""
        return self.told[self.first :]


def tell_stretch(
    recipe: Recipe, since: date, until: date, crew: Crew, *, watch: Watch = lambda *_: None, keep: Keep = str
) -> Stretch:
    """Tell every day from `since` to `until`, both included.

    Raises RetellError where there is no such day, or none that can be told.
    """
    days = days_between(since - timedelta(days=WARM_UP), until)
    if since > until:
        raise RetellError(f"There is no day from {since} to {until}; give the earlier day as --since.")
    house = opened(recipe.settings)
    line = _Line(house)
    told: list[Told] = []
    for findings in crew.each(proofread, line.pieces(crew.each(study, ((recipe, piece) for piece in chunks(days))))):
        for found in findings:
            edition = replace(line.written.popleft(), findings=found)
            told.append(_told(edition, house))
            if edition.facts.day >= since:
                keep(edition)
            watch(edition.facts.day, len(told) / len(days))
    first = sum(one.day < since for one in told)
    if first == len(told):
        reason = line.untold[-1][1] if line.untold else "there are no days"
        raise RetellError(f"None of the days from {since} to {until} can be told: {reason}")
    return Stretch(tuple(told), first, tuple(one for one in line.untold if one[0] >= since))


class _Line:
    """Composes studied days in order; what is written waits here for its findings."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._memory: deque[Remembered] = deque(maxlen=house.memory("articles"))
        self.written: deque[Edition] = deque()
        self.untold: list[tuple[date, str]] = []

    def pieces(self, studied: Iterator[tuple[Studied, ...]]) -> Iterator[tuple[tuple[Edition, ...]]]:
        """Written editions in the pieces in which their days were studied."""
        for piece in studied:
            editions = tuple(edition for one in piece if (edition := self._edition(one)) is not None)
            self.written.extend(editions)
            yield (editions,)

    def _edition(self, studied: Studied) -> Edition | None:
        trouble = studied.trouble
        if studied.facts is not None:
            try:
                edition = newsroom.compose(studied.facts, studied.verdicts, self._house, tuple(self._memory))
            except NothingToTell as error:
                trouble = str(error)
            else:
                self._memory.appendleft(newsroom.remembered(edition, self._house))
                return edition
        self.untold.append((studied.day, trouble))
        return None


def days_between(since: date, until: date) -> tuple[date, ...]:
    """Both ends and all between."""
    return tuple(since + timedelta(days=n) for n in range((until - since).days + 1))


def _told(edition: Edition, house: House) -> Told:
    article, day = edition.article, edition.facts.day
    return Told(
        day=day,
        text=text_of(article, day, house.mask),
        baseline=baseline(edition.facts, house, Random(day.toordinal())),
        lead=edition.plan.lead.angle,
        supports=tuple(one.name for one in article.angles if one.role == "support"),
        held=tuple(sorted({verdict.angle for verdict in edition.verdicts if verdict.holds})),
        skeleton=article.skeleton,
        words=article.words,
        findings=edition.findings,
    )

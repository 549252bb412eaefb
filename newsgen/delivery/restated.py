"""What is another value now than it was told: the facts, the figures that print them, and the sentences they stand in.

facts as they were told  +  what moved in the history since  ->  facts as they are now
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from newsgen import archive, newsroom
from newsgen.check import check
from newsgen.check.figures import figure as read_figure
from newsgen.check.figures import rounds_to
from newsgen.history import Restated, Telling, open_history
from newsgen.history.store import History
from newsgen.live import facts_kept, history_place, keeps_history
from newsgen.live.day import SHORT
from newsgen.measure import measure, prepare
from newsgen.model import Article, Fact, Facts, Finding, Printed, Unit, Value
from newsgen.sentences import sentences
from newsgen.settings import Settings

RAW = "raw/answers.json"
_APART = ("headlines.", "extra.social_", "extra.push_", "extra.newsletter", "extra.subject", "extra.preheader")
_EXACT = frozenset((Unit.DATE, Unit.TIME, Unit.COIN, Unit.VENUE, Unit.SIDE, Unit.TEXT, Unit.FLAG))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands: the field, the figure as it is printed, and its sentence."""

    name: str  # "headline", "body_md", "charts.0.caption", "extra.social_x"
    text: str
    sentence: str
    wrong: bool  # whether it would be printed otherwise now

    @property
    def seen(self) -> bool:
        """Whether readers of the article see it: posts, mails and the headlines on the bench are not the article."""
        return not self.name.startswith(_APART)


@dataclass(frozen=True, slots=True)
class Moved:
    """A fact that has another value now; without `places` it is printed nowhere.

    `source` names who restated it, "" where that is not known; `since` is when the new value came.
    """

    was: Fact
    now: Fact | None
    places: tuple[Place, ...] = ()
    source: str = ""
    since: datetime | None = None

    @property
    def fact(self) -> str:
        """Its id."""
        return self.was.id

    @property
    def wrong(self) -> bool:
        """Whether a figure of it that readers of the article see is wrong now."""
        return any(place.wrong and place.seen for place in self.places)

    @property
    def posted(self) -> bool:
        """Whether only posts, mails and headlines that were not taken print it wrong."""
        return not self.wrong and any(place.wrong for place in self.places)

    @property
    def printed(self) -> str:
        """The wrong figure as it is printed, in digits before words and in the text before elsewhere, or ""."""
        found = [place for place in self.places if place.wrong]
        first = sorted(found, key=lambda place: (not any(map(str.isdigit, place.text)), place.name != "body_md"))
        return first[0].text if first else ""


@dataclass(frozen=True, slots=True)
class Restating:
    """Facts as they are now, and the cells of the history that make the difference to how they were told."""

    facts: Facts
    rows: tuple[Restated, ...] = ()


def facts_now(folder: Path, settings: Settings, *, now: datetime, tables: Sequence[Path] = ()) -> Restating:
    """The facts of a told day with what was restated since, at the same `as_of`; asks no source.

    From the history what moved there since the day was told; from `tables`, where it was told from market folders,
    all that they say now; and papers that were filed at the desk since.
    Raises ArchiveError for a day that was not told.
    """
    filed = archive.read_facts(folder / "facts.json")
    if filed.sample or tables:
        return Restating(_measured(filed, folder, tables, now))
    if _filed_later(folder) and (folder / RAW).is_file():
        filed = facts_kept(folder)
    if not keeps_history(settings):
        return Restating(filed)
    with open_history(history_place(settings)) as history:
        told = _telling(history, filed, settings)
        rows = history.restated(filed.day) if told else ()
        return Restating(_renewed(filed, told, history) if told and rows else filed, rows)


def patched(filed: Facts, then: Facts, now: Facts) -> Facts:
    """The filed facts in which all that differs between `then` and `now` is as it is now, and the rest as it was."""
    known, missing, series = dict(filed.known), dict(filed.missing), dict(filed.series)
    for name in dict.fromkeys((*then.known, *now.known)):
        fact = now.known.get(name)
        if then.value(name) == now.value(name) or filed.value(name) == now.value(name):
            continue
        known.pop(name, None)
        missing.pop(name, None)
        if fact is None:
            missing[name] = now.missing.get(name, "its source no longer gives it")
        else:
            known[name] = fact
    series |= {name: line for name, line in now.series.items() if then.series.get(name) != line}
    gone = {one for one in then.findings if one not in now.findings}
    findings = [one for one in filed.findings if one not in gone]
    findings += [one for one in now.findings if one not in then.findings and one not in findings]
    in_order = {name: known[name] for name in (*filter(known.__contains__, filed.known), *known)}
    return replace(filed, known=in_order, missing=missing, series=series, findings=tuple(findings))


def moved(article: Article, was: Facts, now: Facts, rows: Sequence[Restated] = ()) -> tuple[Moved, ...]:
    """Every fact with another value now, each with the places of the article that print it."""
    found = []
    for name, fact in was.known.items():
        new = now.known.get(name)
        if new is None or new.value != fact.value:
            places = tuple(_places(article, fact, new))
            found.append(Moved(fact, new, places, source_of(new or fact), _since(new or fact, rows)))
    return tuple(found)


def no_longer_true(article: Article, was: Facts, now: Facts) -> tuple[Finding, ...]:
    """What the check holds against the article now and did not when it was told; posts are not the article."""
    before = {(one.id, one.where, one.message) for one in check(article, was, strict=False)}
    found = [one for one in check(article, now, strict=False) if (one.id, one.where, one.message) not in before]
    return tuple(one for one in found if not one.where.startswith(_APART) and not _drawn(one.where))


def _drawn(where: str) -> bool:
    """Whether it is about the exact height of a bar, not about what is written beside it."""
    return where.startswith("charts.") and ": " not in where


def holds(text: str, now: Fact | None, was: Fact, qualifier: str = "") -> bool:
    """Whether a printed figure is still the fact's: it rounds to the same, and goes the same way."""
    if now is None:
        return False
    if now.value == was.value:
        return True
    if now.unit in _EXACT or not isinstance(now.value, int | float):
        return False
    if not isinstance(was.value, int | float) or (now.value < 0) is not (was.value < 0):
        return False
    if qualifier == "word" or not any(map(str.isdigit, text)):
        return qualifier == "word"  # a verb of the same direction; how strong it may be is the check's business
    read = read_figure(text)
    exact = float(now.value)
    if qualifier and not rounds_to(float(was.value), read):
        return False  # "more than $1 billion" is a claim of its own: the check decides on the new one
    return rounds_to(exact, read)


def sentence_at(text: str, start: int) -> str:
    """The sentence of a text that the character at `start` stands in."""
    at = 0
    for sentence in sentences(text):
        at += len(sentence.lead) + len(sentence.text)
        if start < at:
            return sentence.text
    return text


def field_of(article: Article, name: str) -> str:
    """The text of a field as `Printed.where` names it; "" where there is none."""
    head, _, rest = name.partition(".")
    if head == "extra":
        return article.extra.get(rest, "")
    number, _, part = rest.partition(".")
    if head == "charts":
        place = int(number)
        return str(getattr(article.charts[place], part, "")) if place < len(article.charts) else ""
    if head in ("key_points", "headlines"):
        many: tuple[str, ...] = getattr(article, head)
        return many[int(number)] if int(number) < len(many) else ""
    return str(getattr(article, head, ""))


def source_of(fact: Fact) -> str:
    """Who publishes what a fact was worked out from, in words."""
    names = list(dict.fromkeys(origin.source for origin in fact.origins if origin.source))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def _places(article: Article, was: Fact, now: Fact | None) -> Iterator[Place]:
    for printed in article.figures:
        if printed.fact == was.id:
            yield _place(article, printed, was, now)


def _place(article: Article, printed: Printed, was: Fact, now: Fact | None) -> Place:
    text = field_of(article, printed.where)
    wrong = not holds(printed.text, now, was, printed.qualifier)
    return Place(printed.where, printed.text, sentence_at(text, printed.start), wrong)


def _since(fact: Fact, rows: Sequence[Restated]) -> datetime | None:
    """When the value came that a fact stands on now: of the rows of its own sources, else of all."""
    names = {origin.source for origin in fact.origins}
    own = [row.seen_at for row in rows if names & {str(value) for value in row.key.values()}]
    return max(own or [row.seen_at for row in rows], default=None)


def _telling(history: History, filed: Facts, settings: Settings) -> Telling | None:
    """The last telling of a day in this series and language; None where the history knows of none."""
    told = [
        one
        for one in history.told(filed.day)
        if (one.series, one.language) == (settings.series, settings.language) and one.as_of == filed.as_of
    ]
    return told[-1] if told else None


def _renewed(filed: Facts, told: Telling, history: History) -> Facts:
    """Measured twice, as the history stood then and as it stands now: only what the restating did counts."""
    since = told.as_of - SHORT
    then = history.market(until=told.as_of, known_by=told.told_at, short_since=since)
    now = history.market(until=told.as_of, short_since=since)
    return patched(filed, *(measure(prepare(market), told.day, told.as_of) for market in (then, now)))


def _measured(filed: Facts, folder: Path, tables: Sequence[Path], now: datetime) -> Facts:
    if filed.sample:
        from newsgen.sample import folder as sample

        tables = (sample(),)
    papers = archive.desk_papers(folder)
    measured = newsroom.facts_of((*tables, *papers), filed.day, now=now, as_of=filed.as_of)
    return patched(filed, filed, measured)


def _filed_later(folder: Path) -> bool:
    filed = (folder / "facts.json").stat().st_mtime_ns
    return any(path.stat().st_mtime_ns > filed for path in (folder / "papers").glob("*.toml"))


def worded(value: Value | None) -> str:
    """An exact value as a person reads it in a list."""
    if value is None:
        return "not known"
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)

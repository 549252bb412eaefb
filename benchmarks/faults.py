"""What becomes of a day when one answer is wrong: thousands of seeded faults, each through the whole pipeline.

A fault is put into one recorded answer of one day; from there on everything is done as for a live day: the rows are
read, held against the history and each other, measured, told and checked.  An article that may be published and prints
a figure that no sound answer gives is WRONG, and so is one that stands on a false rank, record, date or streak.

What counts as true: what the day's sound answers give, all together, each source alone, all but one source, all but
the answer that was hit, and all but one coin of it, always with the history; and of sessions, which are told with their
date, what was true on the days before.  Amounts and prices may differ by half a percent and liquidations by two,
changes by half a point and liquidations' shares by one, as sound sources do; counts, dates, names and flags may not
differ at all.

A plausible figure of a source that nobody else on that day could deny is counted apart, as "alone": no other answer
gives that fact at all, as the amount of a single order, or a window of the one source whose key is set.
"""

from __future__ import annotations

import re
import tempfile
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any, TypeAlias, cast

from benchmarks.corrupt import KINDS, Fault, corrupted
from benchmarks.report import table
from benchmarks.truth import bound, gathered, market_of, need_of, same, with_body
from newsgen import newsroom
from newsgen.catalogue import INDICES
from newsgen.errors import NewsgenError
from newsgen.gather import Chain
from newsgen.history.store import History
from newsgen.house import House
from newsgen.live.frozen import without_frozen
from newsgen.market import read_market, write_market
from newsgen.measure import measure, prepare
from newsgen.model import About, Fact, Facts, Unit, Value
from newsgen.newsroom import Edition, fingerprint
from newsgen.settings import Settings
from newsgen.wire import Answer, Gathered, Row, Sheaf
from tests.fakes import Fakes

Session: TypeAlias = tuple[str, Value | None]

DAY = timedelta(days=1)
COUNT = 2400  # faults of a whole campaign
OUTCOMES = ("same", "right", "shorter", "held", "blocked", "nothing told", "alone", "WRONG", "crash")
ALONE = 1.0  # percent of the faults that may be believed because only the answer that was hit knows the figure
EXACT = (Unit.COUNT, Unit.FLAG, Unit.DATE, Unit.TIME, Unit.SIDE, Unit.COIN, Unit.VENUE, Unit.TEXT)
CLOSE, POINT = 0.005, 0.5  # part of an amount or price, and points of a percentage, by which sound sources differ
FORCED = 0.02  # the same for liquidations, which their own vendor restates by more than a hundredth every other day
RESTATED = ("liquidated", "liquidated_usual", "order", "per_trader")
BREADTH = ("breadth.up", "breadth.down", "breadth.all")
MORNINGS = 31  # days before, of which the history has the liquidations
WINDOWS = (Chain("liquidations", ((("coinglass", "liquidations"),),), ""),)


@dataclass(frozen=True, slots=True)
class Scene:
    """A day to be told: its moment, whether there is a history or this is the first run, and the keys that lack."""

    at: datetime
    history: bool
    without: tuple[str, ...] = ()  # sources whose key is missing


SCENES = (
    Scene(datetime(2025, 7, 14, 12, tzinfo=UTC), history=False),  # a record and a squeeze of shorts, the first run
    Scene(datetime(2025, 4, 7, 12, tzinfo=UTC), history=True),  # a flush of longs
    Scene(datetime(2025, 5, 17, 0, tzinfo=UTC), history=True),  # a quiet Friday, told at midnight
    Scene(datetime(2024, 8, 5, 12, tzinfo=UTC), history=True, without=("coinglass",)),  # a crash, with free keys alone
)


@dataclass(frozen=True, slots=True)
class Case:
    """One fault and what became of the day."""

    number: int
    day: str
    source: str
    answer: str
    kind: str
    said: str
    outcome: str
    words: int
    why: str  # what was false, the sentence of the error, or the first finding that stopped it


class Known:
    """Every value of every fact that sound answers give."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.values: dict[tuple[str, About], list[Value]] = {}
        self.earlier: dict[Session, Known] = {}  # what was true of sessions before the last one

    def add(self, facts: Facts) -> None:
        """These facts are true."""
        for fact in facts.known.values():
            found = self.values.setdefault((fact.id, fact.about), [])
            if not any(same(fact.value, one, 0.0) for one in found):
                found.append(fact.value)

    def has(self, fact: Fact, changes: Sequence[Fact] = ()) -> bool:
        """Whether the fact is true; a number of coins that rose is where every coin's change is."""
        if fact.id in BREADTH:
            return all(self.has(one) for one in changes)
        found = [
            value
            for (name, about), values in self.values.items()
            if name == fact.id and _within(fact.about, about)
            for value in values
        ]
        return any(_near(fact, one) for one in found)

    def false(self, edition: Edition) -> tuple[str, ...]:
        """What an edition says that is not true: printed figures, what its stories stand on, and flags."""
        known = edition.facts.known
        changes = [fact for fact in known.values() if fact.id.endswith((".change_24h", ".change_day"))]
        printed = {one.fact: one.text for one in edition.article.figures}
        told = {(one.name, one.subject) for one in edition.article.angles}
        for verdict in edition.verdicts:
            if (verdict.angle, verdict.subject) in told:
                printed |= {name: f"({verdict.angle})" for name in verdict.because if name not in printed}
        printed |= {name: "(flag)" for name, fact in known.items() if fact.unit is Unit.FLAG and name not in printed}
        return tuple(
            f"{name} {text}: {known[name].value if name in known else None}, not {self._told(name)}"
            for name, text in printed.items()
            if name not in known or not (self.has(known[name], changes) or self._of_earlier(known[name], known))
        )

    def _of_earlier(self, fact: Fact, known: Mapping[str, Fact]) -> bool:
        """Whether it is true of an earlier session, whose date stands beside it."""
        session = _session(fact.id, known)
        return session in self.earlier and self.earlier[session].has(fact)

    def _told(self, name: str) -> str:
        found = [one for (fact, _), values in self.values.items() if fact == name for one in values]
        return ", ".join(map(str, found[:4])) or "known"


def _near(fact: Fact, true: Value) -> bool:
    """Whether a fact's value may be told for a true one."""
    if fact.unit in EXACT or not isinstance(fact.value, int | float) or not isinstance(true, int | float):
        return fact.value == true
    gap, larger = abs(fact.value - true), max(abs(fact.value), abs(true))
    if fact.unit in (Unit.PERCENT, Unit.POINTS):
        measure = fact.about.measure
        room = 2 * POINT if measure.startswith("liquidated") else POINT if measure in ("change", "gap") else POINT / 10
        return gap <= room and (fact.value * true > 0 or larger < POINT / 10)
    if fact.unit is Unit.RATIO:
        return gap <= max(0.05, FORCED * larger)
    return gap <= (FORCED if fact.about.measure in RESTATED else CLOSE) * larger + 1e-9


def _session(name: str, known: Mapping[str, Fact]) -> Session:
    """The kind of session that a fact speaks of, and its date; ("", None) where it speaks of none."""
    family = name.partition(".")[0]
    date = known.get(f"{family}.date" if family.endswith("_etf") else "stocks.date")
    of_one = family.endswith("_etf") or family in ("stocks", *(index.lower() for index in INDICES))
    return (family, date.value) if of_one and date is not None else ("", None)


def _within(about: About, known: About) -> bool:
    """Whether it says no more than what is known: a coin, side or venue may be left out."""
    mine, theirs = (about.coin, about.side, about.venues), (known.coin, known.side, known.venues)
    return all(one in (None, other) for one, other in zip(mine, theirs, strict=True))


class Stage:
    """One day with all its sound answers, ready for one of them to fail."""

    def __init__(self, scene: Scene, day: Gathered, history: Path | None, before: dict[str, Answer]) -> None:
        self.scene, self.day, self.before = scene, day, before
        self.history = [history] if history else []
        self.rows = {answer.file: bound((answer,)) for answer in day.answers}
        self.house: House = newsroom.open_house(Settings())
        self.answers = _by_sort([answer for answer in day.answers if self.rows[answer.file]])
        self.seen = {(one.source, one.name, one.sha256): one.fetched_at for one in before.values()}
        self.told: dict[tuple[str, int], tuple[Edition | None, str, str]] = {}
        self.known = Known()
        self.widened: set[str] = set()
        self.others: dict[str, frozenset[str]] = {}  # by answer: the facts that the others give
        self.sound = self.tell(self.rows)
        self.printed = _by_sort([answer for answer in day.answers if answer.file in _origins(self.sound)])
        names = sorted({answer.source for answer in day.answers})
        self.know(self.rows)
        self.know_earlier()
        for name in names:
            mine = {answer.file for answer in day.answers if answer.source == name}
            self.know({file: found for file, found in self.rows.items() if file in mine})
            self.know({file: found for file, found in self.rows.items() if file not in mine})

    def tell(self, rows: dict[str, tuple[Sheaf, ...]]) -> Edition:
        """The day as a live run tells it from these rows and the history."""
        found = [sheaf for sheaves in rows.values() for sheaf in sheaves]
        market = read_market(self.history, now=self.day.now, sheaves=found)
        return newsroom.tell(prepare(market), self.day.day, self.house, as_of=self.day.as_of, now=self.day.now)

    def know(self, rows: dict[str, tuple[Sheaf, ...]]) -> None:
        """What these rows give is true; nothing is, where they give too little to tell."""
        found = [sheaf for sheaves in rows.values() for sheaf in sheaves]
        try:
            chronicle = prepare(read_market(self.history, now=self.day.now, sheaves=found))
            self.known.add(measure(chronicle, self.day.day, self.day.as_of, now=self.day.now))
        except NewsgenError:
            return

    def know_earlier(self) -> None:
        """What was true of sessions one to four days ago, by asset or index and date."""
        found = [sheaf for sheaves in self.rows.values() for sheaf in sheaves]
        chronicle = prepare(read_market(self.history, now=self.day.now, sheaves=found))
        for days in range(1, 5):
            end = self.day.as_of - days * DAY
            facts = measure(chronicle, (end - timedelta(seconds=1)).date(), end, now=self.day.now)
            for session in {_session(name, facts.known) for name in facts.known}:
                if session[0]:
                    self.known.earlier.setdefault(session, Known()).add(facts)

    def false(self, edition: Edition, file: str) -> tuple[str, ...]:
        """What an edition says that no sound answer gives, also where the answer that was hit is missing."""
        found = self.known.false(edition)
        if found and file not in self.widened:
            self.widened.add(file)
            self.know({name: sheaves for name, sheaves in self.rows.items() if name != file})
            for coin in {row.cells.get("coin") for row in rows_of(self.rows[file])} - {None}:
                fewer = tuple(
                    Sheaf(sheaf.origin, tuple(row for row in sheaf.rows if row.cells.get("coin") != coin))
                    for sheaf in self.rows[file]
                )
                self.know({**self.rows, file: fewer})
            found = self.known.false(edition)
        return found

    def play(self, answer: Answer, fault: Fault) -> tuple[str, int, str]:
        """The outcome of a fault, the words of the article, and why."""
        hit = self._frozen_or_not(with_body(answer, fault.body))
        rows = bound((hit,))
        if rows_of(rows) == rows_of(self.rows[answer.file]):
            return "same", self.sound.article.words, ""
        key = answer.file, hash(repr(rows_of(rows)))
        if key not in self.told:
            self.told[key] = self._outcome(answer, rows)
        edition, outcome, why = self.told[key]
        return outcome, edition.article.words if edition else 0, why

    def _frozen_or_not(self, answer: Answer) -> Answer:
        kept = without_frozen(replace(self.day, answers=(answer,)), cast(History, _Seen(self.seen)))
        return kept.answers[0]

    def _outcome(self, answer: Answer, rows: tuple[Sheaf, ...]) -> tuple[Edition | None, str, str]:
        try:
            edition = self.tell({**self.rows, answer.file: rows})
        except NewsgenError as error:
            return None, "nothing told", str(error)
        if edition.status != "draft" or "btc.price" not in edition.facts.known:
            stopped = (f"{one.id} {one.message}" for one in edition.findings if one.severity.value in ("HOLD", "BLOCK"))
            return edition, edition.status if edition.status != "draft" else "held", next(stopped, "no price")
        if fingerprint(edition.article) == fingerprint(self.sound.article):
            return edition, "same", ""
        if false := self.false(edition, answer.file):
            alone = all(self._alone(text.split(" ", 1)[0], answer.file) for text in false)
            return edition, "alone" if alone else "WRONG", "; ".join(false)
        return edition, "shorter" if edition.article.words < self.sound.article.words else "right", ""

    def _alone(self, fact: str, file: str) -> bool:
        """Whether nothing but this answer gives the fact; orders of one place say nothing of another's."""
        if file not in self.others:
            found = [sheaf for name, sheaves in self.rows.items() if name != file for sheaf in sheaves]
            chronicle = prepare(read_market(self.history, now=self.day.now, sheaves=found))
            facts = measure(chronicle, self.day.day, self.day.as_of, now=self.day.now)
            self.others[file] = frozenset(facts.known)
        return fact.startswith("order.") or fact not in self.others[file]


class _Seen:
    """As much of a history as the look for a frozen feed needs."""

    def __init__(self, seen: dict[tuple[str, str, str], datetime]) -> None:
        self._seen = seen

    def seen(self, source: str, name: str, sha256: str) -> datetime | None:
        return self._seen.get((source, name, sha256))


def _origins(edition: Edition) -> set[str]:
    """The files that an article's figures come from."""
    known = edition.facts.known
    return {origin.file for one in edition.article.figures if one.fact in known for origin in known[one.fact].origins}


def rows_of(found: Sequence[Sheaf]) -> list[Row]:
    """The rows of all sheaves."""
    return [row for sheaf in found for row in sheaf.rows]


def _by_sort(answers: Sequence[Answer]) -> dict[str, dict[str, list[Answer]]]:
    """By source and sort of question, so that all of them are hit as often."""
    found: dict[str, dict[str, list[Answer]]] = {}
    for answer in answers:
        words = answer.name.split("-")
        sort = "-".join(word for word in words if word in ("1d", "1h", "5m", "24h", "4h", "all", "daily", words[0]))
        found.setdefault(answer.source, {}).setdefault(sort, []).append(answer)
    return found


def stages(folder: Path) -> Iterator[Stage]:
    """Every scene with its answers, gathered over real sockets; histories are left in `folder`."""
    for number, scene in enumerate(SCENES):
        with Fakes(now=scene.at) as fakes:
            place, before = folder / f"history-{number}", dict[str, Answer]()
            if scene.history:
                before = _lived(fakes, scene, place)
            since = scene.at - DAY if scene.history else None
            day = gathered(need_of(scene.at, since), fakes.environment(without=scene.without))
            yield Stage(scene, day, place if scene.history else None, before)


def _lived(fakes: Fakes, scene: Scene, place: Path) -> dict[str, Answer]:
    """A history as mornings leave it: everything of the day before, and the windows of a month."""
    answers: list[Answer] = []
    at, environment = scene.at, fakes.environment(without=scene.without)
    for days in range(MORNINGS, 1, -1):
        fakes.world.now = at - days * DAY
        answers += gathered(need_of(fakes.world.now, fakes.world.now), fakes.environment(), WINDOWS).answers
    fakes.world.now = at - DAY
    yesterday = gathered(need_of(fakes.world.now), environment)
    fakes.world.now = at
    write_market(market_of(bound((*answers, *yesterday.answers)), yesterday.now), place)
    return {answer.file: answer for answer in yesterday.answers}


STAGES: list[Stage] = []  # set before the workers are forked, so that they share what was gathered


def run(*, tenth: bool, seed: int, only: Sequence[str] = ()) -> tuple[str, dict[str, Any], bool]:
    """The tables, the cases, and whether nothing was wrong and nothing crashed."""
    with tempfile.TemporaryDirectory(prefix="newsgen-faults-") as folder:
        STAGES[:] = stages(Path(folder))
        count = COUNT // 10 if tenth else COUNT
        jobs = [(seed, number, tuple(only) or KINDS) for number in range(count)]
        with get_context("fork").Pool(2) as pool:
            cases = pool.map(_case, jobs, chunksize=5)
    return _report(cases)


def _case(job: tuple[int, int, tuple[str, ...]]) -> Case:
    """One fault: its kind in turn, its day, source, sort of answer and answer by seed."""
    seed, number, kinds = job
    random, kind = Random(f"{seed} {number}"), kinds[number % len(kinds)]
    for _ in range(200):
        stage = random.choice(STAGES)
        # Every other fault hits an answer that the article's own figures come from.
        by_source = stage.printed if number // len(kinds) % 2 else stage.answers
        sorts = by_source[random.choice(sorted(by_source))]
        answer = random.choice(sorts[random.choice(sorted(sorts))])
        before = {file: one.body for file, one in stage.before.items()}
        fault = corrupted(kind, answer, stage.day.answers, before, random)
        if fault is not None:
            break
    else:
        raise LookupError(f"no answer can have the fault {kind!r}")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            outcome, words, why = stage.play(answer, fault)
        except Exception:  # a crash is what this looks for
            outcome, words, why = "crash", 0, traceback.format_exc(limit=-6)
    day = f"{stage.scene.at:%Y-%m-%d %H:%M}"
    return Case(number, day, answer.source, answer.name, kind, fault.said, outcome, words, why)


def _report(cases: Sequence[Case]) -> tuple[str, dict[str, Any], bool]:
    bad = [case for case in cases if case.outcome in ("WRONG", "crash")]
    sound = [(f"{stage.scene.at:%Y-%m-%d %H:%M}", stage.sound.status) for stage in STAGES]
    alone = sum(case.outcome == "alone" for case in cases)
    good = not bad and 100 * alone <= ALONE * len(cases) and all(status == "draft" for _, status in sound)
    parts = [
        _counts("Faults by kind", "kind", [(case.kind, case.outcome) for case in cases]),
        _counts("Faults by source", "source", [(case.source, case.outcome) for case in cases]),
        _counts("Faults by day", "day", [(case.day, case.outcome) for case in cases]),
        table("The days without a fault", ("day", "status"), sound),
        f"\n{len(cases)} faults, {len(bad)} of them wrong or a crash, {alone} believed for want of another source:"
        f" {'good' if good else 'not yet good'}",
    ]
    counts = Counter(case.outcome for case in cases)
    return "\n".join(parts), {"counts": dict(counts), "sound": sound, "cases": [asdict(case) for case in cases]}, good


def _counts(title: str, head: str, pairs: Sequence[tuple[str, str]]) -> str:
    found = Counter(pairs)
    names = list(dict.fromkeys(sorted(name for name, _ in pairs)))
    rows = [(name, sum(found[name, one] for one in OUTCOMES), *(found[name, o] for o in OUTCOMES)) for name in names]
    total = ("all", len(pairs), *(sum(found[name, one] for name in names) for one in OUTCOMES))
    return table(title, (head, "faults", *OUTCOMES), [*rows, total])


def sample(cases: Sequence[dict[str, Any]], count: int) -> str:
    """Some of what was wrong, with what was done and what was said."""
    lines = []
    for case in [one for one in cases if one["outcome"] in ("WRONG", "crash", "alone")][:count]:
        head = f"\n#{case['number']} {case['outcome']}: {case['day']}, {case['source']} {case['answer']}"
        lines += [head, f"  {case['kind']}: {case['said']}", f"  {re.sub(r'; ', '; ', case['why'])}"]
    return "\n".join(lines)

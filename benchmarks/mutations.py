"""How many lies the check catches: true recaps of real days, one change at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from random import Random
from typing import Any

from benchmarks.days import Day, Told, World, every_day
from benchmarks.mutate import KINDS, Change, Copy, bare, changed, place
from benchmarks.report import percent, table
from newsgen.archive import article_md
from newsgen.check import check, check_text
from newsgen.model import Article, Finding, Remembered, Severity
from newsgen.retell.goals import least

GOAL = 95.0  # percent of each kind
PER_DAY = 3  # trials of a kind on one day
RUN = 10  # days told one after the other, each in other words than those before it
FILED = ("headline", "dek", "key_points", "body_md")  # the fields that article.md holds
WORLD: World | None = None  # set before the workers are forked, so that they share the history


@dataclass(frozen=True, slots=True)
class Trial:
    """One change to one article, and whether it was refused."""

    kind: str
    word: str
    place: str
    day: str
    caught: bool
    caught_in_file: bool | None  # the same change read from the article's file; None where it was not tried
    before: str
    after: str


@dataclass(slots=True)
class Tally:
    """What one day gave."""

    day: str
    trials: list[Trial] = field(default_factory=list)
    excluded: Counter[tuple[str, str]] = field(default_factory=Counter)
    blocked: list[str] = field(default_factory=list)  # findings on the unchanged text


def run(*, tenth: bool, seed: int, only: Sequence[str] = ()) -> tuple[str, dict[str, Any], bool]:
    """The score by kind: tables, results and whether every kind reaches the goal."""
    global WORLD
    WORLD = World().ready()
    days = list(every_day(tenth, seed))
    kinds = tuple(only) or tuple(KINDS)
    jobs = [(days[n : n + RUN], seed, kinds, tenth) for n in range(0, len(days), RUN)]
    with get_context("fork").Pool() as pool:
        tallies = [tally for run in pool.map(_run, jobs, chunksize=1) for tally in run]
    return _report(tallies, kinds, tenth=tenth)


def _run(job: tuple[list[Day], int, tuple[str, ...], bool]) -> list[Tally]:
    """Days told with a memory, so that the varied phrases are drawn: a memory of its own keeps a run the same."""
    days, seed, kinds, tenth = job
    assert WORLD is not None
    memory: list[Remembered] = []
    tallies = []
    for day in days:
        told = WORLD.tell(day, memory)
        memory.insert(0, WORLD.remember(told))
        tallies.append(_day(told, seed, kinds, _trials(day, tenth)))
    return tallies


def _trials(day: Day, tenth: bool) -> int:
    """The seed day alone has quotes, so it is tried more often."""
    return 6 if tenth else 8 * PER_DAY if day.name == "seed" else PER_DAY


def _day(told: Told, seed: int, kinds: tuple[str, ...], count: int) -> Tally:
    day = told.day
    copy, tally = Copy(told.article, told.facts), Tally(day.name)
    before = _Before(
        _blocks(check(bare(copy.article), copy.facts)), _blocks(check_text(_file(copy.article), copy.facts))
    )
    own = _blocks(check(copy.article, copy.facts))
    tally.blocked = [f"{finding.id} {finding.where}: {finding.message}" for finding in own | before.text | before.file]
    for kind in kinds:
        random = Random(f"{seed} {day.name} {kind}")
        changes = list(KINDS[kind](copy, random))
        tally.excluded.update((kind, change.excluded) for change in changes if change.excluded)
        for change in _chosen(copy, [change for change in changes if not change.excluded], random, count):
            tally.trials.append(_try(copy, change, day.name, before, in_file=random.random() < 0.25))
    return tally


@dataclass(frozen=True, slots=True)
class _Before:
    """What the unchanged article is refused for: nothing, where all is well."""

    text: frozenset[Finding]
    file: frozenset[Finding]


def _blocks(findings: Sequence[Finding]) -> frozenset[Finding]:
    return frozenset(finding for finding in findings if finding.severity is Severity.BLOCK)


def _chosen(copy: Copy, changes: list[Change], random: Random, count: int) -> list[Change]:
    """A few changes, spread over the places of the article: first the place, then the change in it."""
    by_place: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_place[place(copy, change.edits[0].field, change.edits[0].start)].append(change)
    chosen: list[Change] = []
    while by_place and len(chosen) < count:
        # The body is longer than all else together, so it is drawn three times as often as any other place.
        name = random.choice([name for name in by_place for _ in range(3 if name == "body" else 1)])
        chosen.append(by_place[name].pop(random.randrange(len(by_place[name]))))
        if not by_place[name]:
            del by_place[name]
    return chosen


def _try(copy: Copy, change: Change, day: str, before: _Before, *, in_file: bool) -> Trial:
    """A change is caught when the article is refused for something that it was not refused for before."""
    article = changed(copy.article, change.edits)
    edit = change.edits[0]
    where = place(copy, edit.field, edit.start)
    text, new = copy.fields[edit.field], Copy(article, copy.facts).fields[edit.field]
    in_file &= edit.field.partition(".")[0] in FILED
    return Trial(
        change.kind,
        change.word,
        where,
        day,
        bool(_blocks(check(article, copy.facts)) - before.text),
        bool(_blocks(check_text(_file(article), copy.facts)) - before.file) if in_file else None,
        _around(text, edit.start, edit.end),
        _around(new, edit.start, edit.start + len(edit.new)),
    )


def _file(article: Article) -> str:
    """The article as a stranger finds it: front matter and Markdown."""
    front = {"title": article.headline, "date": article.as_of, "dek": article.dek, "key_points": article.key_points}
    return article_md(front, article).decode()


def _around(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - 90) : start], text[end : end + 90]
    return f"{before}[{text[start:end]}]{after}".replace("\n", " / ")


def _report(tallies: list[Tally], kinds: Sequence[str], *, tenth: bool) -> tuple[str, dict[str, Any], bool]:
    trials = [trial for tally in tallies for trial in tally.trials]
    excluded = sum((tally.excluded for tally in tallies), Counter[tuple[str, str]]())
    blocked = {tally.day: tally.blocked for tally in tallies if tally.blocked}
    scores = {kind: _score([trial for trial in trials if trial.kind == kind]) for kind in kinds}
    # Of a tenth as much is asked as chance lets it show: a kind may have few trials.
    needs = {kind: least(GOAL / 100, s["trials"]) if tenth else GOAL / 100 * s["trials"] for kind, s in scores.items()}
    good = not blocked and all(s["caught"] >= needs[kind] for kind, s in scores.items())
    verdict = "good" if good else "not yet good"
    parts = [
        _by_kind(scores, excluded),
        _by_place(trials, kinds),
        _by_word(trials),
        table(
            "Left out because they would still be true",
            ("kind", "reason", "changes"),
            [(kind, why, n) for (kind, why), n in sorted(excluded.items())],
        ),
        table(
            "Blocked though nothing was changed",
            ("day", "finding"),
            [(day, text) for day, texts in blocked.items() for text in texts[:3]],
        ),
        f"\n{len(tallies)} days, {len(trials)} trials, {len(blocked)} unchanged texts blocked: {verdict}",
    ]
    missed = [asdict(trial) for trial in trials if not trial.caught]
    return "\n".join(parts), {"scores": scores, "days": len(tallies), "blocked": blocked, "misses": missed}, good


def _by_kind(scores: dict[str, dict[str, int]], excluded: Counter[tuple[str, str]]) -> str:
    head = ("kind", "days", "trials", "caught", "%", "in a file", "%", "left out")
    rows = []
    for kind, s in scores.items():
        share, filed = percent(s["caught"], s["trials"]), percent(s["caught_in_file"], s["in_file"])
        left = sum(n for (other, _), n in excluded.items() if other == kind)
        rows.append((kind, s["days"], s["trials"], s["caught"], share, s["in_file"], filed, left))
    return table("Changes caught, by kind", head, rows)


def _score(trials: list[Trial]) -> dict[str, int]:
    filed = [trial for trial in trials if trial.caught_in_file is not None]
    return {
        "days": len({trial.day for trial in trials}),
        "trials": len(trials), "caught": sum(trial.caught for trial in trials), "in_file": len(filed),
        "caught_in_file": sum(bool(trial.caught_in_file) for trial in filed),
    }  # fmt: skip


def _by_place(trials: list[Trial], kinds: Sequence[str]) -> str:
    places = sorted({trial.place for trial in trials})
    rows = []
    for kind in kinds:
        cells = [[t for t in trials if t.kind == kind and t.place == where] for where in places]
        rows.append((kind, *(f"{sum(t.caught for t in cell)}/{len(cell)}" if cell else "-" for cell in cells)))
    return table("Caught of tried, by place", ("kind", *(where.removeprefix("extra.") for where in places)), rows)


def _by_word(trials: list[Trial]) -> str:
    missed = Counter((t.kind, t.word) for t in trials if not t.caught)
    tried = Counter((t.kind, t.word) for t in trials)
    rows = [(kind, word, count, tried[kind, word]) for (kind, word), count in missed.most_common(60)]
    return table("Missed, by word", ("kind", "word", "missed", "tried"), rows)


def sample(misses: list[dict[str, str]], count: int, seed: int) -> str:
    """Some misses of each kind with the words around them, for whoever mends the reader."""
    lines, random = [], Random(seed)
    for kind in KINDS:
        own = [miss for miss in misses if miss["kind"] == kind]
        for miss in random.sample(own, min(count, len(own))):
            lines += [
                f"\n{kind}, {miss['word']}, {miss['place']}, {miss['day']}",
                f"  {miss['before']}",
                f"  {miss['after']}",
            ]
    return "\n".join(lines)

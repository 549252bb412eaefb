"""How fast newsgen is, each number beside what it is measured against, in one run and in turns."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from benchmarks.days import ROOT, Day, World, history, shared
from benchmarks.report import table
from newsgen.angles import judge, load_angles
from newsgen.check import check
from newsgen.market import read_market
from newsgen.measure import measure, prepare
from newsgen.model import Article
from newsgen.plan import arrange
from newsgen.write import write

Row = tuple[str, str, str, str]
BLOCKED = 3  # the exit code of a day that was told, written and refused: as much work as any other
Plain = tuple[Callable[[Mapping[str, object]], str], dict[str, object]]
BATCH = 20  # renders timed together: one alone is too short for the clock
ROOMS = ("measure", "judge", "plan", "write", "check")


def run(*, tenth: bool) -> tuple[str, dict[str, Any], bool]:
    """Every measurement in turn; absolute figures are goals on two ordinary cores."""
    world = World()
    reading = _reading(world)
    results: dict[str, Any] = {
        "reading": reading,
        "help": _help(5 if tenth else 15),
        "article": _article(world, rounds=8 if tenth else 40),
        "sample": _sample(2 if tenth else 5),
        "year": _year(world, date(2024, 1, 1), 37 if tenth else 366),
        "five_years": _year(world, date(2021, 1, 1), 183 if tenth else 1826),
    }
    rows = [row for part in (_row_help, _row_article, _row_sample, _row_year, _row_reading) for row in part(results)]
    text = table("Speed", ("what", "measured", "goal", ""), rows)
    shares = results["year"]["shares"]
    text += table("Where a day's time goes", ("room", "ms a day", "share"), [(room, *shares[room]) for room in shares])
    return text, results, all(row[3] != "MISSED" for row in rows)


def _reading(world: World) -> dict[str, float]:
    """Seconds to read and to prepare the whole history, to open the houses, and to do both for a small folder."""
    start = time.perf_counter()
    market = read_market([history()])
    read = time.perf_counter()
    world.chronicle = prepare(market)
    prepared = time.perf_counter()
    assert world.houses
    opened = time.perf_counter()
    prepare(read_market([shared() / "market" / "seed"]))
    small = time.perf_counter() - opened
    return {"read": read - start, "prepare": prepared - read, "house": opened - prepared, "small_folder": small}


def _help(rounds: int) -> dict[str, float]:
    newsgen, bare = [sys.executable, "-m", "newsgen", "--help"], [sys.executable, "-c", "pass"]
    times = _in_turns({"help": lambda: _process(newsgen), "pass": lambda: _process(bare)}, rounds)
    return {"help": times["help"], "pass": times["pass"]}


def _article(world: World, *, rounds: int) -> dict[str, float]:
    """Facts in memory to checked article, against templates of the same text.

    One template has its figures ready as strings, the other formats them from numbers, as newsgen must.
    """
    told = [world.tell(Day(day, day.isoformat())) for day in (date(2024, 3, 5), date(2024, 8, 5), date(2025, 7, 14))]
    ready = [_plain_template(one.article, formats=False) for one in told]
    formatting = [_plain_template(one.article, formats=True) for one in told]
    house = world.houses["wire"]
    angles = load_angles(house)

    def unchecked() -> list[Article]:
        return [
            write(arrange(judge(angles, one.facts, house), one.facts, house, seed=one.plan.seed), one.facts, house)
            for one in told
        ]

    def whole() -> None:
        for one, article in zip(told, unchecked(), strict=True):
            check(article, one.facts)

    times = _in_turns(
        {
            "article": whole,
            "unchecked": unchecked,
            "ready": lambda: _renders(ready),
            "formatting": lambda: _renders(formatting),
        },
        rounds,
    )
    each = {name: seconds / len(told) for name, seconds in times.items()}
    return {
        "articles_a_second": 1 / each["article"],
        "unchecked_a_second": 1 / each["unchecked"],
        "templates_a_second": BATCH / each["formatting"],
        "ready_templates_a_second": BATCH / each["ready"],
        "ratio": each["formatting"] / BATCH / each["article"],
        "ratio_ready": each["ready"] / BATCH / each["article"],
        "characters": statistics.mean(len(_whole_text(one.article)) for one in told),
        "holes": statistics.mean(len(holes) for _, holes in ready),
    }


def _renders(templates: Sequence[Plain]) -> None:
    for _ in range(BATCH):
        for render, holes in templates:
            render(holes)


def _plain_template(article: Article, *, formats: bool) -> Plain:
    """The told text as an ordinary precompiled Jinja template: a hole where the writer printed a figure."""
    from jinja2 import Environment

    environment = Environment()
    environment.filters["places"] = lambda value, places: f"{value:,.{places}f}"
    holes: dict[str, object] = {}
    parts: list[str] = []
    for field, text in _texts(article):
        cursor = 0
        for printed in sorted((p for p in article.figures if p.where == field), key=lambda p: p.start):
            if printed.start >= cursor:
                figure = text[printed.start : printed.end]
                parts += [text[cursor : printed.start], _hole(figure, f"v{len(holes)}", holes, formats=formats)]
                cursor = printed.end
        parts += [text[cursor:], "\n\n"]
    template = environment.from_string("".join(parts))
    assert template.render(holes).strip() == _whole_text(article).strip()
    return template.render, holes


def _hole(figure: str, name: str, holes: dict[str, object], *, formats: bool) -> str:
    """A hole filled with the figure as it stands, or with its number, formatted in the template."""
    match = re.search(r"\d[\d,]*(?:\.(\d+))?", figure) if formats else None
    if match is not None:
        value, places = float(match[0].replace(",", "")), len(match[1] or "")
        if f"{value:,.{places}f}" == match[0]:
            holes[name] = value
            return f"{figure[: match.start()]}{{{{ {name}|places({places}) }}}}{figure[match.end() :]}"
    holes[name] = figure
    return "{{ " + name + " }}"


def _texts(article: Article) -> list[tuple[str, str]]:
    points = [(f"key_points.{n}", text) for n, text in enumerate(article.key_points)]
    return [("headline", article.headline), ("dek", article.dek), *points, ("body_md", article.body_md)]


def _whole_text(article: Article) -> str:
    return "\n\n".join(text for _, text in _texts(article))


def _sample(rounds: int) -> dict[str, float]:
    """A cold `newsgen recap --sample`: a new process that reads, tells and files the bundled day."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "newsgen", "recap", "--sample", "--out", out]
        _process(command)  # leaves the compiled modules behind, as any second run finds them
        return {"sample": statistics.median(_process(command) for _ in range(rounds))}


def _year(world: World, first: date, days: int) -> dict[str, Any]:
    """Days one after another in one process, from prepared history to checked article."""
    house = world.houses["wire"]
    spent = dict.fromkeys(ROOMS, 0.0)
    for offset in range(days):
        for room, seconds in zip(ROOMS, _one_day(world, house, first + timedelta(days=offset)), strict=True):
            spent[room] += seconds
    total = sum(spent.values())
    shares = {
        room: (f"{1000 * seconds / days:.2f}", f"{100 * seconds / total:.0f}%") for room, seconds in spent.items()
    }
    return {"days": days, "days_a_second": days / total, "shares": shares}


def _one_day(world: World, house: Any, day: date) -> list[float]:
    marks = [time.perf_counter()]
    facts = measure(world.chronicle, day)
    marks.append(time.perf_counter())
    verdicts = judge(load_angles(house), facts, house)
    marks.append(time.perf_counter())
    plan = arrange(verdicts, facts, house, seed=day.toordinal())
    marks.append(time.perf_counter())
    article = write(plan, facts, house)
    marks.append(time.perf_counter())
    check(article, facts)
    marks.append(time.perf_counter())
    return [b - a for a, b in pairwise(marks)]


def _in_turns(candidates: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median time of each, taken in turns so that a slow minute of the machine slows all alike."""
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(rounds + 1):
        for name, step in candidates.items():
            start = time.perf_counter()
            step()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values[1:]) for name, values in times.items()}


def _process(command: Sequence[str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in (0, BLOCKED):
        message = f"{' '.join(command[2:])} ended with {done.returncode}: {done.stderr.strip()[-300:]}"
        raise SystemExit(message)
    return time.perf_counter() - start


def _mark(reached: bool) -> str:
    return "good" if reached else "MISSED"


def _row_help(r: dict[str, Any]) -> list[Row]:
    help_ms, bare_ms = 1000 * r["help"]["help"], 1000 * r["help"]["pass"]
    goal = 3 * bare_ms + 60
    shown = f"{help_ms:.0f} ms, {help_ms / bare_ms:.1f} x python -c pass ({bare_ms:.0f} ms)"
    return [("newsgen --help", shown, f"at most {goal:.0f} ms", _mark(help_ms <= goal))]


def _row_article(r: dict[str, Any]) -> list[Row]:
    a = r["article"]
    shown = f"{a['articles_a_second']:.0f} a second, {a['ratio']:.4f} of a template ({a['templates_a_second']:.0f})"
    ready = (
        f"{a['ratio_ready']:.4f} of a template whose figures are ready strings ({a['ready_templates_a_second']:.0f})"
    )
    size = f"{a['characters']:.0f} characters, {a['holes']:.0f} figures"
    return [
        ("facts to checked article", shown, "ratio 0.04, aim 0.09", _mark(a["ratio"] >= 0.04)),
        ("", ready, "", ""),
        ("  without the check", f"{a['unchecked_a_second']:.0f} a second; {size}", "", ""),
    ]


def _row_sample(r: dict[str, Any]) -> list[Row]:
    seconds = r["sample"]["sample"]
    return [("newsgen recap --sample, cold", f"{seconds:.2f} s", "under 3 s", _mark(seconds < 3))]


def _row_year(r: dict[str, Any]) -> list[Row]:
    rows = []
    for name, what in (("year", "2024 day by day, with facts"), ("five_years", "2021 to 2025 day by day, with facts")):
        speed = r[name]["days_a_second"]
        shown = f"{speed:.0f} days a second over {r[name]['days']} days"
        rows.append((what, shown, "at least 50", _mark(speed >= 50)))
    return rows


def _row_reading(r: dict[str, Any]) -> list[Row]:
    s = r["reading"]
    return [
        ("reading the history", f"{s['read']:.2f} s", "", ""),
        ("preparing it", f"{s['prepare']:.2f} s", "", ""),
        ("opening two houses", f"{s['house']:.2f} s", "", ""),
        ("a small folder, read and prepared", f"{1000 * s['small_folder']:.0f} ms", "", ""),
    ]

"""What each outage costs the article: the whole command, as a process of its own, against fakes on a real port."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.report import table
from benchmarks.truth import ALL, Truth, gathered, need_of
from newsgen.archive import read_facts
from newsgen.model import Article, Facts, Printed
from tests.fakes import KEYS, VENDORS, Fakes

DEADLINE = "12"  # seconds; the fakes answer at once or never
PLANS = ("HOBBYIST", "STARTUP")


@dataclass(frozen=True, slots=True)
class Outage:
    """One way in which the sources fail: scenarios by source, keys that are missing, the CoinGlass plan."""

    name: str
    scenes: tuple[tuple[str, str], ...] = ()
    keys: bool = True
    plan: str = "STANDARD"


@dataclass(frozen=True, slots=True)
class Cost:
    """What an outage left: status "failed" where no article was told, with the sentence that said why."""

    name: str
    status: str
    exit: int
    words: int
    facts: int
    lead: str
    lost: tuple[str, ...]
    wrong: tuple[str, ...]
    seconds: float
    error: str


def outages() -> tuple[Outage, ...]:
    """All well, each source down in turn, then everybody at once."""
    one_by_one = (Outage(f"{name} down", ((name, "down"),)) for name in VENDORS if name != "feeds")
    return (
        Outage("all well"),
        *one_by_one,
        Outage("no keys", keys=False),
        Outage("all slow", (("*", "delay=1.5"),)),
        Outage("all hang", (("*", "hang"),)),
        Outage("all down", (("*", "down"),)),
        Outage("all rate-limited", (("*", "rate"),)),
        Outage("all keys wrong", (("*", "auth"),)),
        Outage("all broken", (("*", "broken"),)),
        Outage("all truncated", (("*", "truncated"),)),
        Outage("all empty", (("*", "empty"),)),
        Outage("all show a wall", (("*", "waf"),)),
        *(Outage(f"CoinGlass plan {plan.lower()}", plan=plan) for plan in PLANS),
    )


def run(chosen: Sequence[str] = ()) -> tuple[str, dict[str, Any], bool]:
    """The table, the costs, and whether nothing crashed and no figure was wrong."""
    with Fakes() as fakes:
        truth = Truth(gathered(need_of(fakes.world.now), fakes.environment(), ALL))
        known = frozenset(truth.facts([one for found in truth.rows.values() for one in found]).known)
        costs = [
            played(outage, fakes, truth, known)
            for outage in outages()
            if not chosen or any(word in outage.name for word in chosen)
        ]
    head = ("outage", "status", "exit", "words", "facts", "lead", "what is lost", "wrong", "seconds")
    rows = [
        (one.name, one.status, one.exit, one.words, one.facts, one.lead, _short(one), len(one.wrong), one.seconds)
        for one in costs
    ]
    good = all(one.exit in (0, 1) and not one.wrong and "Traceback" not in one.error for one in costs)
    return table("What each outage costs the article", head, rows), {"costs": [asdict(one) for one in costs]}, good


def _short(one: Cost) -> str:
    return ", ".join(one.lost) or one.error[:90]


def played(outage: Outage, fakes: Fakes, truth: Truth, known: frozenset[str]) -> Cost:
    """One outage, told by the command itself in an empty folder."""
    fakes.play("*", "success")
    fakes.plan = outage.plan
    for source, scene in outage.scenes:
        fakes.play(source, scene)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        done = told(Path(folder), fakes.environment(keys=outage.keys))
        seconds = round(time.perf_counter() - began, 1)
        day = next(iter(sorted(Path(folder, "output").glob("20*"))), None)
        if done.returncode not in (0, 3) or day is None:
            return Cost(outage.name, "failed", done.returncode, 0, 0, "", (), (), seconds, done.stderr.strip())
        return _cost(outage.name, done, day, truth, known, seconds)


def told(folder: Path, environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """`newsgen recap --json` in that folder, with nothing of the caller's NEWSGEN_* settings but these."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NEWSGEN_")}
    return subprocess.run(
        [sys.executable, "-m", "newsgen", "recap", "--json", *words],
        cwd=folder,
        env={"NEWSGEN_DEADLINE": DEADLINE, **clean, **environment, "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


def _cost(
    name: str, done: subprocess.CompletedProcess[str], day: Path, truth: Truth, known: frozenset[str], seconds: float
) -> Cost:
    article, facts = json.loads((day / "article.json").read_bytes()), read_facts(day / "facts.json")
    said = json.loads(done.stdout)
    lost = sorted({one.partition(".")[0] for one in known - set(facts.known)})
    return Cost(
        name, said["status"], done.returncode, said["words"], len(facts.known), said["lead_angle"], tuple(lost),
        tuple(f"{one[0]} {one[1]}" for one in _wrong(article, facts, truth)), seconds, done.stderr.strip(),
    )  # fmt: skip


def _wrong(article: dict[str, Any], facts: Facts, truth: Truth) -> tuple[tuple[str, str, Any], ...]:
    figures = tuple(
        Printed(one["where"], one["start"], one["end"], one["text"], one["fact"]) for one in article["figures"]
    )
    return truth.wrong(_Figures(figures), facts)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class _Figures:
    """As much of an article as the truth looks at."""

    figures: tuple[Printed, ...]


__all__ = ["KEYS", "Article", "Cost", "Outage", "outages", "played", "run", "told"]

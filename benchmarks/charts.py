"""How long pictures take to draw, in one process and in turns, and what they add to a cold start."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.days import ROOT
from benchmarks.report import table
from newsgen.charts import Card
from newsgen.charts.draw import canvas_of, draw, draw_all
from tests.chart_kit import ALL, SOURCE, WORDS, look

GOAL = 1.0  # seconds for all pictures of an article, once matplotlib is there
CHARTS = ("price", "sides", "flows")  # as many as an article has


def run(*, tenth: bool) -> tuple[str, dict[str, Any], bool]:
    """Each kind in each form, all that an article needs, and the start of the library."""
    rounds = 3 if tenth else 15
    drawn = {name: make() for name, make in ALL.items()}
    results: dict[str, Any] = {
        name: {
            "layout": _median(lambda one=one: canvas_of(one, look(), WORDS), rounds),
            "svg": _median(lambda one=one: draw(one, look(), WORDS), rounds),
            "png": _median(lambda one=one: draw(one, look(), WORDS, form="png"), rounds),
        }
        for name, one in drawn.items()
    }
    card = Card("Shorts lost $475 million as bitcoin passed $120,000", "$475 million", "newsgen", SOURCE)
    article = _median(lambda: draw_all([drawn[name] for name in CHARTS], card, look(), WORDS), rounds)
    start = _median(lambda: _process("import newsgen.charts.draw"), rounds) - _median(lambda: _process("pass"), rounds)
    rows = [(name, *(f"{1000 * one[form]:.0f}" for form in ("layout", "svg", "png"))) for name, one in results.items()]
    text = table("Charts", ("kind", "layout, ms", "whole SVG, ms", "whole PNG, ms"), rows)
    good = article <= GOAL
    text += table("Pictures of an article", ("what", "measured", "goal", ""), [
        ("three charts in four files each, three cards", f"{article:.2f} s", f"at most {GOAL} s",
         "good" if good else "MISSED"),
        ("matplotlib, cold", f"{start:.2f} s", "", ""),
    ])  # fmt: skip
    return text, results | {"article": article, "start": start}, good


def _median(step: Callable[[], object], rounds: int) -> float:
    step()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        step()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def _process(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)

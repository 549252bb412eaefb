"""Plain tables for people, JSON for scripts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from newsgen.retell.crew import Crew, hire
from newsgen.retell.tables import Table


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Columns aligned by width; numbers to the right."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(len(line[n]) for line in [list(head), *cells]) for n in range(len(head))]
    right = [bool(cells) and all(_number(line[n]) for line in cells) for n in range(len(head))]
    lines = [list(head), ["-" * width for width in widths], *cells]
    shown = ["  ".join(_fit(text, widths[n], right[n]) for n, text in enumerate(line)).rstrip() for line in lines]
    return "\n".join([f"\n{title}", *shown])


def printed(one: Table) -> str:
    """A table of a report; nothing for one without rows."""
    return table(one.title, one.head or ("",), one.rows) if one.rows else ""


def crew() -> Crew:
    """A worker for each processor."""
    return hire(os.cpu_count() or 1)


def percent(part: float, whole: float) -> str:
    """A share with one decimal; nothing of nothing is a dash."""
    return f"{100 * part / whole:.1f}%" if whole else "-"


def save(path: Path | None, results: dict[str, Any]) -> None:
    """The results as JSON, where a file was named."""
    if path is not None:
        path.write_text(json.dumps(results, indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8")


def _cell(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _number(text: str) -> bool:
    return text in ("", "-") or text[:1].isdigit() or (text[:1] in "+-" and text[1:2].isdigit())


def _fit(text: str, width: int, right: bool) -> str:
    return text.rjust(width) if right else text.ljust(width)

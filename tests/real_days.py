"""Real days told in tests: a UTC day of the history, a day as a desk met it, or the founding day."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from newsgen.house import House, load_house
from newsgen.market import read_market
from newsgen.measure import Chronicle, prepare
from newsgen.newsroom import Edition, tell
from tests.conftest import ROOT, shared_folder

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@lru_cache(maxsize=1)
def house() -> House:
    """The house as it ships."""
    return load_house([ROOT / "templates"])


@lru_cache(maxsize=4)
def chronicle(*extra: str) -> Chronicle:
    """The real history, with other market folders merged onto it."""
    market = shared_folder() / "market"
    return prepare(read_market([market / "history", *(market / name for name in extra)], now=NOW))


@lru_cache(maxsize=64)
def told(name: str) -> Edition:
    """The edition of a named day: "2024-03-05", "case:2025-02-03-ccn", "seed", or "filed:2022-11-09".

    The last has the events and market values of the tests' own folder beside the real history.
    """
    kind, _, case = name.partition(":")
    if kind == "case":
        record = json.loads((shared_folder() / "market" / "cases" / case / "told.json").read_text("utf-8"))
        as_of = datetime.fromisoformat(record["window_end"])
        return tell(chronicle(f"cases/{case}"), date.fromisoformat(record["date"]), house(), as_of=as_of, now=NOW)
    if kind == "filed":
        return tell(chronicle(str(ROOT / "tests" / "market" / "filed")), date.fromisoformat(case), house(), now=NOW)
    if name == "seed":
        return tell(chronicle("seed"), date(2025, 7, 14), house(), now=NOW)
    return tell(chronicle(), date.fromisoformat(name), house(), now=NOW)


def as_text(edition: Edition) -> str:
    """All that a reader and an editor see of an article, for whole comparisons."""
    article = edition.article
    angles = ", ".join(f"{told.name} {told.role} {told.score:.0f}" for told in article.angles)
    lines = [
        f"# {article.headline}", "", f"*{article.dek}*", "", *(f"- {point}" for point in article.key_points), "",
        article.body_md, "", "---", "", *(f"headline: {line}" for line in article.headlines),
        *(f"{key}: {text}" for key, text in article.extra.items()), f"angles: {angles}",
        *(f"slot: {slot}" for slot in article.slots),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def angle_names() -> list[str]:
    """The angles that ship."""
    return sorted(folder.name for folder in Path(ROOT / "templates" / "angles").iterdir())

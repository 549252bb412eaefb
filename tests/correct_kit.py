"""A real day in a history, told and published, and what its sources restated afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from newsgen import archive, newsroom
from newsgen.history import open_history
from newsgen.history.store import History
from newsgen.live.day import SHORT, history_place, remember
from newsgen.market import Market, read_market
from newsgen.measure import measure, prepare
from newsgen.model import Facts
from newsgen.newsroom import Edition
from newsgen.settings import Settings
from tests.conftest import shared_folder
from tests.real_days import house
from tests.release_kit import approve

DAY = date(2025, 7, 14)
AS_OF = datetime(2025, 7, 14, 12, tzinfo=UTC)
TOLD = AS_OF + timedelta(minutes=30)
RESTATED = datetime(2025, 7, 15, 9, tzinfo=UTC)
NOW = datetime(2025, 7, 15, 14, 5, tzinfo=UTC)


@lru_cache(maxsize=1)
def market() -> Market:
    """The real history with the founding day's own tables, as they were known when it was told."""
    folder = shared_folder() / "market"
    return read_market([folder / "history", folder / "seed"], now=TOLD)


@lru_cache(maxsize=1)
def _history(folder: Path) -> bytes:
    place = folder / "filled.sqlite"
    with open_history(place) as history:
        history.keep(market(), now=TOLD - timedelta(minutes=5))
    content = place.read_bytes()
    place.unlink()
    return content


@lru_cache(maxsize=1)
def _edition() -> Edition:
    short = AS_OF - SHORT
    with open_history(_scratch()) as history:
        rows = history.market(until=AS_OF, short_since=short)
    facts = measure(prepare(replace(rows, quotes=market().quotes, events=market().events)), DAY, AS_OF)
    return newsroom.proofread(newsroom.compose(facts, newsroom.verdicts_of(facts, house()), house()))


@lru_cache(maxsize=1)
def _scratch() -> Path:
    import tempfile

    place = Path(tempfile.mkdtemp(prefix="newsgen-history-")) / "history.sqlite"
    place.write_bytes(_history(place.parent))
    return place


def told(tmp: Path, *, approved: bool = True, **more: Any) -> Settings:
    """Settings in whose output folder the founding day stands told from its history, filed, approved and remembered."""
    settings = Settings(out=tmp / "out", **{"byline": "Ann Lee", "stop_file": tmp / "STOP", **more})
    settings.out.mkdir(parents=True, exist_ok=True)
    edition = _edition()
    Path(history_place(settings)).write_bytes(_scratch().read_bytes())
    newsroom.file(edition, house(), settings, now=TOLD)
    with open_history(history_place(settings)) as history:
        remember(history, edition, house(), settings, TOLD)
    if approved:
        approve(settings.out / DAY.isoformat(), when=TOLD + timedelta(minutes=5))
    return settings


def folder_of(settings: Settings) -> Path:
    """The day's folder."""
    return settings.out / DAY.isoformat()


def restate(
    settings: Settings, table: str, column: str, value: float, *, now: datetime = RESTATED, **key: object
) -> None:
    """A source says something else of one real row, chosen by `key`; the row must be there."""
    with open_history(history_place(settings)) as history:
        _restate(history, table, {column: value}, key, now)


def restate_row(
    settings: Settings, table: str, cells: dict[str, float], *, now: datetime = RESTATED, **key: object
) -> None:
    """As `restate`, several cells of a row at once."""
    with open_history(history_place(settings)) as history:
        _restate(history, table, cells, key, now)


def _restate(history: History, table: str, cells: dict[str, float], key: dict[str, object], now: datetime) -> None:
    frame = history.market(until=AS_OF, short_since=AS_OF - SHORT).tables[table]
    for name, value in key.items():
        frame = frame[frame[name] == (pd.Timestamp(value) if isinstance(value, datetime) else value)]
    assert len(frame) == 1, f"{len(frame)} rows of {table} fit {key}"
    row = frame.assign(**cells)
    everything = {name: (row if name == table else one.iloc[:0]) for name, one in market().tables.items()}
    kept = history.keep(replace(market(), tables=everything), now=now)
    assert kept.restated == 1


def shorts_of_bitcoin(settings: Settings, millions: float = 470.0, *, now: datetime = RESTATED) -> None:
    """CoinGlass restates bitcoin's short liquidations of the day from $475 million."""
    cells = {"short_usd": millions * 1e6, "total_usd": millions * 1e6 + 18_640_220.0}
    restate_row(
        settings, "liquidations", cells, now=now, coin="BTC", venues="*", source="CoinGlass", end=AS_OF,
        start=AS_OF - timedelta(days=1),
    )  # fmt: skip


def facts_of(settings: Settings) -> Facts:
    """The facts that the day is filed with."""
    return archive.read_facts(folder_of(settings) / "facts.json")

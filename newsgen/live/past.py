"""Filling the history from the sources' own past: page by page, each kept before the next, resumed where it stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from newsgen.catalogue import FLOW_ASSETS
from newsgen.gather import Clock, Source, key_of, readers, sheaves
from newsgen.gather.line import WebLine
from newsgen.history import Kept, open_history
from newsgen.history.store import History
from newsgen.http import Web
from newsgen.market import read_market
from newsgen.settings import Settings
from newsgen.wire import SourceError

from .day import history_place
from .setup import checked
from .times import midnight_of

OVERLAP = timedelta(days=2)  # asked again on resumption: the newest days may have been restated
CONCERNED = "BTC", "ETH"


@dataclass(frozen=True, slots=True)
class Walk:
    """One series of questions about the past: `coin` is "" where the topic is not about coins."""

    source: str
    topic: str
    coin: str

    def __str__(self) -> str:
        """As a person would name it."""
        return " ".join(part for part in (self.source, self.topic.replace("_", " "), self.coin) if part)


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk brought: the history's new rows, how far it reached, and why it stopped early if it did."""

    walk: Walk
    learned: Kept
    reached: datetime | None
    trouble: str = ""


# Which of each source's topics have a past worth walking, and whether coin by coin.
PAST: tuple[tuple[str, str, str], ...] = (
    ("binance", "candles", "coins"),
    ("binance", "open_interest", "majors"),
    ("coinglass", "liquidations", "coins"),
    ("coinglass", "liquidations_4h", "majors"),
    ("coinglass", "flows", "funds"),
    ("coinglass", "open_interest", "majors"),
    ("coinglass", "funding", "majors"),
    ("coinalyze", "liquidations", "coins"),
    ("sosovalue", "flows", "funds"),
    ("deribit", "volatility", "majors"),
    ("alternative", "sentiment", ""),
    ("fred", "indices", ""),
)

Progress = Callable[[Walk, datetime | None, float], object]  # what, how far, part of the whole (0..1)


def backfill(
    since: date, settings: Settings, clock: Clock, *, only: Sequence[str] = (), progress: Progress = lambda *_: None
) -> tuple[Walked, ...]:
    """Walk every source's past from `since` to now, or that of the sources in `only`, politely, one page at a time.

    What was walked before is not asked again.  A source that fails ends its own walk and no other.
    Raises HistoryError where the history cannot be opened or written.
    """
    settings = checked(settings)
    with open_history(history_place(settings)) as history:
        return asyncio.run(_walk_all(midnight_of(since), settings, clock, history, only, progress))


async def _walk_all(
    start: datetime, settings: Settings, clock: Clock, history: History, only: Sequence[str], progress: Progress
) -> tuple[Walked, ...]:
    sources = {source.name: source for source in readers(settings.without) if not only or source.name in only}
    walks = [walk for walk in _walks(settings) if walk.source in sources and _open(sources[walk.source])]
    found = []
    async with Web(patience=120.0) as web:
        for number, walk in enumerate(walks):
            part = number / len(walks)
            found.append(await _walk(walk, sources[walk.source], start, clock, history, web, progress, part))
    return tuple(found)


def _walks(settings: Settings) -> tuple[Walk, ...]:
    coins = {"coins": settings.coins, "majors": CONCERNED, "funds": FLOW_ASSETS, "": ("",)}
    return tuple(Walk(source, topic, coin) for source, topic, kind in PAST for coin in coins[kind])


def _open(source: Source) -> bool:
    return not source.needs_key or bool(key_of(source))


async def _walk(
    walk: Walk,
    source: Source,
    start: datetime,
    clock: Clock,
    history: History,
    web: Web,
    progress: Progress,
    part: float,
) -> Walked:
    """One walk to its end, or to the first trouble; every page is kept before the next is asked."""
    topic = f"{walk.topic} since {start:%Y-%m-%d}"  # a walk from an earlier day is another walk
    before = history.progress(walk.source, topic, walk.coin)
    at, end, learned = max(start, before - OVERLAP) if before else start, clock(), Kept()
    try:
        while at < end:
            progress(walk, at, part)
            line = WebLine(source, web, clock, key_of(source))
            reached = await source.walk(walk.topic, walk.coin, at, end, line)
            learned += _keep(line, source, history, clock())
            if reached is None or reached <= at:
                break
            at = reached
            history.reached(walk.source, topic, walk.coin, at)
    except SourceError as error:
        return Walked(walk, learned, at, str(error))
    return Walked(walk, learned, at)


def _keep(line: WebLine, source: Source, history: History, now: datetime) -> Kept:
    bound, _ = sheaves(line.answers, (source,))
    if not bound:
        return Kept()
    answers = [replace(answer, body=b"") for answer in line.answers]
    return history.keep(read_market([], now=now, sheaves=bound), answers, now=now)

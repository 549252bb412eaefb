"""Candles of the exchanges: which to ask for, and how any vendor's become rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsgen.catalogue import MAJORS
from newsgen.gather.numbers import EPOCH, empty, malformed, stamp
from newsgen.gather.shapes import floor, known, once, until
from newsgen.gather.source import Need
from newsgen.wire import Answer, Cell, Row

FIVE_MINUTES, HOUR, DAY = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)
HOURS_BACK = 8 * DAY  # a week's change at the clock time of the window's end, and some room
MINUTES_BACK = 25 * HOUR - FIVE_MINUTES  # 299 candles: the window, and what one page of every venue holds
NAMES = {FIVE_MINUTES: "5m", HOUR: "1h", DAY: "1d"}


@dataclass(frozen=True, slots=True)
class Span:
    """Candles of one coin and length to ask for: whole ones between `start` and `end`."""

    coin: str
    step: timedelta
    start: datetime
    end: datetime

    @property
    def name(self) -> str:
        """The question's name: candles-btc-1d-20240714."""
        return f"candles-{self.coin.lower()}-{NAMES[self.step]}-{self.start:%Y%m%d}"

    @property
    def asked(self) -> dict[str, str]:
        """What reading needs to know."""
        step = str(self.step // timedelta(seconds=1))
        return {"kind": "candles", "coin": self.coin, "step": step, "end": stamp(self.end)}

    @property
    def count(self) -> int:
        """How many candles it is."""
        return (self.end - self.start) // self.step

    def pages(self, size: int) -> Iterator[Span]:
        """The span in pages of so many candles, oldest first."""
        start = self.start
        while start < self.end:
            end = min(self.end, start + size * self.step)
            yield Span(self.coin, self.step, start, end)
            start = end


@dataclass(frozen=True, slots=True)
class Candle:
    """One candle as a vendor wrote it: its start read, its figures as they came; `volume` in US dollars."""

    start: datetime
    open: object
    high: object
    low: object
    close: object
    volume: float | None = None


def back(coin: str, step: timedelta, need: Need, length: timedelta) -> Span:
    """The whole candles of the last `length` before the need's end."""
    end = floor(need.as_of, step)
    return Span(coin, step, floor(end - length, step), end)


def plan(need: Need, coins: Iterable[str], *, days: int, pegged: str = "") -> list[Span]:
    """What a venue that steps in is asked: an hour's candles of every coin, finer and daily ones of the two majors.

    `pegged` is a stablecoin whose price in US dollars says whether the venue's feed is sound.
    """
    spans = []
    for coin in coins:
        spans.append(back(coin, HOUR, need, HOURS_BACK))
        if coin in MAJORS:
            spans += [back(coin, FIVE_MINUTES, need, MINUTES_BACK), back(coin, DAY, need, days * DAY)]
    return spans + ([back(pegged, HOUR, need, HOURS_BACK)] if pegged else [])


def candle_rows(answer: Answer, venue: str, candles: Iterable[Candle]) -> list[Row]:
    """Rows in order of time: candles that are over, of the length asked for, with all four prices.

    Raises SourceError (empty) where there is none; (malformed) where two of one time disagree, or where candles came
    but none begins when one of that length can begin, as a venue's day that opens at midnight in Asia.
    """
    step, last = timedelta(seconds=int(answer.asked["step"])), until(answer)
    rows, strays = [], 0
    for candle in candles:
        if (candle.start - EPOCH) % step:
            strays += 1
        elif candle.start + step <= last:
            rows += _row(answer.asked["coin"], venue, candle, step)
    if strays and not rows:
        raise malformed(answer, "no candle begins when one of that length begins")
    if not rows:
        raise empty(answer)
    return once(answer, rows, "start")


def _row(coin: str, venue: str, candle: Candle, step: timedelta) -> list[Row]:
    prices = {name: known(getattr(candle, name)) for name in ("open", "high", "low", "close")}
    cells: dict[str, Cell] = {"coin": coin, "venue": venue, "start": candle.start, "end": candle.start + step}
    for name, price in prices.items():
        if price is None:
            return []
        cells[name] = price
    if candle.volume is not None:
        cells["volume_usd"] = candle.volume
    return [Row("prices", cells)]

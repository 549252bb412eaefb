"""Makes the sample market folder: `python -m newsgen.sample.make FOLDER`.

A reconstruction, not a recording: between the round public figures of `newsgen.sample.known` every row is drawn from
a seeded random bridge.  Only plain arithmetic is used, so that every machine makes the same rows.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

from . import known

SOURCE = "a reconstruction"  # as a text says it: "according to a reconstruction"
DAY, CANDLE = timedelta(days=1), timedelta(hours=4)
TURNOVER = {"BTC": 2.5e8, "ETH": 1.5e8}  # of a quiet candle of four hours

Row = tuple[object, ...]


def make(folder: Path) -> None:
    """Writes the sample's tables and papers into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    candles = {coin: four_hours(coin) for coin in known.CLOSES}
    daily = {coin: days(coin, candles[coin]) for coin in known.CLOSES} | {coin: other(coin) for coin in known.OTHERS}
    every = [candle for coin in daily for candle in daily[coin]]
    liquidations = [*published(), *tracked({coin: moves(daily[coin]) for coin in daily})]
    tables: dict[str, tuple[str, Iterable[Row]]] = {
        "prices": ("coin,venue,start,end,open,high,low,close,volume_usd", map(price_row, every)),
        "prices_4h": (
            "coin,venue,start,end,open,high,low,close,volume_usd",
            (price_row(candle) for coin in candles for candle in candles[coin]),
        ),
        "liquidations": ("coin,venues,start,end,long_usd,short_usd,total_usd,traders,source", liquidations),
        "orders": ("time,coin,venue,pair,side,price,usd,source", [(*known.ORDER, SOURCE)]),
        "etf_flows": ("date,asset,fund,flow_usd,source", flows()),
        "indices": ("index,date,open,high,low,close,source", indices()),
        "sentiment": ("index,date,value,label,source", mood()),
        "open_interest": ("coin,venues,time,open_interest_usd,source", interest()),
        "funding": ("coin,venues,time,funding_rate_pct,interval_hours,source", funding()),
        "market": ("date,market_cap_usd,btc_dominance_pct,source", market()),
    }
    for name, (header, rows) in tables.items():
        text = "".join(f"{line}\n" for line in (header, *(",".join(map(cell, row)) for row in rows)))
        (folder / f"{name}.csv.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    (folder / "quotes.toml").write_text(known.QUOTES, encoding="utf-8", newline="\n")
    (folder / "market.toml").write_text(f'sample = true\nnote = "{known.NOTE}"\n', encoding="utf-8", newline="\n")


def cell(value: object) -> str:
    """A value as the tables hold it; None is not known."""
    if isinstance(value, float):
        return format(value, ".8f").rstrip("0").rstrip(".")
    return "" if value is None else str(value)


# Bridges


def anchors(text: str) -> list[tuple[datetime, float]]:
    """The moments and values of a list such as "2025-07-13 161, 2025-07-14T12 121500"; a date is its midnight."""
    pairs = (part.split() for part in text.split(",") if part.strip())
    return [(datetime.fromisoformat(when).replace(tzinfo=UTC), float(value)) for when, value in pairs]


def shake(random: Random) -> float:
    """A draw around zero with a deviation of about one, by sums alone."""
    return (random.random() + random.random() + random.random() - 1.5) * 2


def bridge(text: str, step: timedelta, swing: float, random: Random) -> dict[datetime, float]:
    """A value for each step from the first anchor to the last, swinging between them by `swing` a step."""
    points = anchors(text)
    path = {points[0][0]: points[0][1]}
    for (start, first), (end, last) in pairwise(points):
        count = round((end - start) / step)
        walk = [0.0]
        for _ in range(count):
            walk.append(walk[-1] + swing * shake(random))
        for i in range(1, count + 1):
            part = i / count
            path[start + i * step] = (first + (last - first) * part) * (1 + max(walk[i] - part * walk[-1], -0.4))
    return path


def below(value: float, limit: float, random: Random) -> float:
    """The value, or one a little below the limit it would pass."""
    return value if value <= limit else limit * (1 - 0.002 * random.random())


def rounded(value: float, digits: int) -> float:
    """The value with this many digits."""
    scale = 1.0
    while value * scale < 10 ** (digits - 1):
        scale *= 10
    while value * scale >= 10**digits:
        scale /= 10
    return round(round(value * scale) / scale, 8)


# Prices


@dataclass(frozen=True, slots=True)
class Candle:
    """One candle on Binance."""

    coin: str
    start: datetime
    end: datetime
    open: float
    high: float
    low: float
    close: float
    volume: float


def price_row(candle: Candle) -> Row:
    """The candle as a row of the table."""
    prices = (candle.open, candle.high, candle.low, candle.close)
    return (candle.coin, "Binance", stamp(candle.start), stamp(candle.end), *prices, candle.volume)


def stamp(at: datetime) -> str:
    """A time as the tables hold it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def candles_of(coin: str, path: dict[datetime, float], step: timedelta, random: Random) -> Iterator[Candle]:
    """Candles along a path of closing prices; none goes above the limit of its time."""
    highs, limits = dict(anchors(known.HIGHS.get(coin, ""))), anchors(known.LIMITS.get(coin, ""))
    digits = 6 if coin in known.CLOSES else 5
    wick = 0.003 * (step / CANDLE) ** 0.5
    times = list(path)
    before = path[times[0]]
    for start, end in pairwise(times):
        limit = next((limit for until, limit in limits if start < until), 1e9)
        close = rounded(below(path[end], limit * 0.997, random), digits)
        top, bottom = max(before, close), min(before, close)
        high = highs.get(start) or rounded(below(top * (1 + wick * abs(shake(random))), limit * 0.999, random), digits)
        low = rounded(bottom * (1 - wick * abs(shake(random))), digits)
        turnover = TURNOVER.get(coin, 1e7) * (step / CANDLE) * (0.4 + random.random())
        volume = rounded(turnover * (1 + 30 * (top - bottom) / bottom), 3)
        yield Candle(coin, start, end, before, max(high, top), low, close, volume)
        before = close


def four_hours(coin: str) -> list[Candle]:
    """The last weeks of bitcoin and ether."""
    random = Random(f"{coin} four hours")
    path = bridge(known.MOMENTS[coin], CANDLE, 0.004, random)
    return list(candles_of(coin, path, CANDLE, random))


def days(coin: str, recent: Sequence[Candle]) -> list[Candle]:
    """The days of bitcoin and ether: drawn where only days are known, then put together from shorter candles."""
    random = Random(f"{coin} days")
    path = bridge(known.CLOSES[coin], DAY, 0.022, random)
    drawn = candles_of(coin, {at + DAY: close for at, close in path.items()}, DAY, random)
    return [*drawn, *together(recent)]


def together(candles: Sequence[Candle]) -> Iterator[Candle]:
    """Whole days out of six candles of four hours each."""
    for at in range(0, len(candles) - 5, 6):
        six = candles[at : at + 6]
        high, low = max(one.high for one in six), min(one.low for one in six)
        volume = rounded(sum(one.volume for one in six), 3)
        yield Candle(six[0].coin, six[0].start, six[-1].end, six[0].open, high, low, six[-1].close, volume)


def other(coin: str) -> list[Candle]:
    """The days of another coin."""
    random = Random(f"{coin} days")
    path = bridge(known.OTHERS[coin], DAY, 0.025, random)
    return list(candles_of(coin, {at + DAY: close for at, close in path.items()}, DAY, random))


def moves(candles: Sequence[Candle]) -> dict[date, float]:
    """The change of each day, as a part of its open."""
    return {one.start.date(): (one.close - one.open) / one.open for one in candles}


# Liquidations


def published() -> Iterator[Row]:
    """What was published: the day itself, and the squeeze four days before."""
    for coin, venues, longs, shorts, traders in known.CLOSED:
        yield closed_row(coin, venues, *known.WINDOW, longs, shorts, traders)
    start, end, longs, shorts = known.SQUEEZE
    yield closed_row("*", "*", start, end, longs, shorts, None)


def closed_row(coin: str, venues: str, start: str, end: str, longs: int, shorts: int, traders: int | None) -> Row:
    """Amounts in thousands as a row of the table."""
    return (coin, venues, start, end, longs * 1000, shorts * 1000, (longs + shorts) * 1000, traders, SOURCE)


def tracked(changes: dict[str, dict[date, float]]) -> Iterator[Row]:
    """The long series: falls close longs, rises close shorts, and every coin has its part."""
    random = Random("tracked")
    for day in dates(known.START, known.END):
        usual = max((since, amount) for since, amount in known.USUAL if since <= str(day))[1]
        longs, shorts = {}, {}
        for coin, weight in known.WEIGHTS.items():
            move = changes[coin].get(day, changes["BTC"][day])
            longs[coin] = amount(usual * weight, -move, random)
            shorts[coin] = amount(usual * weight, move, random)
        for place, coin in enumerate(known.WEIGHTS):
            many = min(1.0, known.MOST_SHORTS / sum(shorts.values())) if str(day) > "2021-07-26" else 1.0
            short = known.SHORTS[str(day)][place] if str(day) in known.SHORTS else round(shorts[coin] * many)
            yield closed_row(
                coin, known.TRACKED, f"{day}T00:00:00Z", f"{day + DAY}T00:00:00Z", longs[coin], short, None
            )


def amount(usual: float, against: float, random: Random) -> int:
    """One side's closures on a day whose price moved `against` it by that part."""
    force = max(against, 0.0)
    chance = (0.45 + random.random()) * (0.45 + random.random())
    return int(rounded(max(usual * chance * (1 + 20 * force + 400 * force * force), 10.0), 3))


# Everything else


def dates(start: str, end: str) -> Iterator[date]:
    """The days from `start` to the one before `end`."""
    day = date.fromisoformat(start)
    while str(day) < end:
        yield day
        day += DAY


def sessions(start: str) -> list[date]:
    """The days on which US markets traded, before the sample's day."""
    return [day for day in dates(start, known.END) if day.weekday() < 5 and str(day) not in known.HOLIDAYS]


def flows() -> Iterator[Row]:
    """Net flows of the spot funds, all funds together."""
    random = Random("flows")
    for asset, size in (("BTC", 260), ("ETH", 70)):
        fixed = {at.date(): value for at, value in anchors(known.FLOWS[asset])}
        for day in sessions("2025-06-02"):
            millions = fixed.get(day, round(size * (0.5 + shake(random))))
            yield (day, asset, "*", int(millions) * 1_000_000, SOURCE)


def indices() -> Iterator[Row]:
    """US indices, session by session; only the anchors reach the records."""
    for index, text in known.INDICES.items():
        random = Random(index)
        points = anchors(text)
        path = bridge(text, DAY, 0.03 if index == "VIX" else 0.006, random)
        before = points[0][1]
        for day in sessions("2025-01-01"):
            at = datetime(day.year, day.month, day.day, tzinfo=UTC)
            following = min(when for when, _ in points if when >= at)
            limit = max(value for when, value in points if when <= following)
            close = round(path[at] if at == following else below(path[at], limit * 0.999, random), 2)
            start = round(before * (1 + 0.001 * shake(random)), 2)
            high = round(max(start, close) * (1 + 0.002 * abs(shake(random))), 2)
            low = round(min(start, close) * (1 - 0.002 * abs(shake(random))), 2)
            yield (index, day, start, high, low, close, SOURCE)
            before = close


def mood() -> Iterator[Row]:
    """Fear and greed."""
    labels = ((24, "Extreme Fear"), (46, "Fear"), (54, "Neutral"), (75, "Greed"), (100, "Extreme Greed"))
    for at, value in bridge(known.MOOD, DAY, 0.04, Random("mood")).items():
        score = min(max(round(value), 5), 95)
        yield ("fear_greed", at.date(), score, next(label for most, label in labels if score <= most), SOURCE)


def interest() -> Iterator[Row]:
    """Open interest at midnight."""
    for coin, text in known.INTEREST.items():
        for at, value in bridge(text, DAY, 0.012, Random(f"{coin} interest")).items():
            yield (coin, "*", stamp(at), int(rounded(value * 1e6, 5)), SOURCE)


def funding() -> Iterator[Row]:
    """Funding rates at midnight."""
    for coin, text in known.FUNDING.items():
        for at, value in bridge(text, DAY, 0.2, Random(f"{coin} funding")).items():
            yield (coin, "*", stamp(at), round(value, 4), 8, SOURCE)


def market() -> Iterator[Row]:
    """The value of all coins, and bitcoin's part of it."""
    caps = bridge(known.CAP, DAY, 0.008, Random("cap"))
    parts = bridge(known.DOMINANCE, DAY, 0.002, Random("dominance"))
    for at, value in caps.items():
        yield (at.date(), int(rounded(value * 1e9, 4)), round(parts[at], 2), SOURCE)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m newsgen.sample.make FOLDER")
    make(Path(sys.argv[1]))

"""The bundled sample, made: `python -m tests.make_sample` writes `newsgen/sample/`.

Nothing in it was measured.  Prices walk between a few round anchors, liquidations follow the moves, and the told day is
set by hand; one seed, and only integer arithmetic on it, so that every machine writes the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

FOLDER = Path(__file__).parent.parent / "newsgen" / "sample"
DAY, END = date(2025, 7, 14), datetime(2025, 7, 14, 12, tzinfo=UTC)
STEP = timedelta(hours=4)
SOURCE, VENUE, TRACKED = "sample data", "Binance", "Binance+Bybit+OKX"

# Day and price: where the walk has to pass.
ANCHORS = {
    "BTC": (
        ("2024-07-01", 62000), ("2024-08-05", 54000), ("2024-10-01", 61500), ("2024-12-16", 106000),
        ("2025-01-20", 105000), ("2025-04-08", 77000), ("2025-05-22", 110500), ("2025-06-22", 101000),
        ("2025-07-08", 108800), ("2025-07-11", 116900), ("2025-07-13", 117900), ("2025-07-14", 121700),
    ),
    "ETH": (
        ("2024-07-01", 3400), ("2024-08-05", 2400), ("2024-12-16", 3950), ("2025-04-08", 1500), ("2025-05-22", 2600),
        ("2025-06-22", 2250), ("2025-07-08", 2600), ("2025-07-13", 2945), ("2025-07-14", 3040),
    ),
    "SOL": (
        ("2024-07-01", 145), ("2025-01-18", 255), ("2025-04-08", 105), ("2025-07-08", 151), ("2025-07-14", 166),
    ),
    "XRP": (
        ("2024-07-01", 0.48), ("2025-01-16", 3.2), ("2025-04-08", 1.85), ("2025-07-08", 2.29), ("2025-07-14", 2.95),
    ),
    "DOGE": (
        ("2024-07-01", 0.12), ("2024-12-08", 0.46), ("2025-04-08", 0.15), ("2025-07-08", 0.17),
        ("2025-07-14", 0.203),
    ),
    "BNB": (
        ("2024-07-01", 575), ("2024-12-04", 750), ("2025-04-08", 560), ("2025-07-08", 660), ("2025-07-14", 697),
    ),
    "ADA": (
        ("2024-07-01", 0.4), ("2024-12-03", 1.2), ("2025-04-08", 0.57), ("2025-07-08", 0.58), ("2025-07-14", 0.745),
    ),
    "LINK": (
        ("2024-07-01", 14), ("2024-12-13", 29), ("2025-04-08", 11), ("2025-07-08", 13.6), ("2025-07-14", 15.9),
    ),
    "AVAX": (
        ("2024-07-01", 28), ("2024-12-04", 54), ("2025-04-08", 17), ("2025-07-08", 18), ("2025-07-14", 21.6),
    ),
}  # fmt: skip
# Dollars of an ordinary day of the tracked series, in millions, and how rough the coin's walk is, in percent of a step.
USUAL = {"BTC": 52, "ETH": 46, "SOL": 16, "XRP": 11, "DOGE": 9, "BNB": 2, "ADA": 4}
ROUGH = {"BTC": 0.55, "ETH": 0.8}

# The told 24 hours: coin, venues, longs, shorts, traders.
WINDOW = (
    ("*", "*", 122_486_795, 609_377_415, 128_000),
    ("BTC", "*", 19_804_112, 455_217_930, None),
    ("ETH", "*", 24_206_518, 61_390_274, None),
    ("*", "Bybit", 33_410_226, 209_655_871, None),
    ("*", "Binance", 41_127_940, 195_884_306, None),
    ("*", "OKX", 17_930_664, 71_203_158, None),
    ("*", "HTX", 14_882_305, 88_471_049, None),
)


@dataclass(frozen=True, slots=True)
class Candle:
    """Four hours of one coin."""

    start: datetime
    open: float
    high: float
    low: float
    close: float


def walk(coin: str, rng: Random) -> list[Candle]:
    """Candles from the first anchor's midnight to the end of the told window."""
    points = [
        (datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(hours=12), price) for day, price in ANCHORS[coin]
    ]
    candles, price = [], float(points[0][1])
    start = points[0][0] - timedelta(hours=12)
    while start < END:
        end = start + STEP
        target = _between(points, end)
        steps = max(1, (_next(points, end) - end) // STEP + 1)
        drawn = price + (target - price) / min(steps, 4) + price * ROUGH.get(coin, 1.1) / 100 * _noise(rng)
        close = target if steps == 1 else drawn
        wick = [price * ROUGH.get(coin, 1.1) / 200 * rng.random() for _ in range(2)]
        candles.append(Candle(start, price, max(price, close) + wick[0], min(price, close) - wick[1], close))
        start, price = end, close
    return candles


def _noise(rng: Random) -> float:
    """About as often up as down, seldom far: from -2 to 2."""
    return sum(rng.random() for _ in range(4)) - 2


def _next(points: Sequence[tuple[datetime, float]], moment: datetime) -> datetime:
    return next((at for at, _ in points if at >= moment), points[-1][0])


def _between(points: Sequence[tuple[datetime, float]], moment: datetime) -> float:
    for (before, low), (after, high) in pairwise(points):
        if moment <= after:
            part = max(0.0, (moment - before) / (after - before))
            return low + (high - low) * part
    return float(points[-1][1])


def days(candles: Iterable[Candle]) -> Iterator[Candle]:
    """Whole UTC days of candles."""
    by_day: dict[date, list[Candle]] = {}
    for candle in candles:
        by_day.setdefault(candle.start.date(), []).append(candle)
    for group in by_day.values():
        if len(group) == timedelta(days=1) // STEP:
            high, low = max(candle.high for candle in group), min(candle.low for candle in group)
            yield Candle(group[0].start, group[0].open, high, low, group[-1].close)


def prices(walks: dict[str, list[Candle]]) -> Iterator[tuple[object, ...]]:
    """Daily candles, a year of them for bitcoin and ether, and the last three weeks of these two in four-hour ones."""
    for coin, candles in walks.items():
        for candle in _since(days(candles), 400 if coin in ROUGH else 60):
            yield _row(coin, candle, timedelta(days=1))
    for coin in ("BTC", "ETH"):
        for candle in _since(walks[coin], 21):
            yield _row(coin, candle, STEP)


def _since(candles: Iterable[Candle], number: int) -> Iterator[Candle]:
    return (candle for candle in candles if candle.start >= END - timedelta(days=number))


def _row(coin: str, candle: Candle, length: timedelta) -> tuple[object, ...]:
    figures = (_price(figure) for figure in (candle.open, candle.high, candle.low, candle.close))
    return (coin, VENUE, _time(candle.start), _time(candle.start + length), *figures, "")


def _price(value: float) -> str:
    return f"{value:.2f}" if value >= 10 else f"{value:.4f}"


def liquidations(walks: dict[str, list[Candle]], rng: Random) -> Iterator[tuple[object, ...]]:
    """The told window as reported, and the tracked series: the larger the day's move, the more is closed."""
    start = END - timedelta(days=1)
    for coin, venues, longs, shorts, traders in WINDOW:
        yield (coin, venues, _time(start), _time(END), longs, shorts, longs + shorts, traders or "", SOURCE)
    for coin, usual in USUAL.items():
        for day in _since(days(walks[coin]), 200):
            move = day.close / day.open - 1
            total = usual * 1e6 * (0.5 + rng.random() * 0.5 + (abs(move) / 0.025) ** 1.3)
            share = min(0.92, max(0.08, 0.5 - move * 9 + _noise(rng) * 0.05))
            longs = round(total * share)
            shorts = round(total) - longs
            end = day.start + timedelta(days=1)
            yield (coin, TRACKED, _time(day.start), _time(end), longs, shorts, longs + shorts, "", SOURCE)


def flows(rng: Random) -> Iterator[tuple[object, ...]]:
    """Spot funds, Monday to Friday: a run of inflows to the last session."""
    for asset, size in (("BTC", 300e6), ("ETH", 70e6)):
        for day in _weekdays(date(2025, 5, 1), date(2025, 7, 11)):
            run = day >= date(2025, 7, 2)
            drift = 1.4 if run else 0.3
            flow = size * (drift + _noise(rng) * (0.5 if run else 1.0))
            yield (day, asset, "*", round(flow, -5), SOURCE)


def stocks(rng: Random) -> Iterator[tuple[object, ...]]:
    """Two indices, Monday to Friday, without the holiday."""
    for index, level in (("SPX", 5600.0), ("IXIC", 17700.0)):
        for day in _weekdays(date(2025, 5, 1), date(2025, 7, 11)):
            if day == date(2025, 7, 4):
                continue
            close = level * (1 + 0.0021 + _noise(rng) * 0.004)
            yield (
                index,
                day,
                *(f"{figure:.2f}" for figure in (level, max(level, close) + 9, min(level, close) - 9, close)),
                SOURCE,
            )
            level = close


def moods(rng: Random) -> Iterator[tuple[object, ...]]:
    """The mood index follows the price upwards."""
    for number in range(45):
        value = 52 + number // 2 + round(_noise(rng) * 3)
        label = "Extreme Greed" if value >= 75 else "Greed" if value > 55 else "Neutral"
        yield ("fear_greed", DAY - timedelta(days=44 - number), value, label, SOURCE)


def interest(rng: Random) -> Iterator[tuple[object, ...]]:
    """Open contracts, once a day."""
    for coin, size in (("BTC", 71e9), ("ETH", 35e9)):
        for number in range(30):
            at = datetime(2025, 6, 15, tzinfo=UTC) + timedelta(days=number)
            yield (coin, "*", _time(at), round(size * (1 + number * 0.006 + _noise(rng) * 0.006), -6), SOURCE)


def rates(rng: Random) -> Iterator[tuple[object, ...]]:
    """Funding, once a day."""
    for coin in ("BTC", "ETH"):
        for number in range(30):
            at = datetime(2025, 6, 15, tzinfo=UTC) + timedelta(days=number)
            yield (coin, "*", _time(at), f"{0.006 + number * 0.0002 + _noise(rng) * 0.001:.6f}", 8, SOURCE)


def whole(rng: Random) -> Iterator[tuple[object, ...]]:
    """The whole market."""
    for number in range(30):
        day = date(2025, 6, 14) + timedelta(days=number)
        yield (day, round(3.2e12 + number * 16e9 + _noise(rng) * 1e10, -9), f"{64.9 - number * 0.02:.2f}", SOURCE)


def _weekdays(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if day.weekday() < 5:
            yield day


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


QUOTES = """\
# Invented, like everything in this folder.
[[quote]]
speaker = "Ada Example"
role = "an invented analyst"
org = "Sample Research"
kind = "paraphrase"
text = "the move out of the range of the past weeks caught many bets on lower prices at once"
said_at = 2025-07-14T09:30:00Z
source = "made up for this sample"
topics = ["BTC", "price_discovery"]
"""
NOTE = """\
# Nothing in this folder was measured: tests/make_sample.py of newsgen's sources made it.
sample = true
note = "A reconstruction of 14 July 2025, made by newsgen."
"""


def files() -> dict[str, str]:
    """The folder's files by name."""
    rng = Random(20250714)
    walks = {coin: walk(coin, rng) for coin in ANCHORS}
    order = ("2025-07-14T10:42:00Z", "BTC", VENUE, "BTCUSDT", "short", "121240.5", 88_640_150, SOURCE)
    return {
        "prices.csv": _csv("coin,venue,start,end,open,high,low,close,volume_usd", prices(walks)),
        "liquidations.csv": _csv(
            "coin,venues,start,end,long_usd,short_usd,total_usd,traders,source", liquidations(walks, rng)
        ),
        "orders.csv": _csv("time,coin,venue,pair,side,price,usd,source", [order]),
        "etf_flows.csv": _csv("date,asset,fund,flow_usd,source", flows(rng)),
        "indices.csv": _csv("index,date,open,high,low,close,source", stocks(rng)),
        "sentiment.csv": _csv("index,date,value,label,source", moods(rng)),
        "open_interest.csv": _csv("coin,venues,time,open_interest_usd,source", interest(rng)),
        "funding.csv": _csv("coin,venues,time,funding_rate_pct,interval_hours,source", rates(rng)),
        "market.csv": _csv("date,market_cap_usd,btc_dominance_pct,source", whole(rng)),
        "quotes.toml": QUOTES,
        "market.toml": NOTE,
    }


def _csv(head: str, rows: Iterable[Sequence[object]]) -> str:
    lines = [head.split(","), *rows]
    return "".join(_line(line) for line in lines)


def _line(cells: Sequence[object]) -> str:
    plain = [str(int(cell)) if isinstance(cell, float) else str(cell) for cell in cells]
    assert not any("," in cell for cell in plain)
    return ",".join(plain) + "\n"


def main() -> None:
    """Write the folder."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in files().items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()

"""Charts made by hand, with the figures of a real day, and the house words that they are drawn with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsgen.charts import Look, Words, read_look
from newsgen.house.figures import clock, day, level, money
from newsgen.model import About, Chart, Datum, Label, Line, Point, Series, Unit, Window

END = datetime(2025, 7, 14, 12, tzinfo=UTC)
SOURCE = "Source: CoinGlass, 24 hours to 12:00 UTC on 14 July 2025"
TEMPLATES = Path(__file__).parent.parent / "templates"


def look() -> Look:
    """The look that ships."""
    return read_look([TEMPLATES])


def amount(value: float, unit: Unit) -> str:
    """Short money, or a round price, with its sign."""
    if value == 0:
        return "0"
    text = level(abs(value)) if unit is Unit.PRICE else money(value) if abs(value) >= 1 else f"${abs(value):g}"
    return f"\N{MINUS SIGN}{text}" if value < 0 else text


WORDS = Words(amount, lambda time: day(time, 2025), clock, {"long": "longs", "short": "shorts"})


def label(text: str) -> Label:
    """A label whose fact is of no matter here."""
    return Label(text, "fact", f"{text}.")


def chart(kind: str, title: str, *, watermark: str = "", source: str = SOURCE, **more: object) -> Chart:
    """A chart called as its kind."""
    return Chart(kind, f"A chart of {kind}.", "", kind, title, source, watermark=watermark, **more)  # type: ignore[arg-type]


def bars(rows: Sequence[tuple[str, str, float]]) -> tuple[Datum, ...]:
    """Bars of group, side and dollars."""
    return tuple(Datum(group, side, value, label(amount(value, Unit.USD))) for group, side, value in rows)


def series(
    name: str, values: Sequence[float | None], step: timedelta, unit: Unit = Unit.USD, end: datetime = END
) -> Series:
    """Values that end at `end`, one each `step`."""
    first = end - step * (len(values) - 1)
    points = tuple(Point(first + step * n, (value,)) for n, value in enumerate(values))
    return Series(name, unit, About("price"), ("value",), points, Window(first - step, end), "made by hand")


def sides(**more: object) -> Chart:
    """What was closed by force in each coin on the day, long and short."""
    rows = [("Bitcoin", "long", 93.6e6), ("Bitcoin", "short", 475e6), ("Ether", "long", 26.3e6),
            ("Ether", "short", 52.7e6), ("Solana", "long", 12.4e6), ("Solana", "short", 9.8e6),
            ("XRP", "long", 8.1e6), ("XRP", "short", 17.2e6)]  # fmt: skip
    return chart("sides", "Bitcoin shorts lost the most: $475 million in 24 hours", data=bars(rows), **more)


def venues(**more: object) -> Chart:
    """The same by exchange."""
    rows = [("Bybit", "", 253.1e6), ("Binance", "", 204.6e6), ("HTX", "", 93.2e6), ("Gate", "", 76.5e6),
            ("OKX", "", 61.3e6), ("Hyperliquid", "", 12.9e6)]  # fmt: skip
    return chart("venues", "Bybit and Binance took most of the liquidations", data=bars(rows), **more)


def price(**more: object) -> Chart:
    """Bitcoin from 117,500 to above 123,000, over three days."""
    closes = [117_500 + 300 * math.sin(n / 4) + max(0, n - 38) ** 1.25 * 78 for n in range(72)]
    closes[-3:] = [122_950.0, 123_040.0, 121_800.0]
    lines = (Line(120_000, label("$120,000 broken")), Line(closes[-1], label("$121,800"), END))
    span = Window(END - timedelta(hours=24), END)
    found = series("price.btc", closes, timedelta(hours=1), Unit.PRICE)
    return chart("price", "Bitcoin broke $120,000 for the first time", unit=Unit.PRICE, series=found, lines=lines,
                 span=span, **more)  # fmt: skip


def days(**more: object) -> Chart:
    """Ninety days, the last of them the highest since one in the spring."""
    midnight = datetime(2025, 7, 15, tzinfo=UTC)
    values: list[float | None] = [180e6 + 90e6 * math.sin(n * 1.7) + 60e6 * math.cos(n * 0.6) for n in range(90)]
    values[31], values[50], values[-1] = 1.04e9, None, 731e6
    lines = (Line(731e6, label("14 July: $731 million"), midnight),
             Line(1.04e9, label("$1.04 billion on 15 May"), midnight - timedelta(days=58)),
             Line(212e6, label("usual day $212 million")))  # fmt: skip
    found = series("liquidations.days", values, timedelta(days=1), end=midnight)
    return chart("days", "The most liquidations in a day since 15 May", series=found, lines=lines, **more)


def flows(**more: object) -> Chart:
    """Thirty sessions of fund flows that end in a run of seven with money coming in."""
    midnight = datetime(2025, 7, 15, tzinfo=UTC)
    values = [210e6 * math.sin(n * 1.3) + 40e6 for n in range(23)]
    values += [601e6, 408e6, 216e6, 75e6, 215e6, 1.18e9, 1.03e9]
    lines = (Line(1.03e9, label("$1.03 billion on 14 July"), midnight),)
    span = Window(midnight - timedelta(days=7), midnight)
    found = series("flows.btc", values, timedelta(days=1), end=midnight)
    return chart("flows", "Bitcoin funds took in money for a seventh session in a row", series=found, lines=lines,
                 span=span, **more)  # fmt: skip


ALL = {"sides": sides, "venues": venues, "price": price, "days": days, "flows": flows}

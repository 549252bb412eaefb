"""Exact values as printed figures: rounded once, half-up, in decimal.

A figure is words for a reader, and what a reader takes from it must be true: the printed number is the value rounded
half-up to the printed digits, a qualifier is chosen after rounding, and what would print as nothing is not printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from newsgen.catalogue import TALLY
from newsgen.house.values import MissingFact
from newsgen.model import Fact, Unit, Value

LONG, SHORT = "long", "short"  # forms: in running text, and in headlines, points and posts
FORMS: Mapping[str, str] = {"headline": SHORT, "point": SHORT, "social": SHORT, "heading": SHORT}

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
LEVELS = ("level", "level_class")  # measures whose prices are round
_SCALES = ((6, " million", "M"), (9, " billion", "B"), (12, " trillion", "T"))


class Figure(NamedTuple):
    """A printed figure; `before` stands in front of it and is part of the claim: "more than", "about"."""

    text: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """Decimals of money in running text, which may be shifted so that parts add up."""

    millions: int = 1
    billions: int = 2

    def decimals(self, scale: int) -> int:
        """Decimals at a power of ten."""
        return self.millions if scale == 6 else self.billions


PLAIN = Style()


def half_up(value: float | int | Decimal, decimals: int) -> Decimal:
    """`value`, as it is written out, rounded half-up; negative decimals round to tens, hundreds ..."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


_FORMATS = (",.0f", ",.1f", ",.2f", ",.3f", ",.4f")
_UNITS = (1.0, 10.0, 100.0, 1000.0, 10000.0)  # powers of ten, by decimals
_NEAR = 1e-6  # of the last printed digit: far above what floats get wrong, far below what a reader sees


def quick(value: float, decimals: int) -> str | None:
    """`value` rounded in floats, or None so near a half that only decimals can tell which way it goes."""
    scaled = value * _UNITS[decimals]
    if scaled > 1e8 or abs(scaled % 1.0 - 0.5) < _NEAR:
        return None
    return format(value, _FORMATS[decimals])


def money(value: float, form: str = LONG, style: Style = PLAIN) -> str:
    """An amount of US dollars without its sign: "$623.2 million", "$2.24 billion", "$623M", "$5,756"."""
    if form == LONG:
        millions = abs(value) / 1e6
        for least, most, decimals, word in (
            (1.0, 999.0, style.millions, "million"),
            (1001.0, 999_000.0, style.billions, "billion"),
        ):
            if least <= millions < most and (text := quick(millions / (1e3 if word == "billion" else 1), decimals)):
                return f"${text.rstrip('0').rstrip('.') if decimals else text} {word}"
    number, suffix = scaled(value, form, style)
    if not number:
        raise MissingFact("money", "it rounds to nothing")
    return f"${_trimmed(number)}{suffix}"


def scaled(value: float, form: str, style: Style = PLAIN) -> tuple[Decimal, str]:
    """The rounded number that is printed and the word for its scale."""
    exact = abs(Decimal(repr(value)))
    for scale, long, short in _SCALES:
        # A number that rounds up to a thousand belongs to the next scale: never "$1000.0 million".
        if exact >= Decimal(10) ** (scale + 3) and scale < 12:
            continue
        number = exact.scaleb(-scale)
        if number < 1 and scale == 6:
            whole = _short_thousands(exact) if form == SHORT else (half_up(exact, 0), "")
            if whole[0] * (1000 if whole[1] else 1) < 1_000_000:
                return whole
        rounded = half_up(
            number, style.decimals(scale) if form == LONG else min(2 if scale > 6 else 1, max(0, 2 - number.adjusted()))
        )
        if rounded < 1000 or scale == 12:
            return rounded, long if form == LONG else short
    raise AssertionError("the last scale takes every number")


def _short_thousands(exact: Decimal) -> tuple[Decimal, str]:
    if exact < 10_000:
        return half_up(exact, 0), ""
    return half_up(exact.scaleb(-3), 0), "K"


def percent(value: float, *, decimals: int | None = None, part: bool = False) -> str:
    """Percent without sign: one decimal under 10, none from 10 up; `part` of a whole is never rounded up to all."""
    size = abs(value)
    if decimals is None and (0.1 <= size < 9.9 or 10.1 < size < 99):
        text = quick(size, 1 if size < 10 else 0)
        if text is not None:
            return f"{text}%"
    tenth = half_up(size, 1)
    if not tenth:
        raise MissingFact("percent", "it rounds to nothing")
    if tenth >= 1000:
        raise MissingFact("percent", "a change of 1,000 % or more is told as a multiple")
    if decimals is None:
        decimals = 1 if tenth < 10 else 0
    rounded = half_up(abs(value), decimals)
    if part and rounded == 100 and abs(value) < 100:
        if tenth == 100:
            raise MissingFact("percent", "it would round to all of it")
        rounded = tenth
    return f"{rounded:,f}%"


def price(value: float) -> str:
    """A price by its size: "$121,467", "$163.40", "$2.95", "$0.2134", "$0.00001234"."""
    size = abs(value)
    if (1.0 <= size < 999.0 or size > 1001.0) and (text := quick(size, 2 if size < 1000 else 0)):
        return f"${text}"
    exact = Decimal(repr(size))
    for limit, decimals in ((Decimal(1), 3 - exact.adjusted()), (Decimal(1000), 2), (None, 0)):
        if limit is not None and exact >= limit:
            continue
        rounded = half_up(exact, max(decimals, 2) if limit else 0)
        if limit is None or rounded < limit:
            break
    if not rounded:
        raise MissingFact("price", "it rounds to nothing")
    return f"${rounded:,f}"


def level(value: float) -> str:
    """A round price, without decimals that say nothing: "$120,000", "$50", "$0.50"."""
    return f"${int(value):,}" if float(value).is_integer() else price(value)


def count(value: float, form: str = LONG) -> str:
    """A number of things: one to nine in words in running text, else in figures with commas."""
    whole = int(value) if value == int(value) else int(half_up(value, 0))
    return NUMBERS[whole] if form == LONG and 0 <= whole <= 9 else f"{whole:,}"


def plain_number(value: float, decimals: int) -> str:
    """A number without sign; decimals only where the value has any."""
    if float(value).is_integer():
        return f"{abs(int(value)):,}"
    rounded = half_up(abs(value), decimals)
    if not rounded:
        raise MissingFact("number", "it rounds to nothing")
    return f"{rounded:,f}"


def points(value: float) -> str:
    """Percentage points or index points: one decimal under 10, none from 10 up."""
    return plain_number(value, 1 if half_up(abs(value), 1) < 10 else 0)


def rate(value: float) -> str:
    """A funding rate in percent, with the digits that say something: "0.01%"."""
    rounded = half_up(abs(value), 4)
    if not rounded:
        raise MissingFact("rate", "it rounds to nothing")
    return f"{_trimmed(rounded)}%"


def day(value: date, year: int, weekday: bool = False) -> str:
    """ "10 July", or "26 July 2021" where `year` is another; `weekday` puts "Thursday" before it."""
    name = f"{WEEKDAYS[value.weekday()]} " if weekday else ""
    after = "" if value.year == year else f" {value.year}"
    return f"{name}{value.day} {MONTHS[value.month - 1]}{after}"


def clock(value: datetime) -> str:
    """ "12:00 UTC"."""
    return f"{value:%H:%M} UTC"


def _trimmed(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


Writer = Callable[[Fact, str, int], str]

_BY_UNIT: Mapping[Unit, Writer] = {
    Unit.USD: lambda fact, form, _: money(_number(fact.value), form),
    Unit.PRICE: lambda fact, _form, _: (level if fact.about.measure in LEVELS else price)(_number(fact.value)),
    Unit.PERCENT: lambda fact, _form, _: percent(_number(fact.value), part=is_part(fact)),
    Unit.POINTS: lambda fact, _form, _: points(_number(fact.value)),
    Unit.COUNT: lambda fact, form, _: count(_number(fact.value), form),
    Unit.RATIO: lambda fact, _form, _: plain_number(_number(fact.value), 1 if _number(fact.value) >= 1 else 2),
    Unit.INDEX: lambda fact, _form, _: plain_number(_number(fact.value), 2),
    Unit.RATE: lambda fact, _form, _: rate(_number(fact.value)),
    Unit.DATE: lambda fact, _form, year: day(_date(fact.value), year),
    Unit.TIME: lambda fact, _form, year: f"{clock(_time(fact.value))} on {day(_date(fact.value), year, True)}",
}


def figure(fact: Fact, form: str, year: int) -> str:
    """The house form of a figure; raises MissingFact for what would print as nothing."""
    try:
        return _BY_UNIT[fact.unit](fact, form, year)
    except MissingFact as missing:
        raise MissingFact(fact.id, *missing.args[1:]) from None


def is_floor(fact: Fact) -> bool:
    """Whether an amount is newsgen's own sum of what exchanges tell: the true one is at least as large."""
    if fact.unit is not Unit.USD or fact.about.measure != "liquidated" or _number(fact.value) < 1e6:
        return False  # under a million the figure is told to the dollar, and reads like a price
    return any(origin.source == TALLY for origin in fact.origins)


def least(fact: Fact, form: str) -> Figure:
    """Such an amount, rounded down to three digits: "at least $76.6 million"."""
    exact = Decimal(repr(_number(fact.value)))
    scale, long, short = max((one for one in _SCALES if exact >= Decimal(10) ** one[0]), key=lambda one: one[0])
    number = exact.scaleb(-scale)
    number = number.quantize(Decimal(1).scaleb(min(0, number.adjusted() - 2)), ROUND_DOWN)
    return Figure(f"${_trimmed(number)}{long if form == LONG else short}", "at least")


def is_part(fact: Fact) -> bool:
    """Whether a percent says how much of a whole something is."""
    return fact.about.measure.endswith("_share") or fact.about.measure == "dominance"


def exact(fact: Fact, year: int) -> str:
    """All digits that the house ever prints of a value: "$623,204,527", "83.28%"."""
    if fact.unit is Unit.USD:
        return f"${half_up(abs(_number(fact.value)), 0):,f}"
    if fact.unit is Unit.PERCENT:
        return percent(_number(fact.value), decimals=2)
    if fact.unit is Unit.COUNT:
        return f"{half_up(_number(fact.value), 0):,f}"
    return figure(fact, LONG, year)


def _number(value: Value) -> float:
    if isinstance(value, int | float):
        return value
    raise TypeError(f"{value!r} is not a number")


def _date(value: Value) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raise TypeError(f"{value!r} is not a date")


def _time(value: Value) -> datetime:
    if isinstance(value, datetime):
        return value
    raise TypeError(f"{value!r} is not a time")

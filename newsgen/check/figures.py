"""Figures as they stand in finished text: cut out, valued, and stood in for by one mark each.

A text with its figures replaced by marks is a *shape*.  What a sentence claims depends on its shape alone, so a shape
is read once; what the figures are worth is asked again of every text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|March|Mar\.|April|Apr\.|May|June|July|Aug(?:ust|\.)?|Sept?(?:ember|\.)?"
    r"|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9, "t": 1e12,
    "tn": 1e12, "trillion": 1e12,
}  # fmt: skip

# One expression for every figure; it begins with a plain character set so that the engine can skip ahead.
FIGURE = re.compile(
    r"([+\-−]?[$€£0-9](?<![\w.,][$€£0-9])(?<![\w.,][+\-−][$€£0-9])(?:"
    r"(?<=[0-9])[0-9]{3}-[0-9]{2}-[0-9]{2}\b"
    r"|(?<=[0-9])[0-9]?:[0-9]{2}\b(?:\s?(?:UTC|GMT))?"
    rf"|(?<=[0-9])[0-9]?(?:st|nd|rd|th)?\s{_MONTH}(?:,?\s(?:19|20)[0-9]{{2}})?(?![a-z])"
    r"|(?:(?:[0-9]|,(?=[0-9]{3}))*(?:(?<=[0-9])\.[0-9]+)?)(?:"
    r"[\s-]?(?:%|percentage[\s-]points?|per\s?cent(?!age)|pp\b)"
    r"|[\s-]?(?:trillion|billion|million|thousand|tn|bn|mn|[KMBT]|m)\b"
    r"|[\s-]?(?:hours?|days?|weeks?|months?|years?|minutes?|h)\b"
    r"|(?:st|nd|rd|th)\b"
    r"|\s?(?:x\b|times\b)"
    r"|)))"
)

# The marks, one private-use character per kind.
MONEY, PRICE, PERCENT, POINTS, TIME, DAY, YEAR, BARE, ORDINAL, TIMES, ODD = (chr(0xE000 + n) for n in range(11))
FRACTION, WORDNUMBER = chr(0xE070), chr(0xE071)  # written in words
QUOTED, HAPPENED = chr(0xE00F), chr(0xE00E)  # a quote or an event on file, cut out whole
ON_FILE = QUOTED + HAPPENED
_WINDOWS = {
    (24, "hour"): "24h", (1, "day"): "24h", (7, "day"): "7d", (1, "week"): "7d", (30, "day"): "30d",
    (1, "month"): "30d", (12, "month"): "12m", (365, "day"): "12m", (1, "year"): "12m", (12, "hour"): "12h",
    (48, "hour"): "48h",
    (4, "hour"): "4h", (1, "hour"): "1h", (60, "minute"): "1h", (6, "hour"): "6h", (8, "hour"): "8h", (2, "day"): "2d",
    (3, "day"): "3d", (72, "hour"): "3d", (36, "hour"): "36h", (23, "hour"): "23h",
}  # fmt: skip
WINDOW_MARKS = {span: chr(0xE020 + n) for n, span in enumerate(_WINDOWS)}
WINDOW_OF = {mark: _WINDOWS[span] for span, mark in WINDOW_MARKS.items()}
SPAN_MARKS = {unit: chr(0xE050 + n) for n, unit in enumerate(("minute", "hour", "day", "week", "month", "year"))}
AVERAGE_MARKS = {50: chr(0xE060), 200: chr(0xE061)}  # spans of days that, before "average", are part of a name
UNIT_OF = {mark: unit for (_, unit), mark in WINDOW_MARKS.items()} | {mark: unit for unit, mark in SPAN_MARKS.items()}
UNIT_OF |= dict.fromkeys(AVERAGE_MARKS.values(), "day")
THIRTY_DAYS = WINDOW_MARKS[30, "day"]
NAME_MARKS = {500: chr(0xE010), 100: chr(0xE011), 30: chr(0xE012)}  # as in S&P 500, Nasdaq 100


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its mark, its value, and the size of one unit in its last printed place.

    `year`, `month` and `day` are set for dates; a year that is not printed is None.
    """

    mark: str
    text: str
    value: float
    step: float = 0.0
    signed: bool = False
    year: int | None = None
    month: int = 0
    day: int = 0
    least: float = 1.0  # the sizes that print as this figure, the most excluded
    most: float = 0.0


def _limited(found: Figure) -> Figure:
    """The figure with the sizes that round to it, half-up at its last printed place."""
    size, half = abs(found.value), found.step / 2
    if not size or not half:
        return replace(found, least=size, most=size + 1e-12)
    spare = 1e-12 * max(1.0, size)
    return replace(found, least=size - half - spare, most=size + half - spare)


_MONTH_BEFORE = re.compile(rf"\b{_MONTH}\s$")
_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_WORD = re.compile(r"[A-Za-z%]+\.?")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST = 15  # digits of a figure; no day has more than trillions


@lru_cache(maxsize=16384)
def figure(text: str) -> Figure:
    """What a cut-out figure is worth."""
    return _limited(_valued(text))


def _valued(text: str) -> Figure:
    number = _NUMBER.search(text)
    if number is None:
        return Figure(ODD, text, 0.0)
    digits = number.group().replace(",", "")
    if len(digits.partition(".")[0]) > _MOST:
        return Figure(ODD, text, 0.0)
    rest = text[number.end() :].strip(" -")
    if ":" in rest:
        return Figure(TIME, text, int(digits) * 60 + int(rest[1:3]))
    if _ISO.fullmatch(text):
        year, month, day = map(int, text.split("-"))
        return Figure(DAY, text, 0.0, year=year, month=month, day=day)
    words = _WORD.findall(rest)
    return _dated(text, digits, words) or _counted(text, digits, words)


def _dated(text: str, digits: str, words: list[str]) -> Figure | None:
    """A day and a month, when the words after the number name one."""
    month = next((month_number(word) for word in words if month_number(word)), 0)
    if not month:
        return None
    years = re.findall(r"(?:19|20)\d\d$", text)
    return Figure(DAY, text, 0.0, year=int(years[0]) if years else None, month=month, day=int(digits))


def month_number(word: str) -> int:
    """1 for "January", "Jan" or "Jan."; 0 for any other word."""
    low = word.lower().rstrip(".")
    if len(low) < 3:
        return 0
    return next(
        (
            n
            for n, name in enumerate(MONTHS, 1)
            if name == low or (name.startswith(low) and len(low) in (3, 4) and word[0].isupper())
        ),
        0,
    )


def _counted(text: str, digits: str, words: list[str]) -> Figure:
    """Money, percent, spans and plain numbers."""
    value, step = float(digits), 10.0 ** -len(digits.partition(".")[2])
    word = words[0].lower() if words else ""
    signed = text[0] in "+-−"
    if text[0] in "-−":
        value = -value
    scale = _SCALES.get(word)
    if "$" in text or "€" in text or "£" in text:
        mark = MONEY if scale and scale > 1e3 else PRICE
        return Figure(mark if "$" in text else ODD, text, value * (scale or 1.0), step * (scale or 1.0), signed)
    if word in ("%", "per", "percent"):
        return Figure(PERCENT, text, value, step, signed)
    if word in ("percentage", "pp"):
        return Figure(POINTS, text, value, step, signed)
    if word in ("x", "times"):
        return Figure(TIMES, text, value, step)
    if word in ("st", "nd", "rd", "th"):
        return Figure(ORDINAL, text, value, 1.0)
    if scale:
        return Figure(MONEY if scale > 1e3 else BARE, text, value * scale, step * scale)
    return span(text, value, word) if word else _bare(text, digits, value, step, signed)


def spelled(mark: str, text: str, value: float, step: float = 1.0) -> Figure:
    """A figure written in words."""
    return _limited(Figure(mark, text, value, step))


def span(text: str, value: float, word: str) -> Figure:
    """A number of hours, days ... years; the well-known windows have marks of their own."""
    unit = "hour" if word == "h" else word.rstrip("s")
    known = WINDOW_MARKS.get((int(value), unit)) if value == int(value) else None
    if unit == "day" and value in AVERAGE_MARKS:
        known = AVERAGE_MARKS[int(value)]
    return _limited(Figure(known or SPAN_MARKS[unit], text, value, 1.0))


def _bare(text: str, digits: str, value: float, step: float, signed: bool) -> Figure:
    if len(digits) == 4 and "," not in text and digits.isdigit() and 1990 <= value <= 2100 and not signed:
        return Figure(YEAR, text, value, 1.0, year=int(value))
    return Figure(NAME_MARKS.get(int(value), BARE) if not signed else BARE, text, value, step, signed)


def shape(text: str) -> tuple[str, list[Figure]]:
    """The text with one mark for each figure, and the figures in order."""
    parts = FIGURE.split(text)
    if len(parts) == 1:
        return text, []
    figures = [figure(part) for part in parts[1::2]]
    if any(found.mark == BARE or found.mark == ORDINAL for found in figures):
        _month_first(parts, figures)
    parts[1::2] = [found.mark for found in figures]
    return "".join(parts), figures


def _month_first(parts: list[str], figures: list[Figure]) -> None:
    """Read "July 26, 2021" as one date."""
    place = 0
    while place < len(figures):
        found = figures[place]
        month = (
            _MONTH_BEFORE.search(parts[2 * place]) if found.mark in (BARE, ORDINAL) and 1 <= found.value <= 31 else None
        )
        if month is not None:
            parts[2 * place] = parts[2 * place][: month.start()]
            text, year = f"{month.group().strip()} {found.text}", None
            if place + 1 < len(figures) and figures[place + 1].mark == YEAR and parts[2 * place + 2] == ", ":
                text, year = f"{text}, {figures[place + 1].text}", figures[place + 1].year
                del figures[place + 1], parts[2 * place + 2 : 2 * place + 4]
            figures[place] = Figure(
                DAY, text, 0.0, year=year, month=month_number(month.group().strip()), day=int(found.value)
            )
        place += 1


def rounds_to(value: float, found: Figure) -> bool:
    """Whether the exact value, rounded half-up at the printed place, is the figure."""
    return found.least <= abs(value) < found.most


def calendar_day(found: Figure, near: date) -> date | None:
    """The date a printed day and month name; without a year, the latest one not after `near`."""
    try:
        if found.year is not None:
            return date(found.year, found.month, found.day)
        this = date(near.year, found.month, found.day)
        return this if this <= near else date(near.year - 1, found.month, found.day)
    except ValueError:
        return None

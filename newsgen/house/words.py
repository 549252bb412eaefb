"""Words for facts: verbs by the size of a move, sides, coins, venues and periods of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from newsgen.errors import HouseError
from newsgen.house.figures import NUMBERS, WEEKDAYS, half_up
from newsgen.model import Unit

DAY = ("window", "24h", "utc_day", "session", "4h", "1h", "to_low", "to_high", "low", "high")  # bases of a day's moves
FORMS = ("past", "present", "gerund", "noun")
Verb = Mapping[str, str]  # form to words


@dataclass(frozen=True, slots=True)
class Band:
    """Words for moves of at least `least` percent: of one strength, in order of preference."""

    least: float
    up: tuple[Verb, ...]
    down: tuple[Verb, ...]


def read_bands(tables: Sequence[Mapping[str, Any]], style: str, where: str) -> tuple[Band, ...]:
    """The bands of house.toml for one style, from the smallest move up."""
    bands = [
        Band(float(table["from"]), _verbs(table["up"], style, where), _verbs(table["down"], style, where))
        for table in tables
    ]
    if not bands or bands[0].least != 0 or any(a.least >= b.least for a, b in pairwise(bands)):
        raise HouseError(f"{where}: bands must start at 0 and rise; put them in order of `from`.")
    return tuple(bands)


def _verbs(tables: Sequence[Mapping[str, str]], style: str, where: str) -> tuple[Verb, ...]:
    for table in tables:
        if missing := [form for form in FORMS if form not in table]:
            raise HouseError(f"{where}: a word in bands has no {missing[0]}; give it {', '.join(FORMS)}.")
    kept = tuple(table for table in tables if table.get("style", style) == style)
    if not kept:
        raise HouseError(f"{where}: a band has no word for the style {style}; leave one without `style`.")
    return kept


def shown_size(value: float) -> float:
    """The size of a percent as it is printed: verbs are chosen by what the reader sees."""
    tenth = half_up(abs(value), 1)
    return float(tenth if tenth < 10 else half_up(abs(value), 0))


def band_of(bands: Sequence[Band], value: float) -> int:
    """Place of the band that a move of `value` percent belongs to."""
    size = shown_size(value)
    return max(place for place, band in enumerate(bands) if band.least <= size)


def listed(items: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def venues(value: str) -> str:
    """ "Binance", "Binance, Bybit and OKX", "all exchanges"."""
    return "all exchanges" if value == "*" else listed(value.split("+"))


def weekday(value: date) -> str:
    """ "Thursday"."""
    return WEEKDAYS[value.weekday()]


def period(end: datetime, day: str, *, whole_day: bool, again: bool, short: bool) -> str:
    """The 24 hours of the recap: in full the first time, briefly afterwards."""
    if whole_day:
        return f"on {day.split()[0]}" if short else "that day" if again else f"on {day}"
    return "in 24 hours" if again or short else f"in the 24 hours to {end:%H:%M} UTC on {day}"


_VOWEL_NUMBERS = ("8", "11", "18")
_VOWEL_LETTERS = "AEFHILMNORSX"  # letters whose names start with a vowel: an XRP, an ETF


def article(word: str) -> str:
    """ "a" or "an", by sound: "an ether position", "an 83% share", "an XRP short", "a US index"."""
    first = word.lstrip("$").split(" ")[0].split("-")[0]
    if first[:1].isdigit():
        whole = first.split(".")[0].split(",")[0].rstrip("%")
        return "an" if whole.startswith("8") or whole in _VOWEL_NUMBERS else "a"
    if first.isupper() and len(first) > 1:
        return "an" if first[0] in _VOWEL_LETTERS else "a"
    return "an" if first[:1].lower() in ("a", "e", "i", "o") or first[:2].lower() in ("un", "up") else "a"


def possessive(word: str) -> str:
    """ "bitcoin's", "stablecoins'"."""
    return f"{word}'" if word.endswith("s") and not word.endswith("us") else f"{word}'s"


def ordinal(number: int) -> str:
    """ "first" to "ninth", then "10th", "11th", "21st"."""
    words = ("zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
    if 0 < number < len(NUMBERS):
        return words[number]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


SIGNED = (Unit.PERCENT, Unit.POINTS, Unit.USD, Unit.RATE)

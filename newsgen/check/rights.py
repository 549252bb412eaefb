"""The figure that would be right, in the form of the one that stands there, and the word that says the other way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from newsgen.check import figures as fg
from newsgen.check.lexicon import lexicon
from newsgen.check.values import says

_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_FAMILIES = (
    {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12},
    {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12},
    {"mn": 1e6, "bn": 1e9, "tn": 1e12},
    {"m": 1e6, "b": 1e9},
)
_ROUNDING = {"more": ROUND_FLOOR, "nearly": ROUND_CEILING}
_SHORT = {name[:3].capitalize() for name in fg.MONTHS} - {"May"}
_ENOUGH = 3  # digits from which on two figures that differ in one are alike
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_WORDS = {fg.WORDNUMBER: "number", fg.ORDINAL: "ordinal", fg.TIMES: "multiple"}


def printed(figure: fg.Figure, value: float, compare: str = "") -> str:
    """An exact value in the form of a figure: its sign, scale, decimals, digits or words; "" where it cannot be."""
    if _NUMBER.search(figure.text) is None or not any(letter.isdigit() for letter in figure.text):
        return ""
    text = _in_digits(figure, value, compare)
    found = fg.figure(text) if text else None
    if found is None or text == figure.text or not found.value or _kind(found) != _kind(figure):
        return ""
    return text if says(found, compare, value) else ""


def _kind(figure: fg.Figure) -> str:
    return fg.MONEY if figure.mark == fg.PRICE else figure.mark


def _in_digits(figure: fg.Figure, value: float, compare: str) -> str:
    text = figure.text
    number = _NUMBER.search(text)
    assert number is not None
    scale, before, after = _scaled(text[number.end() :], abs(value))
    if text[:1] in "+-−":
        before = "+" if value > 0 else "−" if "−" in text else "-"
    elif figure.signed:
        return ""
    sign = text[: number.start()].lstrip("+-−")
    places = len(number.group().partition(".")[2])
    step = Decimal(1).scaleb(-places)
    if figure.mark == fg.BARE and figure.value >= 10_000 and figure.value % 1000 == 0:
        step = Decimal(1000)
    size = Decimal(repr(abs(value))) / Decimal(scale)
    rounded = (size / step).to_integral_value(_ROUNDING.get(compare, ROUND_HALF_UP)) * step
    if figure.mark == fg.ORDINAL:
        after = _ENDINGS.get(int(rounded) % 10 if int(rounded) % 100 not in (11, 12, 13) else 0, "th")
    return f"{before}{sign}{rounded:,.{places}f}{after}"


def _scaled(rest: str, size: float) -> tuple[float, str, str]:
    """The scale to print a size in: the one that stands there where that leaves one to three digits."""
    word = re.match(r"[\s-]?([A-Za-z]+)\b", rest)
    family = next((names for names in _FAMILIES if word and word.group(1) in names), None)
    if word is None or family is None:
        return 1.0, "", rest
    name = word.group(1)
    if not 1 <= size / family[name] < 1000:
        name = next((other for other, scale in family.items() if 0.9995 <= size / scale < 999.5), name)
    return family[name], "", rest[: word.start(1)] + name + rest[word.end(1) :]


def in_words(text: str, figure: fg.Figure, value: float, compare: str = "") -> str:
    """The same for a figure written in words, `text` as it stands: "seven days", "fifth", "two thirds", "twice"."""
    if figure.mark == fg.FRACTION:
        return _fraction(figure, value, compare)
    count = round(value)
    if abs(value - count) > 0.03 * count or count < 2 or figure.value < 2:  # no singular for a plural
        return ""
    kind = _WORDS.get(figure.mark, "number")
    digits = {"ordinal": f"{count}th", "number": str(count)}.get(kind, "")
    word = _spelled(kind, text.partition(" ")[2] if kind == "multiple" else None).get(str(count), digits)
    new = word if kind == "multiple" else re.sub(r"^[A-Za-z]+", word, text) if word else ""
    return fitted(text, new) if new.lower() != text.lower() else ""


def _spelled(kind: str, rest: str | None = None) -> dict[str, str]:
    """The word for each number of a kind: with the same `rest` behind it, else the shortest."""
    found: dict[str, str] = {}
    for _, phrases in lexicon().phrases.values():
        for words, senses in phrases.items():
            for name, value in senses:
                text = " ".join(words)
                fits = name == kind and rest in (None, " ".join(words[1:]))
                if fits and len(text) < len(found.get(value, "a" * 40)):
                    found[value] = text
    return found


def _fraction(figure: fg.Figure, value: float, compare: str) -> str:
    share = abs(value) / 100 if abs(value) > 1 else abs(value)
    parts = {name: int(name[0]) / int(name.partition("/")[2]) for name in _spelled("fraction")}
    near = min(parts, key=lambda name: abs(parts[name] - share))
    true = says(fg.spelled(fg.FRACTION, near, parts[near], 0.0), compare, share)
    return _spelled("fraction")[near] if true and parts[near] != figure.value else ""


def dated(text: str, day: date) -> str:
    """Another day in the form of a printed one: "11 July", "July 11, 2021", "2021-07-11"."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return day.isoformat()
    name = fg.MONTHS[day.month - 1].capitalize()
    text = re.sub(r"(?<!\d)\d{1,2}(?!\d)(?:st|nd|rd|th)?", str(day.day), text, count=1)
    text = re.sub(r"[A-Z][a-z]+\.?", lambda found: name[:3] if found.group() in _SHORT else name, text)
    return re.sub(r"\d{4}", str(day.year), text)


def slipped(one: str, two: str) -> bool:
    """Whether two figures differ by a slip: one digit, two digits exchanged, or the scale."""
    if not two:
        return False
    digits, others = re.sub(r"[^0-9]", "", one), re.sub(r"[^0-9]", "", two)
    if digits == others or len(digits) != len(others):
        return digits == others
    differ = [place for place, (a, b) in enumerate(zip(digits, others)) if a != b]
    exchanged = len(differ) == 2 and sorted(digits) == sorted(others)
    return len(digits) >= _ENOUGH and (len(differ) == 1 or exchanged)


def only(texts: Iterable[str]) -> str:
    """The one text that all are, or "" where they differ or are none."""
    found = set(texts) - {""}
    return found.pop() if len(found) == 1 else ""


def turned(word: str) -> str:
    """The word for the other way: "fell" for "rose"; "" where none is known."""
    return lexicon().turned.get(word.lower(), "")


def fitted(old: str, new: str) -> str:
    """A word with the capital of the one it stands for."""
    return new[:1].upper() + new[1:] if old[:1].isupper() else new

"""Filters: how a template words a fact.  The table at the end is what templates may use, and the editor's manual."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from newsgen.house import figures, words
from newsgen.house.day import WORD
from newsgen.house.figures import Figure, half_up
from newsgen.house.marks import OPEN, plain
from newsgen.house.values import MissingFact
from newsgen.model import Fact, Unit

if TYPE_CHECKING:
    from newsgen.house.telling import Telling

NUMBERS = (Unit.USD, Unit.PRICE, Unit.PERCENT, Unit.POINTS, Unit.COUNT, Unit.RATIO, Unit.INDEX)
DATES = (Unit.DATE, Unit.TIME)
_WEEKDAYS = 6  # days back that a weekday alone may name


class Spoken(NamedTuple):
    """A worded fact: `before` stands in front of the marked text; `qualifier` is what the mark says."""

    text: str
    before: str = ""
    qualifier: str = ""


Filter = Callable[["Telling", Fact], Spoken]


@dataclass(frozen=True, slots=True)
class FactFilter:
    """A filter on a fact: the units it takes and its sentence.

    `figure` says whether it prints a figure or only words, `repeats` whether a text may repeat its words unchanged.
    """

    word: Filter
    units: tuple[Unit, ...]
    sentence: str
    figure: bool = True
    repeats: bool = True


@dataclass(frozen=True, slots=True)
class TextFilter:
    """A filter on words that are already there."""

    change: Callable[[str], str]
    sentence: str


def _word(text: str) -> Spoken:
    return Spoken(text, qualifier=WORD)


def _spoken(figure: Figure) -> Spoken:
    return Spoken(figure.text, f"{figure.before} " if figure.before else "", figure.before)


def _number(fact: Fact) -> float:
    if isinstance(fact.value, int | float):
        return fact.value
    raise TypeError(f"{fact.id} is not a number")


def _date(fact: Fact) -> date:
    if isinstance(fact.value, date):
        return fact.value
    raise TypeError(f"{fact.id} is not a date")


# Figures


def qualifier(t: Telling, value: float, printed: Decimal, seed: str) -> str | None:
    """The words that are true of `value` beside the printed number; "" for none, None where none is true."""
    limits, exact = t.house.qualifiers, abs(Decimal(repr(value)))
    gap = (exact - printed) / printed * 100
    if abs(gap) <= limits.exact:
        return "" if gap == 0 else t.pick(limits.about_words, seed)
    if 0 < gap <= limits.above:
        return t.pick(limits.above_words, seed)
    if -limits.below <= gap < 0:
        return t.pick(limits.below_words, seed)
    return t.pick(limits.about_words, seed) if abs(gap) <= limits.about else None


def rough(t: Telling, fact: Fact) -> Spoken:
    """Fewer digits with a true qualifier."""
    value = _number(fact)
    for digits in range(3 if fact.unit is Unit.PRICE else 2, 6):
        printed = _significant(value, digits)
        before = qualifier(t, value, printed, fact.id) if printed else None
        if before is not None:
            same = Fact(fact.id, float(printed), fact.unit, fact.about, fact.window, fact.as_of, fact.working)
            return _spoken(Figure(figures.figure(same, t.form, t.year), before))
    return t.plainly(fact)


def _significant(value: float, digits: int) -> Decimal:
    exact = abs(Decimal(repr(value)))
    return half_up(exact, digits - 1 - exact.adjusted()) if exact else exact


_FRACTIONS = (
    (1, 2, "half"), (1, 4, "a quarter"), (1, 3, "a third"), (2, 3, "two thirds"), (3, 4, "three quarters"),
    (1, 5, "a fifth"), (2, 5, "two fifths"), (3, 5, "three fifths"), (4, 5, "four fifths"), (1, 10, "a tenth"),
    (9, 10, "nine tenths"), (1, 6, "a sixth"), (5, 6, "five sixths"), (1, 8, "an eighth"), (7, 8, "seven eighths"),
)  # fmt: skip


def fraction(t: Telling, fact: Fact) -> Spoken:
    """The nearest plain fraction with a true qualifier; the figure itself where none is near."""
    value = _number(fact) / (100 if fact.unit is Unit.PERCENT else 1)
    by_distance = sorted(_FRACTIONS[:5], key=lambda f: abs(abs(value) - f[0] / f[1])) + sorted(
        _FRACTIONS[5:], key=lambda f: abs(abs(value) - f[0] / f[1])
    )
    for top, bottom, name in by_distance:
        before = qualifier(t, value, Decimal(top) / Decimal(bottom), fact.id)
        if before is not None:
            return _spoken(Figure(name, before))
    return t.plainly(fact)


def multiple(t: Telling, fact: Fact) -> Spoken:
    """ "about 2.4 times", "more than twice", "nearly three times"."""
    value = _number(fact)
    if value < 1.05:
        raise MissingFact(fact.id, "it is no multiple")
    whole = half_up(value, 0)
    before = qualifier(t, value, whole, fact.id) if whole >= 2 else None
    if before is not None:
        return _spoken(Figure("twice" if whole == 2 else f"{figures.count(int(whole))} times", before))
    for decimals in (1, 2):
        printed = half_up(value, decimals)
        gap = abs(Decimal(repr(value)) - printed) / printed * 100
        if gap <= t.house.qualifiers.about:
            return _spoken(Figure(f"{printed} times", t.house.qualifiers.about_words[0] if gap else ""))
    raise MissingFact(fact.id, "no multiple is near")


def exact(t: Telling, fact: Fact) -> Spoken:
    """All digits the house ever prints."""
    return Spoken(figures.exact(fact, t.year))


# Words for signed facts


def _verb(form: str) -> Filter:
    return lambda t, fact: _word(t.verb(fact, form))


def _by_sign(up: str, down: str) -> Filter:
    def word(t: Telling, fact: Fact) -> Spoken:
        value = _number(fact)
        least = t.house.flat if fact.unit in (Unit.PERCENT, Unit.POINTS) else 0.0
        if value == 0 or abs(value) < least:
            raise MissingFact(fact.id, "it has no direction")
        return _word(up if value > 0 else down)

    return word


# Sides, coins, venues


def _side(key: str) -> Filter:
    return lambda t, fact: _word(t.house.sides[str(fact.value)][key])


def ticker(_t: Telling, fact: Fact) -> Spoken:
    """The coin's ticker."""
    return _word(str(fact.value))


def the(t: Telling, fact: Fact) -> Spoken:
    """What a text may call the coin once, else its name."""
    return _word(t.once(fact, t.house.other_names.get(str(fact.value)) or t.house.called(fact)))


def introduced(t: Telling, fact: Fact) -> Spoken:
    """The coin's name, with its ticker the first time."""
    name, ticker = t.house.called(fact), str(fact.value)
    return _word(name if name == ticker else t.once(fact, f"{name} ({ticker})"))


# Words that are already there


def _first(text: str) -> int:
    return 2 if text.startswith(OPEN) else 0


def titled(text: str) -> str:
    """The first letter in upper case, also inside a mark."""
    at = _first(text)
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def with_article(text: str) -> str:
    """ "a" or "an" before the words."""
    return f"{words.article(plain(text))} {text}"


def possessive(text: str) -> str:
    """The ending that owns what follows."""
    return words.possessive(plain(text)).replace(plain(text), text, 1)


TEXT_FILTERS: Mapping[str, TextFilter] = {
    "titled": TextFilter(titled, "the first letter in upper case"),
    "lower": TextFilter(str.lower, "all letters in lower case"),
    "a": TextFilter(with_article, "a or an before it"),
    "possessive": TextFilter(possessive, "bitcoin's"),
}


# Times


def weekday(_t: Telling, fact: Fact) -> Spoken:
    """ "Thursday"."""
    return _word(words.weekday(_date(fact)))


def day(t: Telling, fact: Fact) -> Spoken:
    """ "Thursday 10 July"; "Thursday" once the recap has named its own day, "10 June" for a day over a week before."""
    return Spoken(_day(t, fact))


def _day(t: Telling, fact: Fact) -> str:
    """A weekday alone places a session or the day itself; that of a day long gone says nothing to a reader."""
    value, end = _date(fact), t.value("window.end")
    compared = fact.about.measure == "calendar" and fact.about.base != "utc_day"  # a day that stands beside this one
    day = value.date() if isinstance(value, datetime) else value
    ago = ((end - timedelta(minutes=1)).date() - day).days if isinstance(end, datetime) else 0
    if ago > _WEEKDAYS:
        return figures.day(value, t.year)
    if ago >= 0 and not compared and (t.form == figures.SHORT or t.said_before("window.end")):
        return words.weekday(value)
    return figures.day(value, t.year, True)


def month(_t: Telling, fact: Fact) -> Spoken:
    """ "July"."""
    return _word(figures.MONTHS[_date(fact).month - 1])


def clock(_t: Telling, fact: Fact) -> Spoken:
    """ "12:00 UTC"."""
    if not isinstance(fact.value, datetime):
        raise TypeError(f"{fact.id} is not a time")
    return Spoken(figures.clock(fact.value))


def period(t: Telling, fact: Fact) -> Spoken:
    """The window: in full the first time in the body, briefly afterwards and elsewhere."""
    end = fact.value
    if not isinstance(end, datetime):
        raise TypeError(f"{fact.id} is not a time")
    whole = bool(t.value("window.is_day"))
    name = figures.day((end - timedelta(minutes=1)) if whole else end, t.year, True)
    text = words.period(end, name, whole_day=whole, again=t.said_before(fact.id), short=t.form == figures.SHORT)
    return _word(text)


def tracked(t: Telling, fact: Fact) -> Spoken:
    """ "on Thursday 10 July"; "in the same 24 hours" where the tracked series covers exactly the window."""
    if t.value("series.exact") and not t.value("window.is_day"):
        return _word("in the same 24 hours")
    return Spoken(_day(t, fact), "on ")


FACT_FILTERS: Mapping[str, FactFilter] = {
    "rough": FactFilter(rough, NUMBERS, "fewer digits with a true qualifier: more than $620 million, nearly 75%"),
    "fraction": FactFilter(fraction, (Unit.PERCENT, Unit.RATIO), "more than a quarter, about two thirds, almost half"),
    "multiple": FactFilter(multiple, (Unit.RATIO,), "about 2.4 times, more than twice"),
    "ordinal": FactFilter(lambda _t, f: Spoken(words.ordinal(int(_number(f)))), (Unit.COUNT,), "second, third, 11th"),
    "exact": FactFilter(exact, (*NUMBERS, *DATES), "all digits: $623,204,527, 83.28%"),
    "size": FactFilter(lambda t, f: t.plainly(f), NUMBERS, "the figure without its sign, as it prints anyway"),
    "past": FactFilter(_verb("past"), (Unit.PERCENT,), "climbed, fell: a verb as strong as the move", False),
    "present": FactFilter(_verb("present"), (Unit.PERCENT,), "climbs, falls", False),
    "gerund": FactFilter(_verb("gerund"), (Unit.PERCENT,), "climbing, falling", False),
    "noun": FactFilter(_verb("noun"), (Unit.PERCENT,), "gain, drop", False),
    "updown": FactFilter(_by_sign("up", "down"), words.SIGNED, "up or down", False),
    "higher": FactFilter(_by_sign("higher", "lower"), words.SIGNED, "higher or lower", False),
    "flows": FactFilter(_by_sign("inflows", "outflows"), (Unit.USD,), "inflows or outflows", False),
    "sides": FactFilter(_side("many"), (Unit.SIDE,), "longs", False),
    "bets": FactFilter(_side("bets"), (Unit.SIDE,), "bets on rising prices", False),
    "traders": FactFilter(_side("traders"), (Unit.SIDE,), "traders betting on higher prices", False),
    "ticker": FactFilter(ticker, (Unit.COIN,), "BTC", False),
    "the": FactFilter(the, (Unit.COIN,), "the largest cryptocurrency: once in a text, else the name", False, False),
    "introduced": FactFilter(introduced, (Unit.COIN,), "bitcoin (BTC) the first time, then bitcoin", False, False),
    "weekday": FactFilter(weekday, DATES, "Thursday", False),
    "day": FactFilter(day, DATES, "Thursday 10 July; Thursday, once the window is named; 10 June", repeats=False),
    "tracked": FactFilter(tracked, (Unit.DATE,), "on Thursday 10 July, or in the same 24 hours", repeats=False),
    "month": FactFilter(month, DATES, "July", False),
    "clock": FactFilter(clock, (Unit.TIME,), "12:00 UTC"),
    "period": FactFilter(
        period, (Unit.TIME,), "in the 24 hours to 12:00 UTC on Monday 14 July; later: in 24 hours", False, False
    ),
}

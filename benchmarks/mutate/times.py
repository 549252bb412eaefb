"""Lies about when and which way: windows, years, dates behind "since", directions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from random import Random

from benchmarks.mutate.copy import Change, Copy, Edit
from benchmarks.mutate.truth import same_print
from benchmarks.mutate.words import (
    COUNTS,
    FLOW_OPPOSITES,
    FLOW_WORDS,
    IDIOMS,
    MONTHS,
    OPPOSITE_NOUNS,
    OPPOSITES,
    WEEKDAYS,
    like,
)  # fmt: skip
from newsgen.model import Unit

NAMED = "|".join((*COUNTS[1:], "thirty", "fourteen", "twenty"))
SPAN = re.compile(
    rf"(?<![\w$,.])(\d{{1,3}}|{NAMED})([ -])(hour|day|week|month|year|session|minute)(s?)\b(?! (?:median|old))",
    re.IGNORECASE,
)
CLOCK = re.compile(r"\b([01]\d|2[0-3]):([0-5]\d)(?=\s*UTC)|\b(noon|midnight)(?=\s+UTC)")
YEAR = re.compile(r"(?<![\d$,.#])(20[0-3]\d)(?![\d,]|\.\d)")
DATE = re.compile(rf"(?:\b({'|'.join(WEEKDAYS)}),? )?\b(\d{{1,2}}) ({'|'.join(MONTHS)})(?: (20[0-3]\d))?\b")
NOUN_BEFORE = re.compile(
    r"(?:\b(?:a|an|the|its|their|this|that|of|on|in|no|day's|week's|year's|bitcoin's|ether's)|%|'s|[a-z]+-day) $",
    re.IGNORECASE,
)
# What a price did in 24 hours it also did in seven days.
TOUCHED = re.compile(r"\b(?:touched|reached|passed|hit|as low as|as high as) [^.\n]*$")
BETTING = re.compile(
    r"\b(?:bet|bets|betting|wager\w*|hoping|positioned)\s+(?:on|for)\s+(?:a |further )?$", re.IGNORECASE
)

PHRASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?:in|over|for|of) (?:the )?past week|this week|(?:in|over) a week|on the week|for the week|the week",
     ("in the past month", "in the past 48 hours")),
    (r"(?:in|over|for|of) (?:the )?past month|this month|(?:in|over) a month|on the month",
     ("in the past week", "in the past year")),
    (r"so far this year|this year|since the start of the year|(?:for|on|in) the year|since 1 January|year to date",
     ("in twelve months", "over the past twelve months")),
    (r"(?:in|over) (?:the past )?(?:twelve|12) months|(?:in|over) (?:the past year|a year)|from a year (?:ago|earlier)",
     ("this year", "so far this year")),
    (r"(?:in|over) (?:a|one) day|on the day|in a single day", ("in a week", "in four hours")),
    (r"a day earlier|the day before", ("a week earlier", "the month before")),
    (r"a week (?:earlier|ago|before)", ("a month earlier", "a day earlier")),
    (r"a month (?:earlier|ago|before)", ("a week earlier", "a year earlier")),
    (r"a year (?:earlier|ago|before)", ("a month earlier", "a week earlier")),
    (r"that day", ("that week", "that month")),
    (r"the end of the day", ("the end of the week", "the end of the month")),
    (r"days earlier", ("weeks earlier", "months earlier")),
    (r"weekly", ("monthly", "daily")), (r"monthly", ("weekly",)), (r"daily", ("weekly", "hourly")),
)  # fmt: skip


def direction(copy: Copy, random: Random) -> Iterator[Change]:
    """A direction word turned into its opposite."""
    for field, text in copy.prose.items():
        idioms = [match.span() for match in IDIOMS.finditer(text)]
        for match in _direction_pattern().finditer(text):
            word = match[1].lower()
            start, end = copy.sentence(field, match.start())
            if BETTING.search(text[: match.start()]) or re.match(r" prices", text[match.end() :]):
                continue  # a side, not a direction
            new = _opposite(text, match, random, FLOW_WORDS.search(text[start:end]) is not None)
            if new is None:
                continue
            idiom = any(a <= match.start() < b for a, b in idioms)
            edit = Edit(field, *match.span(1), like(match[1], new))
            yield Change("direction", word, (edit,), "idiom" if idiom else "")


def _opposite(text: str, match: re.Match[str], random: Random, flows: bool) -> str | None:
    word = match[1].lower()
    if word in FLOW_OPPOSITES and (word not in OPPOSITES):
        return FLOW_OPPOSITES[word] if flows else None
    noun = NOUN_BEFORE.search(text[max(0, match.start() - 16) : match.start()]) is not None
    options = (OPPOSITE_NOUNS.get(word) if noun else None) or OPPOSITES.get(word) or OPPOSITE_NOUNS.get(word)
    return random.choice(options) if options else None


@cache
def _direction_pattern() -> re.Pattern[str]:
    words = sorted({*OPPOSITES, *OPPOSITE_NOUNS, *FLOW_OPPOSITES}, key=len, reverse=True)
    return re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, words)) + r")(?!\w)", re.IGNORECASE)


def window(copy: Copy, random: Random) -> Iterator[Change]:
    """Another span of time, weekday or clock time."""
    for field, text in copy.prose.items():
        taken = [match.span() for match in DATE.finditer(text)]
        for match in SPAN.finditer(text):
            for new in _other_spans(copy, field, match, random):
                longer = match[1] == "24" and new.startswith("7") and TOUCHED.search(text[: match.start()])
                edit = Edit(field, *match.span(), new)
                yield Change("window", match[3].lower() + "s", (edit,), "true of a longer span too" if longer else "")
        for match in CLOCK.finditer(text):
            yield Change("window", "clock", (Edit(field, *match.span(), _clock(match, random)),))
        for match in re.finditer(rf"\b({'|'.join(WEEKDAYS)})\b", text):
            new = random.choice([day for day in WEEKDAYS if day != match[1]])
            yield Change("window", "weekday", (Edit(field, *match.span(), new),))
        for pattern, others in PHRASES:
            for match in re.finditer(rf"\b(?:{pattern})\b", text, re.IGNORECASE):
                if any(a < match.end() and match.start() < b for a, b in taken) and "January" not in match[0]:
                    continue
                new = random.choice(others)
                excluded = "true of that window too" if _window_true(copy, field, match.start(), new) else ""
                yield Change("window", match[0].lower(), (Edit(field, *match.span(), like(match[0], new)),), excluded)


def _other_spans(copy: Copy, field: str, match: re.Match[str], random: Random) -> Iterator[str]:
    """Another length, or another unit; a count that is itself a fact only changes its unit here."""
    number, gap, unit, plural = match.groups()
    if number == "24":
        yield f"{random.choice(['12', '48', '72', '36'])}{gap}{unit}{plural}"
        yield f"7{gap}day{plural}"
    elif not _is_fact(copy, field, match.start()) and unit.lower() != "minute":
        value = int(number) if number.isdigit() else COUNTS.index(number.lower()) if number.lower() in COUNTS else 30
        other = random.choice([n for n in (1, 2, 3, 4, 5, 7, 10, 12) if n != value])
        word = str(other) if number.isdigit() else COUNTS[other]
        yield like(match[0], f"{word}{gap}{unit}{plural or ('s' if other > 1 and gap == ' ' else '')}")
    if unit.lower() in ("day", "week", "month", "year"):
        units = [name for name in ("hour", "day", "week", "month", "year") if name != unit.lower()]
        yield f"{number}{gap}{random.choice(units)}{plural}"


def _is_fact(copy: Copy, field: str, at: int) -> bool:
    """Whether the writer printed the number as a count."""
    printed = [copy.facts.known.get(p.fact) for p in copy.article.figures if p.where == field and p.start <= at < p.end]
    return any(fact is not None and fact.unit is Unit.COUNT for fact in printed)


def _clock(match: re.Match[str], random: Random) -> str:
    if match[3]:
        return "midnight" if match[3] == "noon" else "noon"
    return f"{(int(match[1]) + random.choice([1, 2, 3, 4, 6, 8, 12, 20])) % 24:02d}:{match[2]}"


def _window_true(copy: Copy, field: str, at: int, new: str) -> bool:
    base = next(
        (base for sign, base in (("twelve", "12m"), ("week", "7d"), ("month", "30d"), ("year", "ytd")) if sign in new),
        "",
    )
    figures = [
        f
        for f in copy.within(field, copy.sentence(field, at))
        if f.fact is not None and f.fact.about.measure == "change"
    ]
    twins = [same_print(f, copy.facts.known.get(f"{f.fact.id.partition('.')[0]}.change_{base}")) for f in figures]  # type: ignore[union-attr]
    return bool(twins) and all(twins)


def year(copy: Copy, random: Random) -> Iterator[Change]:
    """Any year moved by one to four."""
    for field, text in copy.fields.items():
        for match in YEAR.finditer(text):
            new = str(int(match[1]) + random.choice([-4, -3, -2, -1, 1, 2]))
            word = "in a date" if DATE.search(text[max(0, match.start() - 16) : match.end()]) else "alone"
            yield Change("year", word, (Edit(field, *match.span(), new),))


def since(copy: Copy, random: Random) -> Iterator[Change]:
    """A date moved by days, months or a year, its weekday with it."""
    for field, text in copy.prose.items():
        for match in DATE.finditer(text):
            old = _read(match, copy)
            if old is None:
                continue
            by = random.choice(["days", "days", "months", "year"])
            new = _moved(old, by, random)
            kind = "since" if re.search(r"\bsince\W+(?:\w+ )?$", text[: match.start()], re.IGNORECASE) else "date"
            shown = match[4] or (by == "year" and match[2] and str(new.year))
            weekday = f"{WEEKDAYS[new.weekday()]} " if match[1] else ""
            written = f"{weekday}{new.day} {MONTHS[new.month - 1]}" + (f" {new.year}" if shown else "")
            yield Change("since", f"{kind}, {by}", (Edit(field, *match.span(), written),))


def _read(match: re.Match[str], copy: Copy) -> date | None:
    year = int(match[4]) if match[4] else copy.facts.as_of.year
    try:
        found = date(year, MONTHS.index(match[3]) + 1, int(match[2]))
    except ValueError:  # 29 February of another year
        return None
    return found if match[4] or found <= copy.facts.as_of.date() else found.replace(year=year - 1)


def _moved(old: date, by: str, random: Random) -> date:
    if by == "days":
        return old + timedelta(days=random.choice([-6, -3, -2, -1, 1, 2, 3, 6]))
    months = (old.year * 12 + old.month - 1) + (
        random.choice([-3, -2, -1, 1, 2]) if by == "months" else random.choice([-1, 1]) * 12
    )
    return date(months // 12, months % 12 + 1, min(old.day, 28))

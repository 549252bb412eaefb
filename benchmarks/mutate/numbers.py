"""Figures as they stand in a text: finding one, reading it, writing another value in the same form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from benchmarks.mutate.words import COUNTS, FRACTIONS, ORDINALS, like

NUMBER = re.compile(
    r"(?P<dollar>\$)?(?P<digits>\d[\d,]*(?:\.\d+)?)"
    r"(?P<scale>[ \u00a0](?:thousand|million|billion|trillion)\b|[KMBT]\b)?"
    r"(?P<percent>%|[ \u00a0-](?:percent(?:age points?)?|points?)\b)?"
)
WORD_NUMBER = re.compile(
    r"\b(" + "|".join((*sorted(FRACTIONS, key=len, reverse=True), *COUNTS[1:], *ORDINALS, "twice")) + r")\b",
    re.IGNORECASE,
)
SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12, "K": 3, "M": 6, "B": 9, "T": 12, "": 0}


@dataclass(frozen=True, slots=True)
class Number:
    """A figure's numeral: offsets into its text, exact printed value and the value of its last digit."""

    start: int
    end: int
    text: str
    value: Decimal
    step: Decimal
    dollar: str
    scale: str
    percent: str

    @property
    def decimals(self) -> int:
        """Digits after the point."""
        digits = self.text.removeprefix("$")
        return len(re.match(r"[\d,]*\.?(\d*)", digits).group(1)) if digits[:1].isdigit() else 0  # type: ignore[union-attr]


def numbers(text: str) -> list[Number]:
    """Every numeral in digits."""
    return [_number(match) for match in NUMBER.finditer(text)]


def _number(match: re.Match[str]) -> Number:
    digits = match["digits"].rstrip(",")
    scale = match["scale"] or ""
    unit = Decimal(10) ** SCALES[scale.strip()]
    decimals = len(digits.partition(".")[2])
    end = match.end() - (len(match["digits"]) - len(digits) if not scale and not match["percent"] else 0)
    return Number(
        match.start(), end, match.string[match.start() : end], Decimal(digits.replace(",", "")) * unit,
        unit / Decimal(10) ** decimals, match["dollar"] or "", scale, match["percent"] or "",
    )  # fmt: skip


def word_numbers(text: str) -> list[Number]:
    """Every number in words: "seven", "second", "a quarter"; the value of a fraction is in percent."""
    return [_word_number(match) for match in WORD_NUMBER.finditer(text)]


def _word_number(match: re.Match[str]) -> Number:
    word = match[1].lower()
    if word in FRACTIONS:
        value, kind = Decimal(str(round(FRACTIONS[word] * 100, 6))), "fraction"
    elif word in ORDINALS:
        value, kind = Decimal(ORDINALS.index(word) + 1), "ordinal"
    else:
        value, kind = Decimal(2 if word == "twice" else COUNTS.index(word)), "count"
    return Number(match.start(1), match.end(1), match[1], value, Decimal(1), "", kind, "")


def reprint(like_this: Number, value: float) -> str:
    """`value` printed as `like_this` is: the same decimals and the same style of scale."""
    amount = abs(Decimal(repr(float(value))))
    scale = like_this.scale
    if like_this.dollar and scale:
        long = len(scale.strip()) > 1
        names = ((12, " trillion", "T"), (9, " billion", "B"), (6, " million", "M"), (3, " thousand", "K"))
        for power, name, letter in names:
            if amount >= Decimal(10) ** power:
                scale = name if long else letter
                break
    unit = Decimal(10) ** SCALES[scale.strip()]
    quantum = Decimal(1).scaleb(-like_this.decimals)
    digits = (amount / unit).quantize(quantum, ROUND_HALF_UP)
    grouped = f"{digits:,}" if "," in like_this.text or digits >= 10_000 else str(digits)
    return f"{like_this.dollar}{grouped}{scale}{like_this.percent}"


def reword(like_this: Number, value: int) -> str:
    """A count or ordinal in words, in the same capitals; digits where there is no word."""
    names = ORDINALS if like_this.scale == "ordinal" else COUNTS
    place = value - 1 if like_this.scale == "ordinal" else value
    return like(like_this.text, names[place]) if 0 <= place < len(names) else str(value)

"""Whether a printed figure, with the word before it, is true of an exact value."""

from __future__ import annotations

from newsgen.check import figures as fg
from newsgen.check.figures import FRACTION

MORE, NEARLY, ABOUT = 1.05, 0.97, 0.02
BILLION, COARSE = 1e9, 0.1  # "$1 billion" alone is not what $0.6 billion rounds to
_FRACTION_MORE, _FRACTION_NEARLY, _FRACTION_ABOUT, _FRACTION_EXACT = 1.12, 0.93, 0.05, 0.03


def bounds(figure: fg.Figure, compare: str) -> tuple[tuple[float, float, float], ...]:
    """Where to look for facts that a figure may print: least, most, and the factor that scales them to the figure."""
    size = abs(figure.value)
    if figure.mark == FRACTION:
        return (size * 90, size * 113, 0.01), (size * 0.9, size * 1.13, 1.0)
    if compare == "more":
        return ((size, size * MORE, 1.0),)
    if compare:
        return ((size * NEARLY, size * (1 + ABOUT), 1.0),)
    spare = max(
        figure.step / 2, 500.0 if size >= 10_000 and size % 1000 == 0 else 0.0, 0.03 * size if figure.step == 0 else 0.0
    )
    return ((size - spare, size + spare, 1.0),)


def says(figure: fg.Figure, compare: str, exact: float) -> bool:
    """ "More than" needs a value at or above the figure, by 5 % at most; "nearly" one below, by 3 %; "about" 2 %.

    Each leaves less than one in the last digit open: whoever prints five digits has not estimated.
    """
    if figure.mark == FRACTION:
        return _fraction(figure.value, compare, abs(exact))
    printed, value = abs(figure.value), abs(exact)
    if figure.signed and exact * figure.value < 0:
        return False
    if compare == "more":
        return printed <= value <= printed * MORE and value - printed < _unit(printed)
    if compare == "nearly":
        return printed * NEARLY <= value < printed and printed - value < _unit(printed)
    if compare == "about":
        return abs(value - printed) <= min(ABOUT * printed, _unit(printed)) or fg.rounds_to(exact, figure)
    return _rounded(figure, exact)


def _unit(printed: float) -> float:
    """One in the last digit that is not a trailing zero: "more than $620 million" leaves less than ten million open."""
    digits = f"{printed:.10e}".partition("e")
    places = len(digits[0].rstrip("0").partition(".")[2])
    return float(10.0 ** (int(digits[2]) - places)) * (1 + 1e-9)


def _rounded(figure: fg.Figure, exact: float) -> bool:
    if fg.rounds_to(exact, figure):
        return figure.step < BILLION or abs(abs(exact) - abs(figure.value)) <= COARSE * abs(figure.value)
    if figure.mark in (fg.BARE, fg.TIMES) and figure.value >= 10_000 and figure.value % 1000 == 0:
        return abs(abs(exact) - figure.value) <= 500
    return figure.mark == fg.TIMES and figure.step == 0.0 and abs(exact - figure.value) <= 0.03 * figure.value


def _fraction(printed: float, compare: str, value: float) -> bool:
    if compare == "more":
        return printed <= value <= printed * _FRACTION_MORE
    if compare == "nearly":
        return printed * _FRACTION_NEARLY <= value < printed
    return abs(value - printed) <= printed * (_FRACTION_ABOUT if compare == "about" else _FRACTION_EXACT)


def spoken(row_value: float, unit: str) -> str:
    """An exact value in a message: "$79.0 million", "+29.8 %", "121,467.24"."""
    size = abs(row_value)
    if unit == "usd":
        for scale, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
            if size >= scale:
                return f"{'-' if row_value < 0 else ''}${size / scale:,.{2 if scale > 1e6 else 1}f} {word}"
        return f"${row_value:,.0f}"
    if unit == "price":
        return f"${row_value:,.2f}" if size >= 1 else f"${row_value:.4f}"
    if unit == "percent":
        return f"{row_value:+.1f}%" if size < 1000 else f"{row_value:+,.0f}%"
    return f"{row_value:,.4g}" if size < 10_000 else f"{row_value:,.0f}"

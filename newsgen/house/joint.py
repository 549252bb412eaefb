"""Printed parts that add up to the printed total.

Long and short are rounded together with their total: the first choice of decimals under which the printed parts make
the printed total is used for all three.  Where none does, the smaller part is not printed at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from newsgen.catalogue import COIN_PLACES, COINS
from newsgen.house.figures import LONG, PLAIN, Style, half_up, money, percent, quick, scaled
from newsgen.house.values import MissingFact
from newsgen.model import Fact

_FINE = (PLAIN, Style(2, 2))  # the market's sums stand in headlines: the body is never coarser than those
_CHOICES = (PLAIN, Style(0, 2), Style(2, 2))
_MARKET = ("liq.total", "series.total")
_POWERS = {"": 0, "K": 3, " million": 6, "M": 6, " billion": 9, "B": 9, " trillion": 12, "T": 12}


def _groups() -> Mapping[str, tuple[str, str, str]]:
    """Fact id to the (total, long, short) it is rounded with."""
    market = ("liq.total", "liq.long", "liq.short")
    series = ("series.total", "series.long", "series.short")
    found = {fact_id: group for group in (market, series) for fact_id in group}
    for coin in COINS:
        p = coin.lower()
        group = (f"{p}.liq_total", f"{p}.liq_long", f"{p}.liq_short")
        found |= dict.fromkeys(group, group)
    return found | {"liq.side_usd": market, "liq.minor_usd": market}


GROUPS = _groups()
_RANKED = {f"top{place}.total": f"top{place}.coin" for place in range(1, COIN_PLACES + 1)}
_SHARES = {
    f"{space}{side}_share": f"{space}{other}_share"
    for space in ("liq.", "series.", *(f"{coin.lower()}.liq_" for coin in COINS))
    for side, other in (("long", "short"), ("short", "long"))
}


class Joint:
    """The figures of one day that must agree with one another."""

    def __init__(self, known: Mapping[str, Fact]) -> None:
        self._known = known
        self._chosen: dict[tuple[str, str], Style | None] = {}

    def figure(self, fact: Fact, form: str) -> str | None:
        """The figure in agreement with its group, or None where it has none; MissingFact where it cannot be printed."""
        if other := _SHARES.get(fact.id):
            return self._share(fact, self._known.get(other))
        group = GROUPS.get(self._same_amount(fact))
        if group is None:
            return None
        key = (group[0], form)
        if key not in self._chosen:
            self._chosen[key] = self._choose(group, form)
        style = self._chosen[key]
        if style is None and self._is_smaller(fact, group):
            raise MissingFact(fact.id, "its parts do not add up as printed")
        return money(_float(fact), form, style or PLAIN)

    def _same_amount(self, fact: Fact) -> str:
        """The coin's own total where `fact` is a place in the ranking of coins."""
        coin = self._known.get(_RANKED.get(fact.id, ""))
        return f"{str(coin.value).lower()}.liq_total" if coin else fact.id

    def _choose(self, group: tuple[str, str, str], form: str) -> Style | None:
        facts = [self._known.get(fact_id) for fact_id in group]
        if None in facts:
            return PLAIN
        values = [_float(fact) for fact in facts if fact]
        for style in (_FINE if group[0] in _MARKET else _CHOICES) if form == LONG else (PLAIN,):
            if adds_up(values, form, style):
                return style
        return None

    def _is_smaller(self, fact: Fact, group: tuple[str, str, str]) -> bool:
        return _float(fact) <= min(_float(self._known[fact_id]) for fact_id in group[1:])

    def _share(self, fact: Fact, other: Fact | None) -> str:
        """A side's share, rounded so that both sides make 100."""
        text = percent(_float(fact), part=True)
        if other is None or _float(other) < 0.05:
            return text
        parts = [Decimal(text[:-1]), Decimal(percent(_float(other), part=True)[:-1])]
        if half_up(sum(parts, Decimal(0)), 0) == 100:
            return text
        return percent(_float(fact), decimals=1, part=True)


def adds_up(values: list[float], form: str, style: Style) -> bool:
    """Whether the printed parts make the printed total, compared at the coarsest of their last digits."""
    if form == LONG and all(1e6 <= value < 999e6 for value in values):
        millions = [quick(value / 1e6, style.millions) for value in values]
        if None not in millions:
            total, long, short = (float(text) for text in millions if text)
            return abs(long + short - total) < 0.005  # half the finest digit
    return _adds_up_in_decimal(values, form, style)


def _adds_up_in_decimal(values: list[float], form: str, style: Style) -> bool:
    printed = [_printed(value, form, style) for value in values]
    place = min(place for _, place in printed)
    whole, *parts = (number for number, _ in printed)
    return half_up(sum(parts, Decimal(0)), place) == half_up(whole, place)


def _printed(value: float, form: str, style: Style) -> tuple[Decimal, int]:
    """What a reader reads, in dollars, and the decimals of its last digit."""
    number, suffix = scaled(value, form, style)
    exponent = number.as_tuple().exponent
    power = _POWERS[suffix]
    return number.scaleb(power), (-exponent if isinstance(exponent, int) else 0) - power


def _float(fact: Fact) -> float:
    if isinstance(fact.value, int | float):
        return fact.value
    raise TypeError(f"{fact.id} is not a number")

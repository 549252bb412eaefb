"""CoinGlass liquidations: lists of venues over a rolling window, coins of one venue, and history by coin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from newsgen.gather.coinglass_body import LABEL, Json, amount, name_of, rows
from newsgen.gather.numbers import EPOCH, any_moment, empty, field, malformed
from newsgen.gather.venues import ALL
from newsgen.wire import Answer, Cell, Row

OFF = 0.005  # part of a total that its two sides may miss it by
OVER = 0.01  # part of All that the venues' sum may exceed it by
SAME = 0.0001  # part of All by which the venues miss it where the list is whole
MANY = 10  # buckets of which one has something on either side
UNDER = 0.5  # part of All that the venues listed must make up at least (every recorded answer: all of it)


@dataclass(frozen=True, slots=True)
class Split:
    """What was closed, US dollars; None is not known."""

    long: float | None
    short: float | None
    total: float | None

    @property
    def whole(self) -> float | None:
        """The total as published, or else both sides together."""
        if self.total is None and self.long is not None and self.short is not None:
            return self.long + self.short
        return self.total

    @property
    def agrees(self) -> bool:
        """Whether the sides fit the total, as far as they are known."""
        if self.whole is None:
            return False
        room = OFF * self.whole + 0.02
        if self.long is not None and self.short is not None:
            return abs(self.long + self.short - self.whole) <= room
        return max(self.long or 0.0, self.short or 0.0) <= self.whole + room

    @property
    def cells(self) -> Mapping[str, float]:
        """The cells that a liquidation row holds of it: what is known and no more."""
        known = {"long_usd": self.long, "short_usd": self.short, "total_usd": self.total}
        return {name: value for name, value in known.items() if value is not None}


def split(row: Json, ending: str = "") -> Split:
    """The amounts of a row whose field names end so; the vendor really answers in two spellings.

    Raises ValueError for an amount that cannot be one.
    """
    return Split(
        amount(row, f"long_liquidation_usd{ending}", f"longLiquidation_usd{ending}"),
        amount(row, f"short_liquidation_usd{ending}", f"shortLiquidation_usd{ending}"),
        amount(row, f"liquidation_usd{ending}"),
    )


def row_of(coin: str, venues: str, start: datetime, end: datetime, found: Split) -> Row:
    """A row of the liquidation table."""
    cells: dict[str, Cell] = {"coin": coin, "venues": venues, "start": start, "end": end, "source": LABEL}
    return Row("liquidations", cells | dict(found.cells))


def read_list(answer: Answer, coin: str, end: datetime, length: timedelta) -> Iterator[Row]:
    """`liquidation/exchange-list`: one row for all venues ("*") and one for each venue that can be believed.

    A venue whose sides miss its total by more than 0.5 %, or that is listed twice with different figures, is left out.
    The whole answer is malformed where the row of all venues is itself at odds, or where the venues together exceed it
    by more than 1 %, make up less than half of it, or make it up and not its sides: nobody can say which of them is
    wrong.
    Where the vendor gives no row of all venues, none is made up: nobody says that its list is whole.
    """
    named = _by_venue(rows(answer))
    whole = named.pop(ALL, None)
    parts = {name: found for name, found in named.items() if found is not None}
    if whole is not None:
        _hold_against(answer, whole, list(parts.values()), all_known=len(parts) == len(named))
        yield row_of(coin, ALL, end - length, end, whole)
    elif not parts:
        raise malformed(answer, "no venue with figures that agree")
    for name, found in parts.items():
        yield row_of(coin, name, end - length, end, found)


def _by_venue(listed: Sequence[Json]) -> dict[str, Split | None]:
    """What each venue lost, None where its row cannot be believed; raises ValueError for such a row of all venues."""
    named: dict[str, Split | None] = {}
    for row in listed:
        name = name_of(row, "exchange", "exchange_name")
        if name is None:
            continue
        try:
            found: Split | None = split(row)
        except ValueError:
            found = None
        if found is not None and not found.agrees:
            found = None
        if name in named and named[name] != found:
            found = None
        if name == ALL and found is None:
            raise ValueError("the row of all venues is at odds with itself")
        named[name] = found
    return named


def _hold_against(answer: Answer, whole: Split, parts: Sequence[Split], *, all_known: bool) -> None:
    gaps = {}
    for side in ("long", "short", "whole"):
        limit = getattr(whole, side)
        added = sum(getattr(part, side) or 0.0 for part in parts)
        if limit is not None:
            gaps[side] = added - limit
            if added > limit * (1 + OVER) + 1.0:
                raise malformed(answer, "the venues are more than all venues together")
    size = whole.whole or 0.0
    if all_known and len(parts) > 1:
        if -gaps.get("whole", 0.0) > UNDER * size:
            raise malformed(answer, "the venues are less than half of all venues together")
        told = all(part.long is not None and part.short is not None for part in parts)
        if told and abs(gaps.get("whole", 0.0)) <= SAME * size < max(map(abs, gaps.values())):
            raise malformed(answer, "the venues make up the total and not its sides")


def read_coins(answer: Answer, coins: Sequence[str], name: str, end: datetime) -> Iterator[Row]:
    """`liquidation/coin-list` of one venue: 24 hours of each of `coins`.

    A coin at odds with itself, or listed twice with different figures, is left out, and so is one without a figure
    above zero: the list is padded with coins that the venue does not have.
    """
    found: dict[str, list[Split]] = defaultdict(list)
    for row in rows(answer):
        coin = str(field(row, "symbol") or "").strip().upper()
        if coin in coins:
            try:
                one = split(row, "_24h")
            except ValueError:
                one = Split(None, None, None)
            if one not in found[coin]:
                found[coin].append(one)
    for coin in coins:
        if len(found[coin]) == 1 and found[coin][0].agrees and found[coin][0].whole:
            yield row_of(coin, name, end - timedelta(hours=24), end, found[coin][0])


def _stands_still(pairs: Sequence[tuple[float | None, float | None]]) -> bool:
    """Whether three buckets in a row hold the same amounts on both sides: a feed that stands still."""
    runs = zip(pairs, pairs[1:], pairs[2:])
    return any(one == other == third and (one[0] or 0.0) > 0 and (one[1] or 0.0) > 0 for one, other, third in runs)


def read_history(answer: Answer, coin: str, venues: str, step: timedelta, end: datetime) -> Iterator[Row]:
    """`liquidation/aggregated-history`: one row a finished bucket, in order of time.

    The bucket that runs at `end` is dropped.  A bucket told twice in different words is left out, and so is one with
    both sides at zero: that is a hole in the vendor's feed.  A time off the UTC grid makes the answer malformed, and so
    does a side at zero in every one of ten buckets or more.
    The vendor gives no total; none is made up here.
    """
    found: dict[datetime, list[Split]] = defaultdict(list)
    for row in rows(answer):
        start = any_moment(field(row, "time"))
        if (start - EPOCH) % step:
            raise malformed(answer, f"a bucket starts at {start.astimezone(UTC):%Y-%m-%d %H:%M}, off the grid")
        one = Split(
            amount(row, "aggregated_long_liquidation_usd", "long_liquidation_usd"),
            amount(row, "aggregated_short_liquidation_usd", "short_liquidation_usd"),
            None,
        )
        if one not in found[start]:
            found[start].append(one)
    told = [(start, ones[0]) for start, ones in sorted(found.items()) if len(ones) == 1 and start + step <= end]
    told = [(start, one) for start, one in told if one.whole]
    if not told:
        raise empty(answer)
    if _stands_still([(one.long, one.short) for _, one in told]):
        raise malformed(answer, "buckets in a row with the very same amounts")
    for side in ("long", "short"):
        if len(told) >= MANY and not any(getattr(one, side) for _, one in told):
            raise malformed(answer, f"nothing but zeros for {side}s")
    for start, one in told:
        yield row_of(coin, venues, start, start + step, one)

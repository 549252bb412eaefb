"""CoinGlass open interest and funding: lists of venues, history, and the pairs that step in for the lists.

`pairs-markets` has longs and shorts the wrong way round against `aggregated-history` and `exchange-list`:
over the same 24 hours its long figure is their short one.  They are turned here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median

from newsgen.gather.coinglass_body import LABEL, Json, amount, name_of, rows
from newsgen.gather.coinglass_liquidations import OVER, UNDER, Split, row_of
from newsgen.gather.numbers import EPOCH, any_moment, empty, field, malformed, number
from newsgen.gather.venues import ALL, joined
from newsgen.wire import Answer, Cell, Row

DAY = timedelta(hours=24)
MOST = 1e12  # US dollars in open contracts of one coin: ten times the most there ever was
UNUSUAL = 5.0  # percent an interval: venues cap their rates below
STRANGE = 1.0  # percent: no coin's rates stand there on most venues at once


def interest_row(coin: str, venues: str, at: datetime, usd: float) -> Row:
    """A row of the open-interest table."""
    cells: dict[str, Cell] = {"coin": coin, "venues": venues, "time": at, "open_interest_usd": usd, "source": LABEL}
    return Row("open_interest", cells)


def funding_row(coin: str, venues: str, at: datetime, rate: float, hours: float | None = None) -> Row:
    """A row of the funding table: percent an interval, and the interval where the vendor says it."""
    cells: dict[str, Cell] = {"coin": coin, "venues": venues, "time": at, "funding_rate_pct": rate, "source": LABEL}
    return Row("funding", cells | ({"interval_hours": hours} if hours else {}))


def read_interest(answer: Answer, coin: str, at: datetime) -> Iterator[Row]:
    """`open-interest/exchange-list`: all venues ("*") and each venue, as of `at`.

    Malformed where the venues together exceed all venues by more than 1 %, or make up less than half.
    A venue listed twice with different figures, or at zero, is left out.
    """
    found: dict[str, set[float]] = defaultdict(set)
    for row in rows(answer):
        name = name_of(row, "exchange", "exchange_name")
        if name is not None and str(field(row, "symbol") or coin).strip().upper() == coin:
            usd = amount(row, "open_interest_usd", most=MOST)
            found[name] |= {usd} if usd else set()
    levels = {name: next(iter(values)) for name, values in found.items() if len(values) == 1}
    if not levels:
        raise malformed(answer, "no venue with an open interest")
    if len(found.get(ALL, ())) > 1:
        raise malformed(answer, "two rows of all venues disagree")
    whole, added = levels.get(ALL), sum(usd for name, usd in levels.items() if name != ALL)
    if whole is not None and (added > whole * (1 + OVER) or (len(levels) > 2 and added < UNDER * whole)):
        raise malformed(answer, "the venues do not make up all venues together")
    for name, usd in levels.items():
        yield interest_row(coin, name, at, usd)


def _closes(answer: Answer, step: timedelta, end: datetime) -> Iterator[tuple[datetime, float]]:
    """What candles closed at, by the end of each finished one; a candle told twice differently is left out."""
    found: dict[datetime, set[float]] = defaultdict(set)
    for row in rows(answer):
        start, close = any_moment(field(row, "time")), number(field(row, "close"))
        if (start - EPOCH) % step:
            raise malformed(answer, f"a bucket starts at {start:%Y-%m-%d %H:%M}, off the grid")
        found[start + step] |= set() if close is None else {close}
    told = [(at, values.pop()) for at, values in sorted(found.items()) if len(values) == 1 and at <= end]
    if not told:
        raise empty(answer)
    yield from told


def read_interest_history(answer: Answer, coin: str, step: timedelta, end: datetime) -> Iterator[Row]:
    """`open-interest/aggregated-history`: all venues at the end of each finished bucket up to `end`."""
    for at, usd in _closes(answer, step, end):
        if not 0 <= usd <= MOST:
            raise malformed(answer, "an open interest below zero, or of more than can be")
        if usd:
            yield interest_row(coin, ALL, at, usd)


def read_funding_history(answer: Answer, coin: str, step: timedelta, end: datetime) -> Iterator[Row]:
    """`funding-rate/oi-weight-history`: all venues, weighted by open interest, at the end of each finished bucket.

    Percent, as the vendor's other rates; the interval behind it is not documented, and none is made up.
    """
    told = list(_closes(answer, step, end))
    if median(abs(rate) for _, rate in told) > STRANGE:
        raise malformed(answer, "funding rates in another unit than percent")
    for at, rate in told:
        if abs(rate) <= UNUSUAL:
            yield funding_row(coin, ALL, at, rate)


def read_funding(answer: Answer, coins: Collection[str], at: datetime) -> Iterator[Row]:
    """`funding-rate/exchange-list`: the stablecoin-margined contracts of `coins` by venue, as of `at`.

    A rate beyond 5 % an interval is left out; where a coin's rates stand beyond 1 % on most venues the answer is
    malformed: that is another unit.
    """
    for row in rows(answer):
        coin = str(field(row, "symbol") or "").strip().upper()
        listed = field(row, "stablecoin_margin_list")
        if coin in coins and isinstance(listed, list):
            yield from _rates(answer, coin, listed, at)


def _rates(answer: Answer, coin: str, listed: Sequence[Json], at: datetime) -> Iterator[Row]:
    found: dict[str, set[tuple[float, float | None]]] = defaultdict(set)
    for row in listed:
        rate, name = number(field(row, "funding_rate")), name_of(row, "exchange", "exchange_name")
        if rate is not None and name is not None and name != ALL:
            found[name].add((rate, _hours(field(row, "funding_rate_interval"))))
    if found and median(abs(rate) for values in found.values() for rate, _ in values) > STRANGE:
        raise malformed(answer, "funding rates in another unit than percent")
    for name, values in found.items():
        (rate, hours), *others = values
        if not others and abs(rate) <= UNUSUAL:
            yield funding_row(coin, name, at, rate, hours)


def _hours(value: object) -> float | None:
    hours = number(value)
    return hours if hours is not None and 0 < hours <= 168 else None


def read_pairs(answer: Answer, coin: str, tables: Collection[str], at: datetime) -> Iterator[Row]:
    """`pairs-markets`: what the lists did not give for a coin, in any of three tables, as of `at`.

    liquidations   24 hours by venue, all its pairs added, and once more all venues with figures, joined by name:
                   never "*", for nobody says that these are all.  Longs and shorts are turned (see above).
    open_interest  by venue, all its pairs added, and joined likewise
    funding        by venue, of its contract against USDT
    """
    listed = [row for row in rows(answer) if str(field(row, "symbol") or "").split("/")[0].strip().upper() == coin]
    if "liquidations" in tables:
        yield from _pair_liquidations(listed, coin, at)
    if "open_interest" in tables:
        levels: dict[str, float] = defaultdict(float)
        for row in listed:
            name, usd = name_of(row, "exchange_name", "exchange"), amount(row, "open_interest_usd", most=MOST)
            if name is not None and usd:
                levels[name] += usd
        yield from (interest_row(coin, name, at, usd) for name, usd in levels.items())
    if "funding" in tables:
        against = [row for row in listed if str(field(row, "symbol")).strip().upper() == f"{coin}/USDT"]
        yield from _rates(answer, coin, against, at)


def _pair_liquidations(listed: Sequence[Json], coin: str, at: datetime) -> Iterator[Row]:
    sums: dict[str, Split] = {}
    lost: set[str] = set()
    for row in listed:
        name = name_of(row, "exchange_name", "exchange")
        given = amount(row, "long_liquidation_usd_24h"), amount(row, "short_liquidation_usd_24h")
        if name is None or given == (None, None):
            continue
        short, long = given  # the vendor's long is everybody's short
        if long is None or short is None:
            lost.add(name)
            continue
        before = sums.get(name, Split(0.0, 0.0, None))
        sums[name] = Split((before.long or 0.0) + long, (before.short or 0.0) + short, None)
    known = {name: found for name, found in sums.items() if name not in lost and name != ALL and found.whole}
    for name, found in known.items():
        yield row_of(coin, name, at - DAY, at, found)
    if len(known) > 1:
        longs, shorts = (sum(getattr(one, side) for one in known.values()) for side in ("long", "short"))
        yield row_of(coin, joined(known), at - DAY, at, Split(longs, shorts, None))

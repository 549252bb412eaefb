"""Laws of the market: what is written reads back, merging and cutting off keep their promises."""

from __future__ import annotations

import itertools
import math
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.market import TABLES, Kind, Market, Table, cut_off, read_market, write_market
from newsgen.market.sheets import combine
from newsgen.model import Event, Quote
from tests.test_market import same_tables

LATER = datetime(2030, 1, 1, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2018, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)
WORDS = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"], exclude_characters="\ufffd"), max_size=8
).map(lambda text: " ".join(text.split()))
COINS = st.sampled_from(["BTC", "ETH", "SOL", "1000PEPE"])
NAMES = st.sampled_from(["Binance", "OKX", "Binance+Bybit+OKX", "Gate.io"])


def _stamp(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _amount(draw: st.DrawFn, *, least: float = 1e-9, most: float = 1e15) -> str:
    value = draw(st.none() | st.floats(least, most))
    return "" if value is None or value in (123.45, 123.47) or set(str(int(value))) == {"9"} else repr(value)


def _row(draw: st.DrawFn, table: Table) -> dict[str, str]:
    """Cells that break no rule."""
    start = draw(MOMENTS)
    texts = {"start": _stamp(start), "end": _stamp(start + timedelta(hours=draw(st.integers(1, 99))))}
    for column in table.columns:
        if column.kind is Kind.COIN:
            texts[column.name] = draw(COINS)
        elif column.kind is Kind.NAME:
            texts[column.name] = draw(NAMES)
        elif column.kind is Kind.SIDE:
            texts[column.name] = draw(st.sampled_from(["long", "short", ""]))
        elif column.kind is Kind.TEXT:
            texts[column.name] = draw(WORDS)
        elif column.kind is Kind.DATE:
            texts[column.name] = str(start.date())
        elif column.kind is Kind.TIME:
            texts.setdefault(column.name, _stamp(start))
        else:
            texts[column.name] = _amount(draw, most=min(column.most or 1e15, 1e15))
    if "close" in texts:
        low, close, high = sorted(draw(st.tuples(*[st.floats(100, 900)] * 3)))
        texts |= {"open": repr(close), "high": repr(high), "low": repr(low), "close": repr(close)}
    if "total_usd" in texts:
        texts |= {"total_usd": "", "traders": texts["traders"] and "130000"}
    return {name: texts[name] for name in table.names}


@st.composite
def markets(draw: st.DrawFn) -> Market:
    """Any market that reading could give."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for table in TABLES.values():
            lines = [_row(draw, table) for _ in range(draw(st.integers(0, 3)))]
            cells = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line.values()] for line in lines]
            text = "\n".join(map(",".join, ([*table.names], *cells)))
            (folder / f"{table.name}.csv").write_text(text, encoding="utf-8")
        market = read_market([folder], now=LATER)
    quotes = draw(st.lists(st.builds(Quote, WORDS.filter(bool), WORDS.filter(bool), WORDS.filter(bool), WORDS,
                                     said_at=st.none() | MOMENTS, topics=st.lists(WORDS, max_size=2).map(tuple)),
                           max_size=2, unique_by=lambda quote: (quote.speaker, quote.text)))  # fmt: skip
    events = draw(st.lists(st.builds(lambda what, source, at: Event(what, source, at.date(), at),
                                     WORDS.filter(bool), WORDS.filter(bool), MOMENTS),
                           max_size=2, unique_by=lambda event: (event.date, event.what)))  # fmt: skip
    return Market(market.tables, tuple(quotes), tuple(events), sample=draw(st.booleans()), note=draw(WORDS))


@settings(max_examples=60, deadline=None)
@given(markets())
def test_what_is_written_reads_back_as_it_was(market: Market) -> None:
    """Every value to the last digit, every word, every time; and reading finds no fault with it."""
    with tempfile.TemporaryDirectory() as name:
        write_market(market, Path(name))
        again = read_market([Path(name)], now=LATER)
    same_tables(market, again)
    assert (again.quotes, again.events) == (market.quotes, market.events)
    assert (again.sample, again.note, again.findings) == (market.sample, market.note, ())


@settings(max_examples=40, deadline=None)
@given(markets(), MOMENTS, MOMENTS)
def test_cutting_off_twice_is_cutting_off_at_the_earlier(market: Market, one: datetime, other: datetime) -> None:
    """What was not known at one moment does not come back at another."""
    twice, once = cut_off(cut_off(market, one), other), cut_off(market, min(one, other))
    same_tables(twice, once)
    assert (twice.quotes, twice.events) == (once.quotes, once.events)


@settings(max_examples=40, deadline=None)
@given(markets(), MOMENTS)
def test_reading_at_a_moment_gives_nothing_that_cutting_off_would_take(market: Market, now: datetime) -> None:
    """Two minutes of skew aside, a folder read at some moment holds only what was known then."""
    with tempfile.TemporaryDirectory() as name:
        write_market(market, Path(name))
        read = read_market([Path(name)], now=now)
    same_tables(read, cut_off(read, now + timedelta(minutes=2)))
    assert all(not math.isinf(value) for value in read.tables["prices"]["close"])


@given(st.lists(st.tuples(*[st.sampled_from([math.nan, 0.0, 1.0, 2.0])] * 3), min_size=1, max_size=20))
def test_rows_share_a_number_exactly_when_they_share_every_value(rows: list[tuple[float, ...]]) -> None:
    """What is not known equals itself and nothing else."""
    numbers = combine(*np.array(rows).T)
    for (one, row), (other, another) in itertools.combinations(zip(numbers, rows), 2):
        assert (one == other) == (str(row) == str(another))

"""Every registered claim is proved from the tables themselves, for the articles of seeded days that print it.

The tables are read with pandas here, row by row; nothing of `newsgen.measure` is used.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

import pandas as pd
import pytest

from newsgen.house.claims import read_claims
from newsgen.model import Facts
from tests.conftest import ROOT, shared_folder
from tests.real_days import told

FIRST, LAST, DAYS = date(2021, 7, 1), date(2025, 8, 31), 40
REGISTER = tomllib.loads((ROOT / "templates" / "claims.toml").read_text("utf-8"))
CLAIMS = {claim.name: claim for claim in read_claims(REGISTER)}
Prove = Callable[[Facts, date], bool | None]  # None where the day has no such fact


def seeded_days() -> list[str]:
    """The same forty days every time."""
    span = (LAST - FIRST).days
    return [(FIRST + timedelta(days=at)).isoformat() for at in sorted(random.Random(7).sample(range(span), DAYS))]


def printed(name: str) -> Iterator[tuple[Facts, date, set[str], str]]:
    """The sentences that print a claim: the day's facts, the day, the facts printed in the sentence, and its words."""
    claim = CLAIMS[name]
    for day in seeded_days():
        edition = told(day)
        at = 0
        for line in edition.article.body_md.split(". "):
            end = at + len(line) + 2
            if claim.made_in(line):
                figures = edition.article.figures
                ids = {one.fact for one in figures if one.where == "body_md" and at <= one.start < end}
                yield edition.facts, edition.facts.day, ids, line
            at = end


def prove(names: list[str], provers: dict[str, Prove]) -> int:
    """How many facts behind the printed claims were proved; fails at the first that the tables deny."""
    proved = 0
    for name in names:
        for facts, day, ids, line in printed(name):
            known = ids or {key for key in facts.known if any(fnmatchcase(key, glob) for glob in CLAIMS[name].facts)}
            for key, check in provers.items():
                if key in known and key in facts.known:
                    verdict = check(facts, day)
                    assert verdict is not False, (name, str(day), key, facts.known[key].value, line)
                    proved += bool(verdict)
    return proved


# The tables


@lru_cache(maxsize=1)
def series() -> pd.DataFrame:
    """Tracked liquidations by day: the sum of all coins' rows."""
    rows = pd.read_csv(shared_folder() / "market" / "history" / "liquidations.csv.gz")
    rows["day"] = pd.to_datetime(rows["start"], utc=True).dt.date
    return rows.groupby("day")[["long_usd", "short_usd", "total_usd"]].sum().sort_index()


@lru_cache(maxsize=1)
def by_coin() -> pd.DataFrame:
    """Tracked liquidations of each coin by day."""
    rows = pd.read_csv(shared_folder() / "market" / "history" / "liquidations.csv.gz")
    rows["day"] = pd.to_datetime(rows["start"], utc=True).dt.date
    return rows.pivot_table(index="day", columns="coin", values="total_usd", aggfunc="sum")


@lru_cache(maxsize=4)
def candles(coin: str) -> pd.DataFrame:
    """Daily candles of a coin on Binance."""
    rows = pd.read_csv(shared_folder() / "market" / "history" / "prices.csv.gz")
    rows = rows[(rows["coin"] == coin) & (rows["venue"] == "Binance")]
    return rows.assign(day=pd.to_datetime(rows["start"], utc=True).dt.date).set_index("day").sort_index()


@lru_cache(maxsize=1)
def flows() -> pd.Series:
    """Net flow into the bitcoin funds by session."""
    rows = pd.read_csv(shared_folder() / "market" / "history" / "etf_flows.csv.gz")
    rows = rows[(rows["asset"] == "BTC") & (rows["fund"] == "*")]
    return rows.assign(date=pd.to_datetime(rows["date"]).dt.date).groupby("date")["flow_usd"].last().sort_index()


def value(facts: Facts, key: str) -> Any:
    """The fact's value."""
    return facts.known[key].value


# What proves a fact


def larger_since(column: str, key: str, sign: int = 1) -> Prove:
    """The day named had more, and no day between it and today."""

    def check(facts: Facts, _day: date) -> bool:
        today, since = value(facts, "series.day"), value(facts, key)
        sums = series()[column] * sign
        between = sums[(sums.index > since) & (sums.index < today)]
        return bool(sums[since] > sums[today] and (between <= sums[today]).all())

    return check


def price_since(coin: str, column: str, key: str, sign: int) -> Prove:
    """The day named had a price as far out, and no day between it and today."""

    def check(facts: Facts, day: date) -> bool | None:
        rows, since = candles(coin)[column] * sign, value(facts, key)
        if since not in rows.index or value(facts, f"{coin.lower()}.venue") != "Binance":
            return None
        extreme = float(value(facts, f"{coin.lower()}.{column}")) * sign
        between = rows[(rows.index > since) & (rows.index < day)]
        return bool(rows[since] >= extreme and (between < extreme).all())

    return check


def record(column: str, key: str) -> Prove:
    """No earlier day of the series had more."""

    def check(facts: Facts, _day: date) -> bool:
        today, sums = value(facts, "series.day"), series()[column]
        return bool((sums[sums.index < today] < sums[today]).all()) == bool(value(facts, key))

    return check


def record_price(coin: str) -> Prove:
    """The record is the highest high to the day."""

    def check(facts: Facts, day: date) -> bool | None:
        rows = candles(coin)["high"]
        if value(facts, f"{coin.lower()}.venue") != "Binance":
            return None
        return bool(value(facts, f"{coin.lower()}.record") >= rows[rows.index <= day].max())

    return check


def closes_in_a_row(coin: str, key: str, sign: int) -> Prove:
    """Each close went one way, and the one before did not."""

    def check(facts: Facts, day: date) -> bool | None:
        closes = candles(coin)["close"] * sign
        moves = list((closes[closes.index <= day].diff() > 0).iloc[::-1])
        length = next((at for at, up in enumerate(moves) if not up), len(moves))
        return length == value(facts, key)

    return check


def sessions_in_a_row(key: str, sign: int) -> Prove:
    """Each session went one way, and the one before did not."""

    def check(facts: Facts, _day: date) -> bool:
        past = flows()[flows().index <= value(facts, "btc_etf.date")]
        ways = list((past * sign > 0).iloc[::-1])
        length = next((at for at, so in enumerate(ways) if not so), len(ways))
        return length == value(facts, key)

    return check


def side_run(facts: Facts, _day: date) -> bool:
    """Each day the same side lost more."""
    past = series()[series().index <= value(facts, "series.day")]
    side = list((past["long_usd"] > past["short_usd"]).iloc[::-1])
    return next((at for at, one in enumerate(side) if one != side[0]), len(side)) == value(facts, "series.side_run")


def share(column: str, key: str) -> Prove:
    """A side's part of the tracked total."""

    def check(facts: Facts, _day: date) -> bool | None:
        if key.startswith("liq.") and not facts.value("liq.tracked"):
            return None
        row = series().loc[value(facts, "series.day")]
        return bool(abs(100 * row[column] / row["total_usd"] - value(facts, key)) < 1e-6)

    return check


def larger_side(facts: Facts, _day: date) -> bool | None:
    """The side named lost more, and as much as it says."""
    if not facts.value("liq.tracked"):
        return None
    row = series().loc[value(facts, "series.day")]
    side = "long" if row["long_usd"] >= row["short_usd"] else "short"
    return side == value(facts, "liq.side") and abs(row[f"{side}_usd"] - value(facts, "liq.side_usd")) < 1


def first_coin(facts: Facts, _day: date) -> bool | None:
    """The coin ranked first had the most of all."""
    if not facts.value("liq.tracked"):
        return None
    return bool(by_coin().loc[value(facts, "series.day")].idxmax() == value(facts, "top1.coin"))


def rank_of_year(facts: Facts, _day: date) -> bool:
    """One more than the days of the year with more."""
    today, sums = value(facts, "series.day"), series()["total_usd"]
    year = sums[(sums.index >= date(today.year, 1, 1)) & (sums.index <= today)]
    return int((year > sums[today]).sum()) + 1 == value(facts, "series.rank_year")


def ratio(facts: Facts, _day: date) -> bool:
    """The day over the median of the thirty before it."""
    today, sums = value(facts, "series.day"), series()["total_usd"]
    median = sums[sums.index < today].iloc[-30:].median()
    return bool(abs(sums[today] / median - value(facts, "series.ratio")) < 1e-9)


def breadth(facts: Facts, _day: date) -> bool:
    """As many coins rose and fell as there are moves of either kind."""
    every = [value(facts, f"breadth.{part}") for part in ("up", "down", "all")]
    changes = []
    rows = pd.read_csv(shared_folder() / "market" / "history" / "prices.csv.gz", usecols=["coin", "start", "close"])
    day = value(facts, "breadth.day")
    for _, coin in rows[rows["start"].isin([f"{d}T00:00:00Z" for d in (day - timedelta(days=1), day)])].groupby("coin"):
        closes = coin.groupby("start")["close"].first().sort_index()
        if len(closes) == 2:
            changes.append(closes.iloc[1] > closes.iloc[0])
    return every[2] >= every[0] + every[1] and abs(sum(changes) - every[0]) <= 1


def lost_and_won_back(facts: Facts, day: date) -> bool | None:
    """The level lies between the window's low and its end."""
    key = "btc.level_reclaimed" if "btc.level_reclaimed" in facts.known else "btc.level_touched_down"
    if key not in facts.known:
        return None
    level, row = value(facts, key), candles("BTC").loc[day]
    return bool(row["low"] <= level <= value(facts, "btc.price"))


def gap(facts: Facts, day: date) -> bool | None:
    """Ether's change of the day less bitcoin's."""
    moves = []
    for coin in ("BTC", "ETH"):
        closes = candles(coin)["close"]
        moves.append(100 * (closes[day] / closes[day - timedelta(days=1)] - 1))
    return bool(abs((moves[1] - moves[0]) - value(facts, "gap.eth_btc_24h")) < 0.2)


# The claims: a function for each name in the register


def test_nothing_was_so_since():
    """A date after "since" is the last day beyond today's figure."""
    provers = {
        "series.total_since": larger_since("total_usd", "series.total_since"),
        "series.longs_since": larger_since("long_usd", "series.longs_since"),
        "series.shorts_since": larger_since("short_usd", "series.shorts_since"),
        "series.low_since": larger_since("total_usd", "series.low_since", -1),
        "btc.high_since": price_since("BTC", "high", "btc.high_since", 1),
        "btc.low_since": price_since("BTC", "low", "btc.low_since", -1),
        "eth.high_since": price_since("ETH", "high", "eth.high_since", 1),
        "eth.low_since": price_since("ETH", "low", "eth.low_since", -1),
    }
    assert prove(["since", "first_time"], provers) > 0


def test_a_record_is_the_most_of_all_days():
    """A record is larger than all before it."""
    provers = {
        "series.total_record": record("total_usd", "series.total_record"),
        "btc.record": record_price("BTC"),
        "eth.record": record_price("ETH"),
    }
    assert prove(["record"], provers) > 0


def test_a_run_is_as_long_as_it_says():
    """A run goes back as many days or sessions as it says, and no further."""
    provers = {
        "btc.up_days": closes_in_a_row("BTC", "btc.up_days", 1),
        "btc.down_days": closes_in_a_row("BTC", "btc.down_days", -1),
        "btc_etf.in_days": sessions_in_a_row("btc_etf.in_days", 1),
        "btc_etf.out_days": sessions_in_a_row("btc_etf.out_days", -1),
        "series.side_run": side_run,
    }
    assert prove(["run", "run_ended", "longest"], provers) > 0


def test_a_part_is_as_large_as_it_says():
    """Sides are parts of the day's own sum."""
    provers = {
        f"{space}.{side}_share": share(f"{side}_usd", f"{space}.{side}_share")
        for space in ("liq", "series")
        for side in ("long", "short")
    }
    sides = dict.fromkeys(("liq.side", "liq.side_usd", "liq.side_share", "liq.long", "liq.short"), larger_side)
    assert prove(["most_of", "part_of", "even", "only"], {**provers, **sides}) > 0


def test_who_led_had_the_most():
    """The first coin of the ranking has the largest sum."""
    assert (
        prove(["led", "largest"], {"top1.coin": first_coin, "top1.total": first_coin, "btc.liq_total": lambda *_: None})
        >= 0
    )
    days = [told(day).facts for day in seeded_days()]
    assert sum(bool(first_coin(facts, facts.day)) for facts in days if "top1.coin" in facts.known) > DAYS // 2


def test_a_rank_counts_the_days_with_more():
    """The rank of a day is one more than the days above it."""
    prove(["rank", "largest"], {"series.rank_year": rank_of_year})
    assert all(
        rank_of_year(told(day).facts, date.min) for day in seeded_days() if "series.rank_year" in told(day).facts.known
    )


def test_all_coins_are_all_that_were_counted():
    """Coins that rose and fell are counted by their closes."""
    prove(["all_of"], {"breadth.all": breadth, "breadth.up": breadth, "breadth.down": breadth})
    assert breadth(told(seeded_days()[-1]).facts, date.min)


def test_a_multiple_is_of_the_median_of_thirty_days():
    """The usual is the median of the thirty days before."""
    assert prove(["times", "usual"], {"series.ratio": ratio, "liq.ratio": ratio}) >= 0
    assert all(ratio(told(day).facts, date.min) for day in seeded_days() if "series.ratio" in told(day).facts.known)


def test_a_level_was_lost_and_won_back():
    """A level that the price is back above lies over its low and under its end."""
    provers = {f"btc.{key}": lost_and_won_back for key in ("level_reclaimed", "level_touched_down")}
    assert prove(["back"], provers) >= 0


def test_a_coin_did_better_or_worse_than_bitcoin():
    """The gap between two coins is that of their closes."""
    assert prove(["against_bitcoin"], {"gap.eth_btc_24h": gap}) >= 0
    facts = told(seeded_days()[-1]).facts
    assert gap(facts, facts.day)


def test_every_claim_has_its_test_and_every_test_its_claim():
    """The register and the functions of this file match."""
    named = {claim.test for claim in CLAIMS.values()}
    here = {name for name in globals() if name.startswith("test_") and name not in _OF_THE_REGISTER}
    assert named == here


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_a_claim_is_seen_in_its_own_words_alone(name: str):
    """Each phrase is found, and what is listed as harmless is not."""
    claim = CLAIMS[name]
    for words in claim.words:
        assert claim.made_in(f"it was {words.replace('*', 'of all')} that day"), words
    for words in REGISTER[name].get("unless", ()):
        assert not claim.made_in(f"it was {words} that day"), words


_OF_THE_REGISTER = (
    "test_every_claim_has_its_test_and_every_test_its_claim",
    "test_a_claim_is_seen_in_its_own_words_alone",
)

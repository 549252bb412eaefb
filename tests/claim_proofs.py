"""What proves a fact behind a claim: the tables of the real history, read with pandas row by row.

Nothing of `newsgen.measure` is used.  A prover gives None where the day's facts are not those of the table.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import pandas as pd

from newsgen.model import Facts
from tests.conftest import shared_folder

Prove = Callable[[Facts, date], bool | None]
DAY = timedelta(days=1)


# The tables


@lru_cache(maxsize=8)
def table(name: str) -> pd.DataFrame:
    """A table of the history."""
    return pd.read_csv(shared_folder() / "market" / "history" / name)


@lru_cache(maxsize=1)
def liquidations() -> pd.DataFrame:
    """Tracked liquidations of each coin by day."""
    rows = table("liquidations.csv.gz")
    return rows.assign(day=pd.to_datetime(rows["start"], utc=True).dt.date)


@lru_cache(maxsize=1)
def series() -> pd.DataFrame:
    """Tracked liquidations by day: the sum of all coins' rows."""
    return liquidations().groupby("day")[["long_usd", "short_usd", "total_usd"]].sum().sort_index()


@lru_cache(maxsize=1)
def by_coin() -> pd.DataFrame:
    """Tracked totals: a row for each day, a column for each coin."""
    return liquidations().pivot_table(index="day", columns="coin", values="total_usd", aggfunc="sum")


@lru_cache(maxsize=4)
def candles(coin: str) -> pd.DataFrame:
    """Daily candles of a coin on Binance."""
    rows = table("prices.csv.gz")
    rows = rows[(rows["coin"] == coin) & (rows["venue"] == "Binance")]
    return rows.assign(day=pd.to_datetime(rows["start"], utc=True).dt.date).set_index("day").sort_index()


@lru_cache(maxsize=1)
def moves() -> pd.DataFrame:
    """Changes from close to close, in percent: a row for each day, a column for each coin."""
    rows = table("prices.csv.gz")
    rows = rows.assign(day=pd.to_datetime(rows["start"], utc=True).dt.date)
    closes = rows.sort_values("venue").pivot_table(index="day", columns="coin", values="close", aggfunc="first")
    return 100 * (closes / closes.shift(1) - 1)


@lru_cache(maxsize=2)
def flows(asset: str) -> pd.Series:
    """Net flow into the funds of an asset by session."""
    rows = table("etf_flows.csv.gz")
    rows = rows[(rows["asset"] == asset) & (rows["fund"] == "*")]
    rows = rows[rows["flow_usd"] != 0]  # a holiday of the funds is no session
    return rows.assign(date=pd.to_datetime(rows["date"]).dt.date).groupby("date")["flow_usd"].last().sort_index()


@lru_cache(maxsize=1)
def sentiment() -> pd.Series:
    """The Fear & Greed index by day."""
    rows = table("sentiment.csv.gz")
    rows = rows[rows["index"] == "fear_greed"]
    return rows.assign(date=pd.to_datetime(rows["date"]).dt.date).groupby("date")["value"].last().sort_index()


@lru_cache(maxsize=2)
def interest(coin: str) -> pd.Series:
    """Open interest of a coin by the moment it was taken."""
    rows = table("open_interest.csv.gz")
    rows = rows[rows["coin"] == coin]
    return rows.assign(time=pd.to_datetime(rows["time"], utc=True)).groupby("time")["open_interest_usd"].last()


# Small words


def value(facts: Facts, key: str) -> Any:
    """The fact's value; None where it is missing."""
    return facts.value(key)


def near(one: float, other: float, within: float = 1e-6) -> bool:
    """Whether two numbers are the same but for the last digits."""
    return abs(one - other) <= within * max(1.0, abs(other))


def length(flags: pd.Series) -> int:
    """How many at the end of a series of flags hold in a row."""
    back = list(flags.iloc[::-1])
    return next((at for at, one in enumerate(back) if not one), len(back))


def last_beyond(rows: pd.Series, today: Any, since: Any, beyond: Callable[[pd.Series], pd.Series]) -> bool:
    """Whether `since` is the last of the rows before `today` that is beyond it."""
    earlier = rows[rows.index < today]
    found = earlier[beyond(earlier)]
    return len(found) > 0 and found.index[-1] == since


def whole(facts: Facts, coin: str) -> bool:
    """Whether the window is a UTC day and the price is that of the table."""
    return bool(value(facts, "window.is_day")) and value(facts, f"{coin.lower()}.venue") == "Binance"


# Liquidations


def more_since(column: str, key: str, sign: int = 1) -> Prove:
    """The day named had more, and no day between it and today."""

    def check(facts: Facts, _day: date) -> bool:
        today, sums = value(facts, "series.day"), series()[column] * sign
        return last_beyond(sums, today, value(facts, key), lambda rows: rows > sums[today])

    return check


def callback_since(facts: Facts, _day: date) -> bool:
    """The same for the earlier day that the text looks back at."""
    sums = series()[f"{value(facts, 'callback.side')}_usd"]
    day = value(facts, "callback.date")
    return last_beyond(sums, day, value(facts, "callback.since"), lambda rows: rows > sums[day])


def most_ever(column: str, key: str) -> Prove:
    """Whether no earlier day of the series had more."""

    def check(facts: Facts, _day: date) -> bool:
        today, sums = value(facts, "series.day"), series()[column]
        return bool((sums[sums.index < today] < sums[today]).all()) == bool(value(facts, key))

    return check


def side_run(facts: Facts, _day: date) -> bool:
    """Each day the same side lost more."""
    past = series()[series().index <= value(facts, "series.day")]
    longs = past["long_usd"] > past["short_usd"]
    return length(longs == longs.iloc[-1]) == value(facts, "series.side_run")


def light_run(facts: Facts, _day: date) -> bool:
    """Each day was below the median of the thirty before it."""
    sums = series()["total_usd"]
    light = sums < sums.shift(1).rolling(30).median()
    return length(light[light.index <= value(facts, "series.day")]) == value(facts, "series.light_run")


def side_share(column: str, key: str) -> Prove:
    """A side's part of the tracked total."""

    def check(facts: Facts, _day: date) -> bool | None:
        if not value(facts, "liq.tracked"):
            return None
        row = series().loc[value(facts, "series.day")]
        return near(100 * row[column] / row["total_usd"], value(facts, key))

    return check


def larger_side(facts: Facts, _day: date) -> bool | None:
    """The side named lost more, and as much as it says."""
    if not value(facts, "liq.tracked"):
        return None
    row = series().loc[value(facts, "series.day")]
    side = "long" if row["long_usd"] >= row["short_usd"] else "short"
    share = 100 * row[f"{side}_usd"] / row["total_usd"]
    return (
        side == value(facts, "liq.side")
        and near(row[f"{side}_usd"], value(facts, "liq.side_usd"))
        and near(share, value(facts, "liq.side_share"))
    )


def coin_share(coin: str) -> Prove:
    """A coin's part of the tracked total."""

    def check(facts: Facts, _day: date) -> bool | None:
        if not value(facts, "liq.tracked"):
            return None
        row = by_coin().loc[value(facts, "series.day")]
        return near(100 * row[coin] / row.sum(), value(facts, f"{coin.lower()}.liq_share"))

    return check


def place(number: int) -> Prove:
    """The coin ranked at this place has that many coins with more or as much, itself counted, and its own sum."""

    def check(facts: Facts, _day: date) -> bool | None:
        if not value(facts, "liq.tracked"):
            return None
        row = by_coin().loc[value(facts, "series.day")].sort_values(ascending=False)
        named = value(facts, f"top{number}.coin")
        return row.index[number - 1] == named and near(row[named], value(facts, f"top{number}.total"))

    return check


def coin_total(coin: str) -> Prove:
    """The coin's own tracked sum."""

    def check(facts: Facts, _day: date) -> bool | None:
        if not value(facts, "liq.tracked"):
            return None
        row = by_coin().loc[value(facts, "series.day")]
        return near(row[coin], value(facts, f"{coin.lower()}.liq_total"))

    return check


def eth_led(facts: Facts, _day: date) -> bool:
    """Days of the thirty before on which ether had more than bitcoin."""
    past = by_coin()[by_coin().index < value(facts, "series.day")].iloc[-30:]
    return int((past["ETH"] > past["BTC"]).sum()) == value(facts, "series.eth_led30")


def rank_of_year(facts: Facts, _day: date) -> bool:
    """One more than the days of the year with more."""
    today, sums = value(facts, "series.day"), series()["total_usd"]
    year = sums[(sums.index >= date(today.year, 1, 1)) & (sums.index <= today)]
    return int((year > sums[today]).sum()) + 1 == value(facts, "series.rank_year")


def times_usual(key: str) -> Prove:
    """The day over the median of the thirty before it."""

    def check(facts: Facts, _day: date) -> bool | None:
        if key == "liq.ratio" and not value(facts, "liq.tracked"):
            return None
        today, sums = value(facts, "series.day"), series()["total_usd"]
        return near(sums[today] / sums[sums.index < today].iloc[-30:].median(), value(facts, key))

    return check


def usual_total(facts: Facts, _day: date) -> bool:
    """The median of the thirty days before."""
    sums = series()["total_usd"]
    return near(sums[sums.index < value(facts, "series.day")].iloc[-30:].median(), value(facts, "series.median30"))


# Prices


def price_since(coin: str, column: str, key: str, sign: int) -> Prove:
    """The day named had a price as far out, and no day between it and today."""

    def check(facts: Facts, day: date) -> bool | None:
        if not whole(facts, coin):
            return None
        rows = candles(coin)[column] * sign
        return last_beyond(rows, day, value(facts, key), lambda earlier: earlier >= rows[day])

    return check


def change_since(coin: str) -> Prove:
    """The day named moved further the same way."""

    def check(facts: Facts, day: date) -> bool | None:
        if not whole(facts, coin):
            return None
        rows = candles(coin)["close"].pct_change()
        sign = 1 if rows[day] > 0 else -1
        since = value(facts, f"{coin.lower()}.change_since")
        return last_beyond(rows * sign, day, since, lambda earlier: earlier > rows[day] * sign)

    return check


def range_since(coin: str, key: str, sign: int) -> Prove:
    """The day named had a narrower range between its high and low, or a wider one."""

    def check(facts: Facts, day: date) -> bool | None:
        if not whole(facts, coin):
            return None
        rows = (candles(coin)["high"] / candles(coin)["low"] - 1) * sign
        return last_beyond(rows, day, value(facts, key), lambda earlier: earlier > rows[day])

    return check


def level_since(coin: str, name: str) -> Prove:
    """The day named was the last on the other side of the level."""

    def check(facts: Facts, day: date) -> bool | None:
        if not whole(facts, coin):
            return None
        level = value(facts, f"{coin.lower()}.level_{name}")
        column, sign = {"broken": ("high", 1), "lost": ("low", -1), "reclaimed": ("close", 1)}[name]
        rows = candles(coin)[column] * sign
        return last_beyond(rows, day, value(facts, f"{coin.lower()}.{name}_since"), lambda one: one > level * sign)

    return check


def pair_since(key: str, sign: int) -> Prove:
    """The day named closed with a ratio further out."""

    def check(facts: Facts, day: date) -> bool | None:
        if not whole(facts, "BTC") or not whole(facts, "ETH"):
            return None
        rows = (candles("ETH")["close"] / candles("BTC")["close"]).dropna() * sign
        return last_beyond(rows, day, value(facts, key), lambda earlier: earlier >= rows[day])

    return check


def record_price(coin: str) -> Prove:
    """The record is the highest high to the day."""

    def check(facts: Facts, day: date) -> bool | None:
        if value(facts, f"{coin.lower()}.venue") != "Binance":
            return None
        rows = candles(coin)["high"]
        return bool(value(facts, f"{coin.lower()}.record") >= rows[rows.index <= day].max())

    return check


def run_of_closes(coin: str, key: str, sign: int) -> Prove:
    """Each close went one way, and the one before did not; a run that ended is counted to the day before."""

    def check(facts: Facts, day: date) -> bool | None:
        ended = key.endswith("ended")
        closes = candles(coin)["close"] * sign
        rose = closes[closes.index <= day].diff() > 0
        return length(rose.iloc[:-1] if ended else rose) == value(facts, key) and not (ended and rose.iloc[-1])

    return check


def held(coin: str) -> Prove:
    """Each day closed above the level, and the one before did not."""

    def check(facts: Facts, day: date) -> bool:
        level, name = value(facts, f"{coin.lower()}.hold_level"), f"{coin.lower()}.hold_days"
        closes = candles(coin)["close"]
        return length(closes[closes.index <= day] > level) == value(facts, name)

    return check


def day_change(coin: str) -> Prove:
    """From close to close."""

    def check(facts: Facts, day: date) -> bool | None:
        if not whole(facts, coin):
            return None
        return near(100 * candles(coin)["close"].pct_change()[day], value(facts, f"{coin.lower()}.change_24h"), 1e-3)

    return check


def inside(coin: str, key: str) -> Prove:
    """A level that was passed on the way lies between the day's low and high."""

    def check(facts: Facts, day: date) -> bool | None:
        if not whole(facts, coin):
            return None
        row, level = candles(coin).loc[day], value(facts, key)
        return bool(row["low"] <= level <= row["high"])

    return check


def won_back(coin: str) -> Prove:
    """A level that is reclaimed lies over an earlier close and under today's."""

    def check(facts: Facts, day: date) -> bool | None:
        if not whole(facts, coin):
            return None
        rows, level = candles(coin), value(facts, f"{coin.lower()}.level_reclaimed")
        return bool(rows["close"][day] >= level > rows["close"][day - DAY])

    return check


def average(coin: str, days: int) -> Prove:
    """The mean of the last closes."""

    def check(facts: Facts, day: date) -> bool | None:
        if not whole(facts, coin):
            return None
        closes = candles(coin)["close"]
        return near(closes[closes.index <= day].iloc[-days:].mean(), value(facts, f"{coin.lower()}.ma{days}"), 1e-3)

    return check


def volume(coin: str) -> Prove:
    """The median spot volume of the thirty days before."""

    def check(facts: Facts, day: date) -> bool | None:
        if not whole(facts, coin):
            return None
        rows = candles(coin)["volume_usd"]
        usual = rows[rows.index < day].iloc[-30:].median()
        return near(usual, value(facts, f"{coin.lower()}.volume_median30"), 1e-3)

    return check


def ether_gap(facts: Facts, day: date) -> bool | None:
    """Ether's change of the day less bitcoin's."""
    if not whole(facts, "BTC") or not whole(facts, "ETH"):
        return None
    ether, bitcoin = (100 * candles(coin)["close"].pct_change()[day] for coin in ("ETH", "BTC"))
    return near(ether - bitcoin, value(facts, "gap.eth_btc_24h"), 1e-3)


# All coins, funds, sentiment, open interest


def breadth(facts: Facts, _day: date) -> bool:
    """As many coins rose and fell as there are moves of either kind."""
    row = moves().loc[value(facts, "breadth.day")].dropna()
    up, down, every = (value(facts, f"breadth.{part}") for part in ("up", "down", "all"))
    return every >= up + down and abs(int((row > 0).sum()) - up) <= 1 and abs(int((row < 0).sum()) - down) <= 1


def furthest(space: str) -> Prove:
    """No coin moved further that way on the day."""

    def check(facts: Facts, _day: date) -> bool:
        row = moves().loc[value(facts, "breadth.day")].dropna()
        named = value(facts, f"{space}.coin")
        most = row.max() if space == "best" else row.min()
        return abs(row[named] - most) < 0.3 and abs(row[named] - value(facts, f"{space}.change")) < 0.3

    return check


def sessions(asset: str, name: str) -> Prove:
    """A run of sessions one way, or the one before the last session."""

    def check(facts: Facts, _day: date) -> bool:
        space = f"{asset.lower()}_etf"
        past = flows(asset)[flows(asset).index <= value(facts, f"{space}.date")]
        if name == "run_before":
            past = past.iloc[:-1]
        way = past > 0 if name == "in_days" or (name == "run_before" and past.iloc[-1] > 0) else past < 0
        return length(way) == value(facts, f"{space}.{name}")

    return check


def flow_since(asset: str) -> Prove:
    """The session named had a larger flow the same way."""

    def check(facts: Facts, _day: date) -> bool:
        space, rows = f"{asset.lower()}_etf", flows(asset)
        session = value(facts, f"{space}.date")
        rows = rows * (1 if rows[session] > 0 else -1)
        return last_beyond(rows, session, value(facts, f"{space}.since"), lambda earlier: earlier > rows[session])

    return check


def mood_since(key: str, sign: int) -> Prove:
    """The day named had a value as far out."""

    def check(facts: Facts, _day: date) -> bool:
        rows, today = sentiment() * sign, value(facts, "window.end").date()
        return last_beyond(rows, today, value(facts, key), lambda earlier: earlier >= rows[today])

    return check


def interest_since(coin: str) -> Prove:
    """No reading between the one named and the last was higher."""

    def check(facts: Facts, _day: date) -> bool | None:
        end = pd.Timestamp(value(facts, "window.end"))
        rows = interest(coin)[interest(coin).index <= end]
        now, days = value(facts, f"{coin.lower()}.oi"), value(facts, f"{coin.lower()}.oi_high_days")
        if not near(float(rows.iloc[-1]), now):
            return None
        higher = rows[rows > now]
        return len(higher) > 0 and abs((rows.index[-1] - higher.index[-1]).days - days) <= 1

    return check


def _coin(coin: str) -> dict[str, Prove]:
    c = coin.lower()
    return {
        f"{c}.high_since": price_since(coin, "high", f"{c}.high_since", 1),
        f"{c}.low_since": price_since(coin, "low", f"{c}.low_since", -1),
        f"{c}.change_since": change_since(coin),
        f"{c}.range_since": range_since(coin, f"{c}.range_since", -1),
        f"{c}.wide_since": range_since(coin, f"{c}.wide_since", 1),
        f"{c}.broken_since": level_since(coin, "broken"),
        f"{c}.lost_since": level_since(coin, "lost"),
        f"{c}.reclaimed_since": level_since(coin, "reclaimed"),
        f"{c}.record": record_price(coin),
        f"{c}.up_days": run_of_closes(coin, f"{c}.up_days", 1),
        f"{c}.down_days": run_of_closes(coin, f"{c}.down_days", -1),
        f"{c}.up_run_ended": run_of_closes(coin, f"{c}.up_run_ended", 1),
        f"{c}.down_run_ended": run_of_closes(coin, f"{c}.down_run_ended", -1),
        f"{c}.hold_days": held(coin),
        f"{c}.change_24h": day_change(coin),
        f"{c}.level_reclaimed": won_back(coin),
        f"{c}.level_touched_up": inside(coin, f"{c}.level_touched_up"),
        f"{c}.level_touched_down": inside(coin, f"{c}.level_touched_down"),
        f"{c}.ma50": average(coin, 50),
        f"{c}.ma200": average(coin, 200),
        f"{c}.volume_median30": volume(coin),
        f"{c}.liq_share": coin_share(coin),
        f"{c}.liq_total": coin_total(coin),
        f"{c}.oi_high_days": interest_since(coin),
        f"{c}_etf.in_days": sessions(coin, "in_days"),
        f"{c}_etf.out_days": sessions(coin, "out_days"),
        f"{c}_etf.run_before": sessions(coin, "run_before"),
        f"{c}_etf.since": flow_since(coin),
    }


PROVERS: dict[str, Prove] = {
    **_coin("BTC"),
    **_coin("ETH"),
    "series.total_since": more_since("total_usd", "series.total_since"),
    "series.longs_since": more_since("long_usd", "series.longs_since"),
    "series.shorts_since": more_since("short_usd", "series.shorts_since"),
    "series.low_since": more_since("total_usd", "series.low_since", -1),
    "callback.since": callback_since,
    "series.total_record": most_ever("total_usd", "series.total_record"),
    "series.side_run": side_run,
    "series.light_run": light_run,
    "series.rank_year": rank_of_year,
    "series.ratio": times_usual("series.ratio"),
    "liq.ratio": times_usual("liq.ratio"),
    "series.median30": usual_total,
    "series.eth_led30": eth_led,
    "ethbtc.high_since": pair_since("ethbtc.high_since", 1),
    "ethbtc.low_since": pair_since("ethbtc.low_since", -1),
    "gap.eth_btc_24h": ether_gap,
    **dict.fromkeys(("liq.side", "liq.side_usd", "liq.side_share", "liq.long", "liq.short"), larger_side),
    **{f"liq.{side}_share": side_share(f"{side}_usd", f"liq.{side}_share") for side in ("long", "short")},
    **{f"top{number}.{part}": place(number) for number in (1, 2, 3) for part in ("coin", "total")},
    **dict.fromkeys(("breadth.all", "breadth.up", "breadth.down"), breadth),
    **{f"{space}.{part}": furthest(space) for space in ("best", "worst") for part in ("coin", "change")},
    "fng.low_since": mood_since("fng.low_since", -1),
    "fng.high_since": mood_since("fng.high_since", 1),
}

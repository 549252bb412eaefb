"""Facts of bitcoin's and ether's prices against their own past, beyond records and since-dates of the window."""

from __future__ import annotations

from collections.abc import Iterator

from newsgen.catalogue.names import Row
from newsgen.model import About, Unit

U = Unit

# One fact, one line: the rows below are a table, and read as one.
# ruff: noqa: E501
# fmt: off


def long_prices(coin: str) -> Iterator[Row]:
    """Ranges, bands, months, averages, volatility and volume of bitcoin or ether."""
    yield from _moves(coin)
    yield from _bands(coin)
    yield from _months(coin)
    yield from _averages(coin)
    yield from _trade(coin)


def _moves(coin: str) -> Iterator[Row]:
    p = coin.lower()

    def since(base: str) -> About:
        return About("price_since", coin=coin, base=base)

    def days(base: str) -> About:
        return About("price_days", coin=coin, base=base)

    def streak(base: str) -> About:
        return About("streak", coin=coin, base=base)

    yield f"{p}.range_since", U.DATE, "Last earlier day with a narrower high-low range, like for like", since("narrower")
    yield f"{p}.range_since_days", U.COUNT, "Days from then to the window", days("narrower")
    yield f"{p}.wide_since", U.DATE, "Last earlier day with a wider high-low range, like for like", since("wider")
    yield f"{p}.wide_since_days", U.COUNT, "Days from then to the window", days("wider")
    yield f"{p}.change_since", U.DATE, "Last earlier day with a larger change the same way, like for like", since("change")
    yield f"{p}.change_since_days", U.COUNT, "Days from then to the window", days("change")
    yield f"{p}.up_run_ended", U.COUNT, "Length of the run of higher closes that the last whole UTC day ended by closing lower, where it was two or more", streak("up_ended")
    yield f"{p}.down_run_ended", U.COUNT, "Length of the run of lower closes that the last whole UTC day ended by closing higher, where it was two or more", streak("down_ended")
    yield f"{p}.up_weeks", U.COUNT, "Whole weeks, Monday to Sunday (UTC), in a row that closed higher, as of the last whole one", streak("up_weeks")
    yield f"{p}.down_weeks", U.COUNT, "Whole weeks in a row that closed lower, as of the last whole one", streak("down_weeks")


def _bands(coin: str) -> Iterator[Row]:
    p = coin.lower()

    def price(base: str) -> About:
        return About("price", coin=coin, base=base)

    def days(base: str) -> About:
        return About("price_days", coin=coin, base=base)

    yield f"{p}.band_low", U.PRICE, "Low edge of the band of band_days", price("band_low")
    yield f"{p}.band_high", U.PRICE, "High edge of the band of band_days", price("band_high")
    yield f"{p}.left_days", U.COUNT, "Days of a band of 6 %, held at least 20 days before the window, that the window's end left", days("left")
    yield f"{p}.left_low", U.PRICE, "Low edge of the band that was left", price("left_low")
    yield f"{p}.left_high", U.PRICE, "High edge of the band that was left", price("left_high")
    yield f"{p}.left_up", U.FLAG, "1 when it was left upwards, 0 downwards", About("price", coin=coin, base="left_up")
    yield f"{p}.hold_level", U.PRICE, "Highest round price of class 5,000 (ether 500) or more that every one of the last ten days or more closed above", About("level", coin=coin, base="hold")
    yield f"{p}.hold_days", U.COUNT, "Whole UTC days in a row that closed above it", About("level_days", coin=coin, base="hold")
    yield f"{p}.high30", U.PRICE, "Highest price of the 30 days before the window", price("30d_high")
    yield f"{p}.low30", U.PRICE, "Lowest price of the 30 days before the window", price("30d_low")
    yield f"{p}.place30", U.PERCENT, "Where the price stands between low30 (0) and high30 (100); beyond them where it has left that range", About("range_place", coin=coin, base="30d")


def _months(coin: str) -> Iterator[Row]:
    p = coin.lower()

    def change(base: str) -> About:
        return About("change", coin=coin, base=base)

    yield f"{p}.month_open", U.PRICE, "First price of the calendar month (UTC)", About("price", coin=coin, base="month_open")
    yield f"{p}.change_mtd", U.PERCENT, "Change since the start of the calendar month", change("mtd")
    yield f"{p}.month_done", U.PERCENT, "Change over the last completed calendar month, on its last day and the two days after", change("month")
    yield f"{p}.month_done_name", U.TEXT, "Name of that month", About("calendar", base="month")
    yield f"{p}.month_done_rank", U.COUNT, "Place of its change among the last 24 months; 1 is the best", About("month_rank", coin=coin, base="month")
    yield f"{p}.month_years", U.COUNT, "Earlier years in the data with this calendar month", About("month_years", coin=coin, base="all")
    yield f"{p}.month_up_years", U.COUNT, "Of those, years in which it rose over the month", About("month_years", coin=coin, base="up")


def _averages(coin: str) -> Iterator[Row]:
    p = coin.lower()
    for days in (50, 200):
        yield f"{p}.ma{days}", U.PRICE, f"Mean of the last {days} daily closes", About("average", coin=coin, base=f"{days}d")
        yield f"{p}.ma{days}_cross", U.FLAG, "1 when the last whole UTC day closed on the other side of its average than the day before", About("average", coin=coin, base=f"{days}d_cross")
        yield f"{p}.ma{days}_days", U.COUNT, "Days since it last closed on this side of the average, before the cross", About("average_days", coin=coin, base=f"{days}d")


def _trade(coin: str) -> Iterator[Row]:
    p = coin.lower()
    yield f"{p}.vol7", U.PERCENT, "Annualised volatility of the last seven daily changes, close to close", About("volatility", coin=coin, base="7d")
    yield f"{p}.vol7_place", U.PERCENT, "Part of the past year's days with a lower one", About("volatility_place", coin=coin, base="7d")
    yield f"{p}.volume", U.USD, "Spot volume of the UTC day on the venue the price comes from", About("volume", coin=coin, base="utc_day")
    yield f"{p}.volume_median30", U.USD, "Median of that over the 30 days before", About("volume", coin=coin, base="usual")
    yield f"{p}.volume_ratio", U.RATIO, "Volume over that median", About("volume_ratio", coin=coin, base="usual")


def pair() -> Iterator[Row]:
    """Ether in bitcoin."""
    yield "ethbtc.ratio", U.RATIO, "Ether's price over bitcoin's at the window's end, same venue", About("pair", coin="ETH", base="now")
    for base, more in (("low", "lower"), ("high", "higher")):
        yield f"ethbtc.{base}_since", U.DATE, f"Last earlier day that closed with a {more} ratio, like for like", About("pair_since", coin="ETH", base=base)
        yield f"ethbtc.{base}_since_days", U.COUNT, "Days from then to the window", About("pair_days", coin="ETH", base=base)

"""Facts of prices: what every coin has, and what bitcoin and ether have besides."""

from __future__ import annotations

from collections.abc import Iterator

from newsgen.catalogue.names import Row
from newsgen.model import About, Unit

U = Unit

# One fact, one line: the rows below are a table, and read as one.
# ruff: noqa: E501
# fmt: off


def light_prices(coin: str) -> Iterator[Row]:
    """What every coin with candles has."""
    p = coin.lower()

    def price(base: str) -> About:
        return About("price", coin=coin, base=base)

    def change(base: str) -> About:
        return About("change", coin=coin, base=base)

    yield f"{p}.name", U.COIN, f"{coin} itself, for naming it", About("coin", coin=coin)
    yield f"{p}.price", U.PRICE, f"{coin}'s price at the window's end", price("now")
    yield f"{p}.open", U.PRICE, f"{coin}'s price at the window's start", price("open")
    yield f"{p}.high", U.PRICE, f"{coin}'s highest price in the window", price("high")
    yield f"{p}.low", U.PRICE, f"{coin}'s lowest price in the window", price("low")
    yield f"{p}.venue", U.VENUE, f"Where {coin}'s prices come from", About("price", coin=coin, base="venue")
    yield f"{p}.change_24h", U.PERCENT, f"{coin}'s change over the window", change("window")
    yield f"{p}.change_7d", U.PERCENT, f"{coin}'s change over seven days", change("7d")
    yield f"{p}.change_day", U.PERCENT, f"{coin}'s change on the last whole UTC day, where the window is another", change("utc_day")


def full_prices(coin: str) -> Iterator[Row]:
    """What bitcoin and ether have besides."""
    p = coin.lower()

    def price(base: str) -> About:
        return About("price", coin=coin, base=base)

    def change(base: str) -> About:
        return About("change", coin=coin, base=base)

    def level(base: str) -> About:
        return About("level", coin=coin, base=base)

    yield f"{p}.range_pct", U.PERCENT, "High over low of the window, less one", About("range", coin=coin, base="window")
    yield f"{p}.range_usd", U.PRICE, "High less low of the window", About("range", coin=coin, base="window")
    yield f"{p}.high_time", U.TIME, "End of the candle with the high", About("price", coin=coin, base="high_time")
    yield f"{p}.low_time", U.TIME, "End of the candle with the low", About("price", coin=coin, base="low_time")
    yield f"{p}.low_change", U.PERCENT, "From the window's start to its low", change("to_low")
    yield f"{p}.high_change", U.PERCENT, "From the window's start to its high", change("to_high")
    yield f"{p}.rebound", U.PERCENT, "From the window's low to its end", change("low")
    yield f"{p}.recovered", U.PERCENT, "Part of the fall from start to low won back by the end", About("recovered", coin=coin, base="window")
    yield f"{p}.fall3d", U.PERCENT, "From the highest to the lowest price after it in the three days before the window", change("fall3d")
    yield f"{p}.fall3d_low", U.PRICE, "The lowest price of that fall", price("fall3d_low")
    yield f"{p}.recovered3d", U.PERCENT, "Part of that fall won back by the window's end", About("recovered", coin=coin, base="3d")
    yield f"{p}.largest_4h", U.PERCENT, "Largest open-to-close change in four hours, signed", change("4h")
    yield f"{p}.largest_1h", U.PERCENT, "Largest open-to-close change in one hour, signed", change("1h")
    yield f"{p}.week_ago", U.PRICE, "Price seven days before the window's end", price("week_ago")
    yield f"{p}.change_30d", U.PERCENT, "Change over 30 days", change("30d")
    yield f"{p}.year_open", U.PRICE, "First price of the year", price("year_open")
    yield f"{p}.change_ytd", U.PERCENT, "Change since the start of the year", change("ytd")
    yield f"{p}.ytd_before", U.PERCENT, "Change since the start of the year, as it stood at the window's start", change("ytd_before")
    yield f"{p}.year_ago", U.PRICE, "Price twelve months before", price("year_ago")
    yield f"{p}.change_12m", U.PERCENT, "Change over twelve months", change("12m")
    yield f"{p}.record", U.PRICE, "Highest price in the data, the window included", price("record")
    yield f"{p}.record_date", U.DATE, "Day of that record", About("record_date", coin=coin, base="record")
    yield f"{p}.record_before", U.PRICE, "Highest price before the window", price("record_before")
    yield f"{p}.record_before_date", U.DATE, "Day of that price", About("record_date", coin=coin, base="record_before")
    yield f"{p}.record_new", U.FLAG, "1 when the window's high is the highest in the data", About("price", coin=coin, base="record_new")
    yield f"{p}.record_days", U.COUNT, "Days since the record", About("price_days", coin=coin, base="record")
    yield f"{p}.from_record", U.PERCENT, "Price against the record", change("record")
    yield f"{p}.from_record_before", U.PERCENT, "Price at the window's start against the record then", change("record_then")
    yield f"{p}.data_start", U.DATE, "First day of the price series", About("scope", coin=coin, base="start")
    yield f"{p}.high_since", U.DATE, "Last earlier day with a price at least as high as the window's high", About("price_since", coin=coin, base="high")
    yield f"{p}.high_since_days", U.COUNT, "Days from then to the window", About("price_days", coin=coin, base="high")
    yield f"{p}.low_since", U.DATE, "Last earlier day with a price at least as low as the window's low", About("price_since", coin=coin, base="low")
    yield f"{p}.low_since_days", U.COUNT, "Days from then to the window", About("price_days", coin=coin, base="low")
    yield f"{p}.up_days", U.COUNT, "Whole UTC days in a row that closed higher", About("streak", coin=coin, base="up")
    yield f"{p}.down_days", U.COUNT, "Whole UTC days in a row that closed lower", About("streak", coin=coin, base="down")
    yield f"{p}.week_high", U.PRICE, "Highest price of the seven days to the window's end", price("week_high")
    yield f"{p}.week_low", U.PRICE, "Lowest price of the seven days to the window's end", price("week_low")
    yield f"{p}.band_days", U.COUNT, "Days the price has stayed within a band of 6 % before the window", About("price_days", coin=coin, base="band")
    for base, sentence in (
        ("broken", "Round price passed from below and held"),
        ("lost", "Round price fallen through and not won back"),
        ("reclaimed", "Round price passed and held that had been held within 365 days"),
        ("touched_up", "Round price passed from below and given back"),
        ("touched_down", "Round price fallen through and won back"),
        ("rejected", "Round price missed by half a percent or less before a fall of 2 % or more"),
        ("near", "Round price within one percent, not touched"),
        ("passed", "Highest round price of class 1,000 (or the coin's smallest) below the window's high and above its start"),
    ):
        yield f"{p}.level_{base}", U.PRICE, sentence, level(base)
        yield f"{p}.class_{base}", U.PRICE, "Step of that round price: its class", About("level_class", coin=coin, base=base)
    yield f"{p}.broken_since", U.DATE, "Last earlier day with a price above the broken level", About("level_since", coin=coin, base="broken")
    yield f"{p}.broken_since_days", U.COUNT, "Days from then to the window", About("level_days", coin=coin, base="broken")
    yield f"{p}.broken_first", U.FLAG, "1 when no earlier price of the series was above the broken level", About("level_since", coin=coin, base="broken_first")
    yield f"{p}.lost_since", U.DATE, "Last earlier day with a price below the lost level", About("level_since", coin=coin, base="lost")
    yield f"{p}.lost_since_days", U.COUNT, "Days from then to the window", About("level_days", coin=coin, base="lost")
    yield f"{p}.reclaimed_since", U.DATE, "Last earlier day that closed above the reclaimed level", About("level_since", coin=coin, base="reclaimed")
    yield f"{p}.reclaimed_days", U.COUNT, "Days from then to the window", About("level_days", coin=coin, base="reclaimed")
    yield f"{p}.levels_agree", U.FLAG, "0 when another venue's candles deny that the level was passed", About("level", coin=coin, base="agree")

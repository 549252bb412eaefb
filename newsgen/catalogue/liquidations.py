"""Facts of positions closed by force: the window itself, and the series it is held against."""

from __future__ import annotations

from collections.abc import Iterator

from newsgen.catalogue.names import COIN_PLACES, MAJORS, VENUE_PLACES, Row
from newsgen.model import About, Unit

U = Unit

# One fact, one line: the rows below are a table, and read as one.
# ruff: noqa: E501
# fmt: off


def liquidations() -> Iterator[Row]:
    """The headline series: all coins on all venues where the day has it, else the tracked coins and venues."""

    def liq(side: str | None = None, base: str = "window") -> About:
        return About("liquidated", side=side, venues="*", base=base)

    def share(side: str | None = None, base: str = "total") -> About:
        return About("liquidated_share", side=side, venues="*", base=base)

    yield "liq.total", U.USD, "Positions closed by force in the window, longs and shorts", liq()
    yield "liq.long", U.USD, "Long positions closed by force in the window", liq("long")
    yield "liq.short", U.USD, "Short positions closed by force in the window", liq("short")
    yield "liq.long_share", U.PERCENT, "Longs as part of liq.total", share("long")
    yield "liq.short_share", U.PERCENT, "Shorts as part of liq.total", share("short")
    yield "liq.side", U.SIDE, "The side that lost more", About("liquidated", venues="*", base="larger_side")
    yield "liq.side_usd", U.USD, "Dollars lost by the side that lost more", liq()
    yield "liq.side_share", U.PERCENT, "Part of liq.total on the side that lost more", share()
    yield "liq.minor_usd", U.USD, "Dollars lost by the other side", liq()
    yield "liq.tracked", U.FLAG, "1 when the liquidation figures cover only tracked coins and venues, not the whole market", About("scope")
    yield "liq.coins", U.COUNT, "Number of coins that the liquidation figures cover, where it is not all", About("scope", base="coins")
    yield "liq.venues", U.VENUE, "Venues that the liquidation figures cover, joined by +", About("scope", base="venues")
    yield "liq.source", U.TEXT, "Who published the liquidation figures", About("scope", base="source")
    yield "liq.traders", U.COUNT, "Number of traders liquidated", About("traders", venues="*", base="window")
    yield "liq.per_trader", U.USD, "liq.total over liq.traders", About("per_trader", base="window")
    yield "liq.majors_share", U.PERCENT, "Bitcoin's and ether's part of liq.total", share(base="majors")
    yield "liq.alts_share", U.PERCENT, "Part of liq.total in neither bitcoin nor ether", share(base="alts")
    yield "liq.alts_usd", U.USD, "Liquidations in neither bitcoin nor ether", About("liquidated", coin="alts", venues="*", base="window")
    yield "liq.eth_over_btc", U.RATIO, "Ether's liquidations over bitcoin's", About("liquidated_ratio", base="eth_btc")
    yield "liq.ratio", U.RATIO, "Tracked liquidations of exactly this window over the median of the 30 windows before it at the same time of day", About("liquidated_ratio", base="usual_window")
    yield "liq.short_burst", U.PERCENT, "Largest four-hour part of the window's liquidations, tracked series", share(base="four_hours")
    burst = "four_hours"
    yield "burst.usd", U.USD, "Liquidations of the largest four-hour part of the window, tracked series", liq(base=burst)
    yield "burst.share", U.PERCENT, "Its part of the window's liquidations, same series", share(base=burst)
    yield "burst.start", U.TIME, "Start of those four hours", About("calendar", base=burst)
    yield "burst.end", U.TIME, "End of those four hours", About("calendar", base=burst)
    yield "burst.venues", U.VENUE, "Venues of the series they are taken from", About("scope", base="four_hours_venues")
    yield "burst.side", U.SIDE, "The side that lost more in them", About("liquidated", venues="*", base="four_hours_side")
    yield "burst.side_share", U.PERCENT, "Part of burst.usd on the side that lost more", share(base="four_hours_side")
    yield "liq.newcomer", U.COIN, "Coin among the three largest that was among the five largest on fewer than ten of the 30 days before", About("liquidated", base="newcomer")
    for place in range(1, COIN_PLACES + 1):
        yield f"top{place}.coin", U.COIN, f"Coin with the {_nth(place)}largest liquidations", About("liquidated", base="rank")
        yield f"top{place}.total", U.USD, f"Liquidations of the {_nth(place)}largest coin", liq()
        yield f"top{place}.share", U.PERCENT, "Its part of liq.total", share(base="coin")
    for place in range(1, VENUE_PLACES + 1):
        yield f"venue{place}.name", U.VENUE, f"Venue with the {_nth(place)}largest liquidations", About("liquidated", base="rank")
        yield f"venue{place}.total", U.USD, "Its liquidations, longs and shorts", liq()
        yield f"venue{place}.share", U.PERCENT, "Its part of liq.total", share(base="venue")
        yield f"venue{place}.long_share", U.PERCENT, "Longs as part of its total", share("long", base="venue_side")
        yield f"venue{place}.short_share", U.PERCENT, "Shorts as part of its total", share("short", base="venue_side")
    yield "venue1.usual_share", U.PERCENT, "Its mean part over the 30 days before, where history has venues", share(base="venue_usual")
    yield "venues.count", U.COUNT, "Number of venues with a figure of their own", About("scope", base="venue_count")
    yield "venues.side_spread", U.POINTS, "Largest less smallest short share among venues with a tenth of the total", share(base="spread")
    for side in ("short", "long"):
        yield f"venue_{side}.name", U.VENUE, f"Of the venues with a tenth of the total, the one with the largest {side} share", About("liquidated", base="rank")
        yield f"venue_{side}.{side}_share", U.PERCENT, f"{side.title()}s as part of its total", share(side, base="venue_side")
    order = About("order", base="window")
    yield "order.usd", U.USD, "The largest single order closed by force", order
    yield "order.coin", U.COIN, "Its coin", order
    yield "order.venue", U.VENUE, "Its venue", order
    yield "order.side", U.SIDE, "The side that was closed", order
    yield "order.pair", U.TEXT, "Its pair, as the venue writes it", order
    yield "order.price", U.PRICE, "The price it was closed at", order
    yield "order.time", U.TIME, "When it was closed", order
    yield "order.share", U.PERCENT, "Its part of liq.total", About("order_share", base="window")


def coin_liquidations(coin: str) -> Iterator[Row]:
    p = coin.lower()

    def liq(side: str | None = None) -> About:
        return About("liquidated", coin=coin, side=side, venues="*", base="window")

    def share(side: str | None, base: str) -> About:
        return About("liquidated_share", coin=coin, side=side, venues="*", base=base)

    yield f"{p}.liq_total", U.USD, f"{coin} positions closed by force in the window", liq()
    yield f"{p}.liq_long", U.USD, f"{coin} longs closed by force in the window", liq("long")
    yield f"{p}.liq_short", U.USD, f"{coin} shorts closed by force in the window", liq("short")
    yield f"{p}.liq_share", U.PERCENT, f"{coin}'s part of liq.total", share(None, "coin")
    if coin in MAJORS:
        yield f"{p}.liq_share_usual", U.PERCENT, f"{coin}'s median part of the tracked liquidations over the 30 days before", share(None, "coin_usual")
    yield f"{p}.liq_long_share", U.PERCENT, f"Longs as part of {coin}'s liquidations", share("long", "coin_side")
    yield f"{p}.liq_short_share", U.PERCENT, f"Shorts as part of {coin}'s liquidations", share("short", "coin_side")




def series() -> Iterator[Row]:
    """The longest like-for-like daily series, on its UTC day nearest the window (at least half of it inside)."""

    def liq(side: str | None = None, base: str = "series_day") -> About:
        return About("liquidated", side=side, venues="*", base=base)

    def since(side: str | None, base: str = "high") -> About:
        return About("liquidated_since", side=side, base=base)

    def days(side: str | None, base: str = "high") -> About:
        return About("liquidated_days", side=side, base=base)

    yield "series.day", U.DATE, "The UTC day of the tracked series that the series facts speak of", About("scope", base="series_day")
    yield "series.exact", U.FLAG, "1 when the series facts are of exactly the window, not of a UTC day beside it", About("scope", base="exact")
    yield "series.start", U.DATE, "First day of the tracked series", About("scope", base="start")
    yield "series.coins", U.COUNT, "Number of coins in the tracked series", About("scope", base="coins")
    yield "series.venues", U.VENUE, "Venues of the tracked series", About("scope", base="venues")
    yield "series.total", U.USD, "Tracked liquidations that day", liq()
    yield "series.long", U.USD, "Tracked longs that day", liq("long")
    yield "series.short", U.USD, "Tracked shorts that day", liq("short")
    yield "series.long_share", U.PERCENT, "Longs as part of series.total", About("liquidated_share", side="long", base="series_total")
    yield "series.short_share", U.PERCENT, "Shorts as part of series.total", About("liquidated_share", side="short", base="series_total")
    yield "series.median30", U.USD, "Median tracked day of the 30 before", liq(base="usual")
    yield "series.ratio", U.RATIO, "series.total over series.median30", About("liquidated_ratio", base="usual")
    yield "series.percentile", U.PERCENT, "Part of the series' earlier days with smaller totals", About("liquidated_rank", base="percentile")
    yield "series.before", U.USD, "Tracked liquidations the day before", liq(base="day_before")
    yield "series.day_ratio", U.RATIO, "series.total over series.before", About("liquidated_ratio", base="day_before")
    yield "series.rank_year", U.COUNT, "Place of the total among the days of its year so far", About("liquidated_rank", base="year")
    yield "series.rank_all", U.COUNT, "Place of the total among all days of the series", About("liquidated_rank", base="all")
    yield "series.days_year", U.COUNT, "Days of the year in the series so far", About("liquidated_days", base="year")
    for side, name in ((None, "total"), ("long", "longs"), ("short", "shorts")):
        yield f"series.{name}_since", U.DATE, f"Last earlier day with a larger {name} figure", since(side)
        yield f"series.{name}_since_days", U.COUNT, "Days from then to the series day", days(side)
        yield f"series.{name}_record", U.FLAG, f"1 when no earlier day of the series had a larger {name} figure", About("liquidated_rank", side=side, base="record")
    yield "series.low_since", U.DATE, "Last earlier day with a smaller total", since(None, "low")
    yield "series.low_since_days", U.COUNT, "Days from then to the series day", days(None, "low")
    yield "series.heavy_days3", U.COUNT, "Days among the last three with at least 1.5 times the usual", About("liquidated_days", base="heavy3")
    yield "series.sum3", U.USD, "Tracked liquidations of the last three days", liq(base="three_days")
    yield "series.sum7", U.USD, "Tracked liquidations of the last seven days", liq(base="seven_days")
    yield "series.sum7_before", U.USD, "Tracked liquidations of the seven days before those", liq(base="seven_days_before")
    yield "series.sum7_ratio", U.RATIO, "series.sum7 over series.sum7_before", About("liquidated_ratio", base="seven_days_before")
    yield "series.side_run", U.COUNT, "Days in a row on which the side of series.side_run_side lost more", About("liquidated_days", base="side_run")
    yield "series.side_run_side", U.SIDE, "The side that lost more on the series day", About("liquidated", base="side_run")
    yield "series.light_run", U.COUNT, "Days in a row with a total below the median of the 30 before each", About("liquidated_days", base="light_run")
    yield "series.month_total", U.USD, "Tracked liquidations of the calendar month, on its last day", liq(base="month")
    yield "series.month_before", U.USD, "Tracked liquidations of the month before it", liq(base="month_before")
    yield "series.eth_led30", U.COUNT, "Days of the 30 before on which ether had more liquidations than bitcoin", About("liquidated_days", coin="ETH", base="led30")
    back = "callback"
    yield "callback.date", U.DATE, "The heavy day of the last three weeks that today is compared with", About("calendar", base=back)
    yield "callback.days", U.COUNT, "Days from then to now", About("liquidated_days", base=back)
    yield "callback.tracked", U.FLAG, "That day's amounts are those of the tracked series, not of all venues", About("scope", base=back)
    yield "callback.total", U.USD, "Liquidations that day", liq(base=back)
    yield "callback.side", U.SIDE, "The side that lost more that day", About("liquidated", base=back)
    yield "callback.side_usd", U.USD, "What that side lost that day", liq(base=back)
    yield "callback.since", U.DATE, "Last day before it on which that side lost more, tracked series", About("liquidated_since", base=back)
    yield "callback.since_days", U.COUNT, "Days from then to the heavy day", About("liquidated_days", base="callback_since")


def echo() -> Iterator[Row]:
    """The latest earlier day most like this one, and what followed it."""
    base = "echo"
    yield "echo.date", U.DATE, "Latest earlier day, 14 days back or more, most like this one: same side ahead, total against the usual and bitcoin's change within a third of today's", About("calendar", base=base)
    yield "echo.days", U.COUNT, "Days from then to the series day", About("liquidated_days", base=base)
    yield "echo.total", U.USD, "Tracked liquidations that day", About("liquidated", venues="*", base=base)
    yield "echo.side", U.SIDE, "The side that lost more that day, as today", About("liquidated", base=base)
    yield "echo.change", U.PERCENT, "Bitcoin's change that day", About("change", coin="BTC", base=base)
    yield "echo.next_change", U.PERCENT, "Bitcoin's change on the day after it", About("change", coin="BTC", base="echo_next")
    yield "echo.next_7d", U.PERCENT, "Bitcoin's change over the seven days after it", About("change", coin="BTC", base="echo_week")


def _nth(place: int) -> str:
    return ("", "", "second-", "third-", "fourth-")[place]

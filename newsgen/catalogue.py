"""The catalogue: every fact id that can exist, with its unit, its sentence and what it is about.

A name in a rule or a template that is not here is an error when the file is loaded.
In the catalogue but not known on a day: the day's facts say why it is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from newsgen.model import About, Declared, Unit

# Coins that facts are measured for; a row of any other coin serves only the market-wide facts.
MAJORS = ("BTC", "ETH")
OTHERS = (
    "SOL", "XRP", "DOGE", "BNB", "ADA", "AAVE", "ASTER", "AVAX", "BCH", "CRO", "DOT", "EOS", "ETC", "HBAR", "HYPE",
    "LEO", "LINK", "LTC", "NEAR", "PEPE", "SUI", "TON", "TRX", "UNI", "XLM", "XMR", "ZEC",
)  # fmt: skip
COINS = MAJORS + OTHERS
INDICES = ("SPX", "NDX", "IXIC", "DJI", "VIX")
FLOW_ASSETS = ("BTC", "ETH", "SOL", "XRP")
TALLY = "newsgen tally"  # the source of what newsgen added up itself: a floor, never ranked nor held against others
VENUE_PLACES = 4  # venues are ranked by their part of the total: venue1 ... venue4
COIN_PLACES = 3  # coins ranked by liquidations: top1 ... top3

# The closed vocabulary of About.measure, with what a checker may conclude from it.
MEASURES: Mapping[str, str] = MappingProxyType({
    "calendar": "a date, time or weekday of the window itself",
    "liquidated": "US dollars closed by force",
    "liquidated_share": "part of a liquidation total, percent; base says of what",
    "liquidated_ratio": "one liquidation amount over another",
    "liquidated_rank": "place in a list of liquidation days; 1 is the largest",
    "liquidated_since": "date of the last day with more (or less, base 'low') liquidations",
    "liquidated_days": "number of days in a statement about liquidations",
    "traders": "number of traders liquidated",
    "per_trader": "US dollars per liquidated trader",
    "order": "the largest single order: its dollars, price, time, pair, coin, side or venue",
    "order_share": "largest order over the total, percent",
    "price": "a price; base: now, open, high, low, week_ago, month_ago, year_open, year_ago, record, record_before",
    "level": "a round price; base: broken, lost, reclaimed, touched_up, touched_down, rejected, near, passed",
    "level_class": "the step of a round price (100000, 10000, 5000, 1000 ...)",
    "level_since": "date the coin last stood beyond the level",
    "level_days": "days since the coin last stood beyond the level",
    "change": "a change of price in percent, signed; base: window, 7d, 30d, ytd, 12m, record, low, high, week_high",
    "range": "high less low of the window: percent of the low, or dollars",
    "recovered": "part of the window's fall that was won back, percent",
    "price_since": "date of the last price as high (base 'high') or as low (base 'low')",
    "price_days": "number of days in a statement about prices; base: high, low, record",
    "streak": "days or sessions in a row; base: up, down, inflow, outflow",
    "record_date": "date of the record price",
    "gap": "one coin's change less another's, percentage points",
    "breadth": "number of coins that rose (base 'up'), fell ('down') or are counted ('all')",
    "mover": "the coin that moved most; base: best, worst",
    "flow": "US dollars into (positive) or out of (negative) exchange-traded funds; base: session, streak, week",
    "flow_date": "date of a fund session",
    "flow_since": "date of the last session with a larger flow",
    "index_change": "change of a stock index in its last completed session, percent, signed",
    "index_close": "closing level of a stock index",
    "index_date": "date of the last completed session",
    "sentiment": "Fear & Greed value, 0 to 100; base: now, day_ago, week_ago",
    "sentiment_label": "the index's own word for its value",
    "sentiment_change": "change of the Fear & Greed value, points, signed",
    "sentiment_since": "date of the last value as low (base 'low') or as high (base 'high')",
    "open_interest": "US dollars in open contracts",
    "open_interest_change": "change of open interest, percent, signed; base: 24h, 7d",
    "funding": "funding rate, percent per interval, signed; base: now, before",
    "dominance": "bitcoin's part of the whole market's value, percent",
    "dominance_change": "change of dominance, percentage points, signed",
    "market_cap": "value of all coins, US dollars",
    "market_cap_change": "change of that value, percent, signed",
    "scope": "which coins and venues a series covers, and since when",
    "event": "what an editor put on file",
    "coin": "the coin itself",
})  # fmt: skip

U = Unit
Row = tuple[str, Unit, str, About]

# One fact, one line: the rows below are a table, and read as one.
# ruff: noqa: E501
# fmt: off


def _calendar() -> Iterator[Row]:
    about = About("calendar", base="window")
    yield "day.date", U.DATE, "The day this recap is for", About("calendar", base="day")
    yield "day.weekend", U.FLAG, "1 when the window ends on a Saturday or Sunday (UTC)", about
    yield "day.year", U.TEXT, "The year of the window's end", about
    yield "window.start", U.TIME, "Start of the 24 hours told", about
    yield "window.end", U.TIME, "End of the 24 hours told", about
    yield "window.hours", U.COUNT, "Length of the window in hours", about
    yield "window.is_day", U.FLAG, "1 when the window is exactly one UTC day", about
    yield "event.what", U.TEXT, "The event on file nearest before the window's end", About("event")
    yield "event.source", U.TEXT, "Who reported that event", About("event")
    yield "event.date", U.DATE, "When that event happened", About("event")
    yield "event.count", U.COUNT, "Number of events on file for the window", About("event")


def _liquidations() -> Iterator[Row]:
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
    yield "liq.side_share", U.PERCENT, "That side's part of liq.total", share()
    yield "liq.minor_usd", U.USD, "Dollars lost by the other side", liq()
    yield "liq.tracked", U.FLAG, "1 when liq.* covers only tracked coins and venues, not the whole market", About("scope")
    yield "liq.coins", U.COUNT, "Number of coins liq.* covers, where it is not all", About("scope", base="coins")
    yield "liq.venues", U.VENUE, "Venues liq.* covers, joined by +", About("scope", base="venues")
    yield "liq.source", U.TEXT, "Who published the liquidation figures", About("scope", base="source")
    yield "liq.traders", U.COUNT, "Number of traders liquidated", About("traders", venues="*", base="window")
    yield "liq.per_trader", U.USD, "liq.total over liq.traders", About("per_trader", base="window")
    yield "liq.majors_share", U.PERCENT, "Bitcoin's and ether's part of liq.total", share(base="majors")
    yield "liq.alts_share", U.PERCENT, "Part of liq.total in neither bitcoin nor ether", share(base="alts")
    yield "liq.alts_usd", U.USD, "Liquidations in neither bitcoin nor ether", About("liquidated", coin="alts", venues="*", base="window")
    yield "liq.eth_over_btc", U.RATIO, "Ether's liquidations over bitcoin's", About("liquidated_ratio", base="eth_btc")
    yield "liq.ratio", U.RATIO, "Tracked liquidations of exactly this window over the median of the 30 windows before it at the same time of day", About("liquidated_ratio", base="usual_window")
    yield "liq.short_burst", U.PERCENT, "Largest four-hour part of the window's liquidations, tracked series", share(base="four_hours")
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
    order = About("order", base="window")
    yield "order.usd", U.USD, "The largest single order closed by force", order
    yield "order.coin", U.COIN, "Its coin", order
    yield "order.venue", U.VENUE, "Its venue", order
    yield "order.side", U.SIDE, "The side that was closed", order
    yield "order.pair", U.TEXT, "Its pair, as the venue writes it", order
    yield "order.price", U.PRICE, "The price it was closed at", order
    yield "order.time", U.TIME, "When it was closed", order
    yield "order.share", U.PERCENT, "Its part of liq.total", About("order_share", base="window")


def _coin_liquidations(coin: str) -> Iterator[Row]:
    p = coin.lower()

    def liq(side: str | None = None) -> About:
        return About("liquidated", coin=coin, side=side, venues="*", base="window")

    def share(side: str | None, base: str) -> About:
        return About("liquidated_share", coin=coin, side=side, venues="*", base=base)

    yield f"{p}.liq_total", U.USD, f"{coin} positions closed by force in the window", liq()
    yield f"{p}.liq_long", U.USD, f"{coin} longs closed by force in the window", liq("long")
    yield f"{p}.liq_short", U.USD, f"{coin} shorts closed by force in the window", liq("short")
    yield f"{p}.liq_share", U.PERCENT, f"{coin}'s part of liq.total", share(None, "coin")
    yield f"{p}.liq_long_share", U.PERCENT, f"Longs as part of {coin}'s liquidations", share("long", "coin_side")
    yield f"{p}.liq_short_share", U.PERCENT, f"Shorts as part of {coin}'s liquidations", share("short", "coin_side")


def _series() -> Iterator[Row]:
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


def _light_prices(coin: str) -> Iterator[Row]:
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


def _full_prices(coin: str) -> Iterator[Row]:
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


def _comparison() -> Iterator[Row]:
    yield "gap.eth_btc_24h", U.POINTS, "Ether's change less bitcoin's over the window", About("gap", coin="ETH", base="window")
    yield "gap.eth_btc_7d", U.POINTS, "Ether's change less bitcoin's over seven days", About("gap", coin="ETH", base="7d")
    yield "gap.alts_btc", U.POINTS, "Median change of other coins less bitcoin's, same UTC day", About("gap", coin="alts", base="utc_day")
    yield "alts.median_change", U.PERCENT, "Median change of the coins besides bitcoin and ether on the last whole UTC day", About("change", coin="alts", base="utc_day")
    yield "breadth.day", U.DATE, "The UTC day that breadth and movers speak of", About("calendar", base="utc_day")
    yield "breadth.up", U.COUNT, "Coins that rose that day", About("breadth", base="up")
    yield "breadth.down", U.COUNT, "Coins that fell that day", About("breadth", base="down")
    yield "breadth.all", U.COUNT, "Coins counted", About("breadth", base="all")
    for name in ("best", "worst"):
        for place, suffix in (("", ""), ("second ", "2"), ("third ", "3")):
            yield f"{name}{suffix}.coin", U.COIN, f"The {place}{name} coin of the UTC day besides bitcoin and ether", About("mover", base=name)
            yield f"{name}{suffix}.change", U.PERCENT, "Its change that day", About("change", base="utc_day")


def _flows(asset: str) -> Iterator[Row]:
    p = f"{asset.lower()}_etf"

    def flow(base: str) -> About:
        return About("flow", coin=asset, base=base)

    yield f"{p}.flow", U.USD, f"Net flow into US spot {asset} funds in the last final session, signed", flow("session")
    yield f"{p}.date", U.DATE, "Date of that session", About("flow_date", coin=asset, base="session")
    yield f"{p}.before", U.USD, "Net flow in the session before it, signed", flow("session_before")
    yield f"{p}.in_days", U.COUNT, "Sessions in a row with inflows", About("streak", coin=asset, base="inflow")
    yield f"{p}.out_days", U.COUNT, "Sessions in a row with outflows", About("streak", coin=asset, base="outflow")
    yield f"{p}.streak_sum", U.USD, "Net flow over that run, signed", flow("streak")
    yield f"{p}.run_before", U.COUNT, "Length of the opposite run that this session ended", About("streak", coin=asset, base="run_before")
    yield f"{p}.week_sum", U.USD, "Net flow over the last five sessions, signed", flow("week")
    yield f"{p}.since", U.DATE, "Last earlier session with a larger flow the same way", About("flow_since", coin=asset, base="session")
    yield f"{p}.since_days", U.COUNT, "Days from then to the session", About("flow_since", coin=asset, base="days")
    yield f"{p}.top_fund", U.TEXT, "Fund with the largest flow that session", flow("top_fund")
    yield f"{p}.top_flow", U.USD, "Its flow, signed", flow("top_fund")


def _stocks() -> Iterator[Row]:
    for index in INDICES:
        p = index.lower()
        yield f"{p}.change", U.PERCENT, f"Change of {index} in its last completed session", About("index_change", coin=index, base="session")
        yield f"{p}.close", U.INDEX, f"Close of {index}", About("index_close", coin=index, base="session")
    yield "stocks.date", U.DATE, "Date of the last completed US session", About("index_date", base="session")
    yield "stocks.age_days", U.COUNT, "Days from that session to the window's end", About("index_date", base="age")
    yield "spx.record", U.FLAG, "1 when the S&P 500 closed at its highest in the data", About("index_close", coin="SPX", base="record")


def _mood() -> Iterator[Row]:
    yield "fng.value", U.INDEX, "Fear & Greed index, latest value by the window's end", About("sentiment", base="now")
    yield "fng.date", U.DATE, "Date of that value", About("calendar", base="sentiment")
    yield "fng.label", U.TEXT, "The index's own word for it", About("sentiment_label", base="now")
    yield "fng.before", U.INDEX, "Value a day earlier", About("sentiment", base="day_ago")
    yield "fng.week_ago", U.INDEX, "Value seven days earlier", About("sentiment", base="week_ago")
    yield "fng.change_1d", U.POINTS, "Change in a day", About("sentiment_change", base="1d")
    yield "fng.change_7d", U.POINTS, "Change in seven days", About("sentiment_change", base="7d")
    yield "fng.low_since", U.DATE, "Last earlier day with a value as low", About("sentiment_since", base="low")
    yield "fng.low_since_days", U.COUNT, "Days from then", About("sentiment_since", base="low_days")
    yield "fng.high_since", U.DATE, "Last earlier day with a value as high", About("sentiment_since", base="high")
    yield "fng.high_since_days", U.COUNT, "Days from then", About("sentiment_since", base="high_days")
    for coin in MAJORS:
        p = coin.lower()
        yield f"{p}.oi", U.USD, f"{coin} open interest", About("open_interest", coin=coin, base="now")
        yield f"{p}.oi_change_24h", U.PERCENT, "Its change in a day", About("open_interest_change", coin=coin, base="24h")
        yield f"{p}.oi_change_7d", U.PERCENT, "Its change in seven days", About("open_interest_change", coin=coin, base="7d")
        yield f"{p}.funding", U.RATE, f"{coin} funding rate per interval", About("funding", coin=coin, base="now")
        yield f"{p}.funding_before", U.RATE, "The rate a day earlier", About("funding", coin=coin, base="before")
    yield "market.dominance", U.PERCENT, "Bitcoin's part of the market's value", About("dominance", coin="BTC", base="now")
    yield "market.dominance_7d", U.POINTS, "Its change in seven days", About("dominance_change", coin="BTC", base="7d")
    yield "market.cap", U.USD, "Value of all coins", About("market_cap", base="now")
    yield "market.cap_change", U.PERCENT, "Its change in a day", About("market_cap_change", base="24h")


def _nth(place: int) -> str:
    return ("", "", "second-", "third-", "fourth-")[place]


def _rows() -> Iterator[Row]:
    yield from _calendar()
    yield from _liquidations()
    yield from _series()
    for coin in COINS:
        yield from _coin_liquidations(coin)
        yield from _light_prices(coin)
    for coin in MAJORS:
        yield from _full_prices(coin)
    yield from _comparison()
    for asset in FLOW_ASSETS:
        yield from _flows(asset)
    yield from _stocks()
    yield from _mood()


CATALOGUE: Mapping[str, Declared] = MappingProxyType({row[0]: Declared(*row) for row in _rows()})

"""Facts of what surrounds a day: its calendar, other coins, funds, stocks, sentiment and positions."""

from __future__ import annotations

from collections.abc import Iterator

from newsgen.catalogue.names import INDICES, MAJORS, Row
from newsgen.model import About, Unit

U = Unit

# One fact, one line: the rows below are a table, and read as one.
# ruff: noqa: E501
# fmt: off


def calendar() -> Iterator[Row]:
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
    yield "event.kind", U.TEXT, "What kind of event an editor filed it as", About("event")
    yield "event.hours", U.COUNT, "Whole hours from the event to the window's end, where its time is on file", About("event", base="hours")
    yield "event.change", U.PERCENT, "Bitcoin's change from the event to the window's end", About("change", coin="BTC", base="event")
    yield "ahead.what", U.TEXT, "The next event announced (kind: scheduled ...) for the seven days after the window's end", About("ahead")
    yield "ahead.source", U.TEXT, "Who says so", About("ahead")
    yield "ahead.date", U.DATE, "When it is due", About("ahead")
    yield "ahead.days", U.COUNT, "Days from the window's day to then", About("ahead", base="days")
    yield "ahead.kind", U.TEXT, "What an editor wrote after \"scheduled\" in its kind: expiry, rates, data ...", About("ahead")
    yield "event.count", U.COUNT, "Number of events on file for the window", About("event")


def comparison() -> Iterator[Row]:
    yield "gap.eth_btc_24h", U.POINTS, "Ether's change less bitcoin's over the window", About("gap", coin="ETH", base="window")
    yield "gap.eth_btc_7d", U.POINTS, "Ether's change less bitcoin's over seven days", About("gap", coin="ETH", base="7d")
    yield "gap.alts_btc", U.POINTS, "Median change of other coins less bitcoin's, same UTC day", About("gap", coin="alts", base="utc_day")
    yield "alts.median_change", U.PERCENT, "Median change of the coins besides bitcoin and ether on the last whole UTC day", About("change", coin="alts", base="utc_day")
    yield "breadth.day", U.DATE, "The UTC day that breadth and movers speak of", About("calendar", base="utc_day")
    yield "breadth.up", U.COUNT, "Coins that rose that day", About("breadth", base="up")
    yield "breadth.down", U.COUNT, "Coins that fell that day", About("breadth", base="down")
    yield "breadth.all", U.COUNT, "Coins counted", About("breadth", base="all")
    yield "breadth.same", U.FLAG, "1 when all coins counted moved one way", About("breadth", base="same")
    yield "breadth.least", U.PERCENT, "Smallest of their moves, without its sign, where all moved one way", About("breadth_least", base="utc_day")
    for name in ("best", "worst"):
        for place, suffix in (("", ""), ("second ", "2"), ("third ", "3")):
            yield f"{name}{suffix}.coin", U.COIN, f"The {place}{name} coin of the UTC day besides bitcoin and ether", About("mover", base=name)
            yield f"{name}{suffix}.change", U.PERCENT, "Its change that day", About("change", base="utc_day")


def flows(asset: str) -> Iterator[Row]:
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
    yield f"{p}.month_sum", U.USD, "Net flow over the sessions of the calendar month so far, signed", flow("month")
    yield f"{p}.in_of20", U.COUNT, "Sessions of the last 20 with inflows", About("streak", coin=asset, base="in_of20")
    yield f"{p}.record", U.FLAG, "1 when no earlier session had a larger flow the same way", About("flow_record", coin=asset, base="session")
    yield f"{p}.run_since", U.DATE, "Last session of the last earlier run the same way that was as long", About("flow_since", coin=asset, base="run")
    yield f"{p}.top_fund", U.TEXT, "Fund with the largest flow that session", flow("top_fund")
    yield f"{p}.top_flow", U.USD, "Its flow, signed", flow("top_fund")


def stocks() -> Iterator[Row]:
    for index in INDICES:
        p = index.lower()
        yield f"{p}.change", U.PERCENT, f"Change of {index} in its last completed session", About("index_change", coin=index, base="session")
        yield f"{p}.close", U.INDEX, f"Close of {index}", About("index_close", coin=index, base="session")
    yield "stocks.date", U.DATE, "Date of the last completed US session", About("index_date", base="session")
    yield "stocks.age_days", U.COUNT, "Days from that session to the window's end", About("index_date", base="age")
    yield "spx.record", U.FLAG, "1 when the S&P 500 closed at its highest in the data", About("index_close", coin="SPX", base="record")


def mood() -> Iterator[Row]:
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
    yield "fng.zone_days", U.COUNT, "Days in a row in the same zone of the index, this one counted", About("sentiment_since", base="zone_days")
    for coin in MAJORS:
        p = coin.lower()
        yield f"{p}.oi", U.USD, f"{coin} open interest", About("open_interest", coin=coin, base="now")
        yield f"{p}.oi_change_24h", U.PERCENT, "Its change in a day", About("open_interest_change", coin=coin, base="24h")
        yield f"{p}.oi_change_7d", U.PERCENT, "Its change in seven days", About("open_interest_change", coin=coin, base="7d")
        yield f"{p}.oi_high_days", U.COUNT, "Days since open interest was higher", About("open_interest_days", coin=coin, base="high")
        yield f"{p}.oi_place", U.PERCENT, "Open interest against its highest of the past year", About("open_interest_place", coin=coin, base="year")
        yield f"{p}.funding", U.RATE, f"{coin} funding rate per interval", About("funding", coin=coin, base="now")
        yield f"{p}.funding_before", U.RATE, "The rate a day earlier", About("funding", coin=coin, base="before")
        yield f"{p}.funding_since", U.DATE, "Day of the last rate with the other sign", About("funding_since", coin=coin, base="sign")
        yield f"{p}.funding_since_days", U.COUNT, "Days from then to the rate", About("funding_days", coin=coin, base="sign")
    yield "market.dominance", U.PERCENT, "Bitcoin's part of the market's value", About("dominance", coin="BTC", base="now")
    yield "market.dominance_7d", U.POINTS, "Its change in seven days", About("dominance_change", coin="BTC", base="7d")
    yield "market.cap", U.USD, "Value of all coins", About("market_cap", base="now")
    yield "market.cap_change", U.PERCENT, "Its change in a day", About("market_cap_change", base="24h")
    yield "market.cap_before", U.USD, "That value a day earlier", About("market_cap", base="day_ago")
    yield "market.cap_usd", U.USD, "Its change in a day, US dollars, signed", About("market_cap_change", base="24h")
    yield "market.cap_level", U.USD, "Multiple of half a trillion dollars crossed since the day before", About("market_cap", base="level")
    yield "market.cap_up", U.FLAG, "1 when it was crossed upwards, 0 downwards", About("market_cap", base="up")
    yield "market.dominance_since", U.DATE, "Last earlier day with a higher (dominance_high 1) or a lower dominance", About("dominance_since", coin="BTC", base="since")
    yield "market.dominance_since_days", U.COUNT, "Days from then", About("dominance_days", coin="BTC", base="since")
    yield "market.dominance_high", U.FLAG, "1 when dominance is the highest since then, 0 when the lowest", About("dominance", coin="BTC", base="high")

"""Liquidations: what may be derived, what cannot be true and is left out, and what is a part of what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.catalogue import TALLY
from newsgen.model import Facts, Severity, Unit

from .measure_kit import at, liquidation, made, more, told, tracked

END = "2024-03-10 12:00"
DAY = "2024-03-10"


def liquidations(*rows: dict[str, Any]) -> Facts:
    return told(made(liquidations=rows), DAY, END)


def test_the_default_window_is_the_latest_all_coin_one_of_the_day() -> None:
    """Its end lies after the day's first midnight and no later than the next one."""
    rows = [
        liquidation(end, total=100)
        for end in ("2024-03-10 00:00", "2024-03-10 08:00", "2024-03-11 00:00", "2024-03-11 04:00")
    ]
    market = made(liquidations=rows)
    assert told(market, "2024-03-10").as_of == at("2024-03-11 00:00")
    assert told(market, "2024-03-09").as_of == at("2024-03-10 00:00")
    assert told(market, "2024-03-11").as_of == at("2024-03-11 04:00")
    assert told(market, "2024-03-12").as_of == at("2024-03-13 00:00")


def test_an_unknown_side_is_the_total_less_the_other() -> None:
    """The working says that it was derived."""
    facts = liquidations(liquidation(END, short=60, total=100))
    assert facts.value("liq.long") == 40
    assert facts.known["liq.long"].working == "40 = total 100 less shorts 60"
    assert facts.value("liq.long_share") == 40
    assert facts.value("liq.side") == "short"
    assert facts.known["liq.side_usd"].about.side == "short"
    assert facts.known["liq.minor_usd"].about.side == "long"


def test_an_unknown_total_is_the_sum_of_both_sides() -> None:
    """Both sides known make a total."""
    assert liquidations(liquidation(END, long=40, short=60)).value("liq.total") == 100


def test_one_side_alone_makes_no_total_and_no_share() -> None:
    """Empty is unknown, never zero."""
    facts = liquidations(liquidation(END, long=40))
    assert facts.value("liq.long") == 40
    assert not facts.known.keys() & {"liq.total", "liq.short", "liq.long_share", "liq.side"}


def test_sides_that_miss_their_total_are_left_out_with_a_finding() -> None:
    """The total stays; within one percent nothing is said."""
    facts = liquidations(liquidation(END, long=390e6, short=65e6, total=450e6))
    assert facts.value("liq.total") == 450e6
    assert not facts.known.keys() & {"liq.long", "liq.short", "liq.long_share"}
    (finding,) = facts.findings
    assert (finding.id, finding.severity) == ("N4", Severity.HOLD)
    assert "do not add up to the total of 450,000,000" in finding.message
    assert finding.hint
    assert liquidations(liquidation(END, long=390e6, short=64e6, total=450e6)).findings == ()


def test_a_side_above_its_total_is_left_out() -> None:
    """A single side cannot be more than both."""
    facts = liquidations(liquidation(END, long=120, total=100))
    assert "liq.short" not in facts.known
    assert "are more than the total of 100" in facts.findings[0].message


def test_a_coin_above_the_market_is_left_out_with_a_finding() -> None:
    """No share of a whole exceeds a hundred percent."""
    facts = liquidations(liquidation(END, total=100), liquidation(END, coin="BTC", total=101))
    assert not any(fact_id.startswith("btc.liq_") for fact_id in facts.known)
    assert "more than all liquidations" in facts.findings[0].message
    assert facts.findings[0].severity is Severity.HOLD


def test_a_venue_above_the_market_is_left_out_with_a_finding() -> None:
    """The other venues stay."""
    rows = [liquidation(END, venues="OKX", total=120), liquidation(END, venues="Binance", total=90)]
    facts = liquidations(liquidation(END, total=100), *rows)
    assert facts.value("venue1.name") == "Binance"
    assert facts.value("venue1.share") == 90
    assert "OKX liquidations of 120 are more" in facts.findings[0].message


def test_of_several_sources_the_fullest_row_is_believed() -> None:
    """Then CoinGlass; figures of two sources are never mixed."""
    full = liquidation(END, long=10, short=20, total=30, traders=7, source="Other")
    facts = liquidations(liquidation(END, total=99), full)
    assert (facts.value("liq.total"), facts.value("liq.source")) == (30, "Other")
    facts = liquidations(liquidation(END, total=99), liquidation(END, total=98, source="Another"))
    assert (facts.value("liq.total"), facts.value("liq.source")) == (99, "CoinGlass")


def test_traders_and_dollars_per_trader() -> None:
    """The published count, and the total over it."""
    facts = liquidations(liquidation(END, total=1000, traders=8))
    assert (facts.value("liq.traders"), facts.value("liq.per_trader")) == (8, 125.0)


def test_parts_of_the_market_by_coin() -> None:
    """Bitcoin, ether and the rest add up to the whole."""
    rows = [liquidation(END, coin="BTC", total=50, long=20), liquidation(END, coin="ETH", total=30)]
    facts = liquidations(liquidation(END, total=100), *rows)
    assert facts.value("btc.liq_share") == 50
    assert facts.value("btc.liq_long_share") == 40
    assert facts.value("liq.majors_share") == 80
    assert facts.value("liq.alts_usd") == 20
    assert facts.value("liq.eth_over_btc") == 0.6


def test_a_ranking_stops_where_an_unlisted_coin_may_stand() -> None:
    """Only places that the rest cannot take are told."""
    rows = [liquidation(END, coin="BTC", total=50), liquidation(END, coin="SOL", total=10)]
    facts = liquidations(liquidation(END, total=100), *rows)
    assert facts.value("top1.coin") == "BTC"
    assert facts.known["top1.total"].about.coin == "BTC"
    assert "may stand before it" in facts.missing["top2.coin"]


def test_a_ranking_of_venues_stops_where_an_unlisted_venue_may_stand() -> None:
    """One venue with a third of the total is not called the largest."""
    facts = liquidations(liquidation(END, total=100), liquidation(END, venues="OKX", total=35))
    assert "may stand before it" in facts.missing["venue1.name"]
    facts = liquidations(liquidation(END, total=100), liquidation(END, venues="OKX", total=55))
    assert facts.value("venue1.name") == "OKX"
    assert facts.known["venue1.share"].about.venues == "OKX"


def test_a_venues_usual_share_needs_ten_earlier_windows() -> None:
    """Its mean part over the thirty days before."""
    rows = [liquidation(END, total=100), liquidation(END, venues="OKX", total=80)]
    for back in range(1, 13):
        end = f"{at(END) - timedelta(days=back):%Y-%m-%d %H:%M}"
        rows += [liquidation(end, total=100), liquidation(end, venues="OKX", total=40)]
    assert liquidations(*rows).value("venue1.usual_share") == 40
    assert "venue1.usual_share" not in liquidations(*rows[:12]).known


def test_venues_differ_by_their_sides() -> None:
    """Among venues with a tenth of the total, the largest short share less the smallest."""
    rows = [
        liquidation(END, venues="OKX", long=10, short=30, total=40),
        liquidation(END, venues="Bybit", long=30, short=20, total=50),
        liquidation(END, venues="Gate", long=0, short=5, total=5),
    ]
    assert liquidations(liquidation(END, total=100), *rows).value("venues.side_spread") == pytest.approx(35)


# --- the tracked series in the place of an all-coin total ------------------------------------------------------------


def test_without_a_total_the_tracked_coins_of_one_venue_set_are_summed() -> None:
    """The fact says how many coins, and on which venues."""
    rows = tracked("2024-01-01", [100.0] * 70, coins=("BTC", "ETH", "SOL"))
    facts = told(made(liquidations=rows), "2024-03-09")
    assert facts.value("liq.total") == 300
    assert (facts.value("liq.tracked"), facts.value("liq.coins")) == (1, 3)
    assert facts.known["liq.total"].about.venues == "Binance+OKX"
    assert facts.value("liq.venues") == "Binance+OKX"
    assert facts.value("top3.coin") == "SOL"
    assert facts.value("btc.liq_share") == pytest.approx(100 / 3)


def test_a_tracked_coin_is_never_a_part_of_the_market_total() -> None:
    """With an all-coin total, coins of other venue sets have no figure and no share."""
    rows = [*tracked("2024-01-01", [100.0] * 69, coins=("BTC", "ETH")), liquidation("2024-03-10 00:00", total=500)]
    facts = told(made(liquidations=rows), "2024-03-09")
    assert (facts.value("liq.total"), facts.value("liq.tracked")) == (500, 0)
    assert not any(fact_id.startswith("btc.liq_") for fact_id in facts.known)
    assert facts.value("series.total") == 200


def test_other_windows_are_summed_from_four_hour_rows_of_one_venue() -> None:
    """Six rows of every coin make a window; one missing row unmakes it."""
    rows = [
        liquidation(f"2024-03-{day:02d} {hour:02d}:00", hours=4, coin=coin, venues="Binance", long=6, short=4, total=10)
        for day in range(1, 11)
        for hour in range(0, 24, 4)
        for coin in ("BTC", "ETH")
    ]
    facts = liquidations(*rows)
    assert facts.value("liq.total") == 120
    assert facts.value("liq.long_share") == 60
    assert facts.value("liq.short_burst") == pytest.approx(100 / 6)
    holed = [row for row in rows if (row["coin"], row["end"]) != ("ETH", at("2024-03-10 08:00"))]
    facts = liquidations(*holed)
    assert facts.value("liq.total") == 60
    assert facts.value("liq.coins") == 1


def test_a_total_that_ended_before_the_time_asked_is_not_this_windows() -> None:
    """It is left out, and a finding says when it ended."""
    facts = told(made(liquidations=[liquidation("2024-03-10 08:00", total=100)]), DAY, END)
    assert "liq.total" not in facts.known
    (finding,) = facts.findings
    assert (finding.id, finding.severity) == ("F2", Severity.WARN)
    assert "end at 2024-03-10 08:00 UTC, 4 hours before the time asked" in finding.message
    assert finding.hint == "Ask for --as-of 2024-03-10T08:00Z."


def test_an_empty_market_has_no_figures_and_says_why() -> None:
    """Only the calendar and the coins' names are known."""
    facts = told(made(), DAY)
    assert all(
        fact_id.startswith(("day.", "window.", "event.count")) or fact_id.endswith(".name") for fact_id in facts.known
    )
    assert facts.missing["liq.total"] == "no liquidations on file for exactly this window"


# --- the largest order ------------------------------------------------------------------------------------------------


def order(time: str | None, usd: float, **rest: Any) -> dict[str, Any]:
    return {"time": at(time) if time else None, "usd": usd, "source": "CoinGlass", **rest}


def with_orders(*orders: dict[str, Any], total: float = 1000, **coins: float) -> Facts:
    rows = [liquidation(END, total=total), *(liquidation(END, coin=coin, total=value) for coin, value in coins.items())]
    return told(made(liquidations=rows, orders=orders), DAY, END)


def test_the_largest_order_of_the_window_is_told() -> None:
    """Orders outside the window are not read; its share is taken of the all-venue total."""
    inside = order("2024-03-10 03:00", 50, coin="BTC", venue="OKX", side="long", price=65000.0)
    facts = with_orders(order("2024-03-10 12:30", 900), order("2024-03-09 12:00", 900), inside)
    assert facts.value("order.usd") == 50
    assert facts.value("order.share") == 5
    about = facts.known["order.usd"].about
    assert (about.coin, about.side, about.venues) == ("BTC", "long", "OKX")
    assert facts.missing["order.pair"] == "not published with the order"


def test_an_order_above_its_coins_total_is_held_back() -> None:
    """A HOLD says what does not fit."""
    facts = with_orders(order("2024-03-10 03:00", 60, coin="BTC"), BTC=50)
    assert not any(fact_id.startswith("order.") for fact_id in facts.known)
    (finding,) = facts.findings
    assert (finding.id, finding.severity) == ("O1", Severity.HOLD)
    assert finding.message == "The largest order of 60 is more than BTC's liquidations of 50: the order is left out."


def test_an_order_of_more_than_two_fifths_of_everything_is_held_back() -> None:
    """A person must look at it first."""
    facts = with_orders(order("2024-03-10 03:00", 401))
    assert "order.usd" not in facts.known
    assert "more than 40 % of the total" in facts.findings[0].message
    assert with_orders(order("2024-03-10 03:00", 399)).value("order.usd") == 399


def test_an_order_without_a_time_belongs_to_the_only_window_on_file() -> None:
    """With a second window nobody can say whose it is."""
    facts = with_orders(order(None, 50, coin="ETH"))
    assert facts.value("order.usd") == 50
    assert "order.time" not in facts.known
    two = [liquidation(END, total=1000), liquidation("2024-03-09 12:00", total=1000)]
    facts = told(made(liquidations=two, orders=[order(None, 50)]), DAY, END)
    assert facts.missing["order.usd"] == "the orders on file carry no time"


def test_an_order_has_no_share_of_a_tracked_total() -> None:
    """Orders come from all venues, a tracked series from some."""
    rows = tracked("2024-01-01", [1000.0] * 70, coins=("BTC", "ETH"))
    market = more(made(liquidations=rows), orders=[order("2024-03-09 03:00", 50)])
    facts = told(market, "2024-03-09")
    assert (facts.value("liq.tracked"), facts.value("order.usd")) == (1, 50)
    assert "order.share" not in facts.known


# --- laws over made rows ----------------------------------------------------------------------------------------------

AMOUNT = st.none() | st.floats(0, 1e10).map(lambda value: round(value, 2))


@st.composite
def rows_of_a_window(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Rows of the window for some coins and venues, with amounts that nobody has held against one another."""
    keys = st.tuples(st.sampled_from(["*", "BTC", "ETH", "SOL", "FOO"]), st.sampled_from(["*", "Binance", "OKX"]))
    return [
        liquidation(END, coin=coin, venues=venues, long=draw(AMOUNT), short=draw(AMOUNT), total=draw(AMOUNT))
        for coin, venues in draw(st.lists(keys, max_size=12, unique=True))
    ]


@settings(max_examples=60, deadline=None)
@given(rows=rows_of_a_window(), usd=AMOUNT)
def test_no_share_of_a_whole_ever_exceeds_it(rows: list[dict[str, Any]], usd: float | None) -> None:
    """Whatever the rows claim, shares lie between 0 and 100 and parts are no more than a whole of their own series."""
    orders = [order("2024-03-10 03:00", usd, coin="BTC")] if usd else []
    facts = told(made(liquidations=rows, orders=orders), DAY, END)
    for fact in facts.known.values():
        if fact.unit is Unit.PERCENT:
            assert isinstance(fact.value, float)
            assert 0 <= fact.value <= 100, fact
    whole = facts.known.get("liq.total")
    for coin in ("btc", "eth", "sol"):
        part = facts.known.get(f"{coin}.liq_total")
        if part and whole and part.about.venues == whole.about.venues:
            assert part.value <= whole.value  # type: ignore[operator]


def test_of_ones_own_sums_for_any_window_the_widest_venues_are_told():
    """Three venues together say more than the one whose name comes last."""
    rows = [
        liquidation("2025-07-14 12:00", coin=coin, venues=venues, long=long, short=2 * long, source=TALLY)
        for coin in ("BTC", "ETH")
        for venues, long in (("OKX", 1e6), ("Binance", 2e6), ("Binance+OKX", 3e6))
    ]
    facts = told(made(liquidations=rows), "2025-07-14", "2025-07-14 12:00")
    assert (facts.value("liq.venues"), facts.value("liq.long")) == ("Binance+OKX", 6e6)

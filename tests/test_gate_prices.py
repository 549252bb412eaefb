"""The gate on prices: venues held against one another, jumps, pegs, and candles that must never become records."""

from __future__ import annotations

from datetime import date

import pytest

from newsgen.measure.gate.limits import LIMITS
from newsgen.model import Severity
from tests.gate_kit import (
    DAY_TOLD,
    END,
    LEVEL,
    QUIET,
    Prices,
    closes,
    facts_of,
    found,
    held,
    hourly,
    past,
    priced,
)  # fmt: skip
from tests.measure_kit import DAY, at, candle, daily


def times(prices: Prices, factor: float) -> Prices:
    """The same candle, all of it this many times higher."""
    opened, high, low, close = prices
    return opened * factor, high * factor, low * factor, close * factor


def test_venues_that_agree_raise_nothing() -> None:
    """Three venues within a tenth of a percent: the preferred one is quoted and nothing is said."""
    facts = facts_of(prices=priced({"Binance": QUIET, "Coinbase": times(QUIET, 1.001), "Kraken": times(QUIET, 0.999)}))
    assert facts.value("btc.price") == 60_300.0
    assert facts.findings == ()
    assert facts.quarantined == ()


def test_the_odd_one_out_of_three_is_not_used_that_day() -> None:
    """Binance ends 2 % above two venues that agree: the next one is quoted, and the candle is put aside."""
    odd = (60_000.0, 61_600.0, 59_700.0, 61_500.0)
    facts = facts_of(prices=priced({"Binance": odd, "Coinbase": QUIET, "Kraken": QUIET}))
    assert facts.value("btc.price") == 60_300.0
    assert facts.value("btc.venue") == "Coinbase"
    assert [finding.severity for finding in found(facts, "S2")] == [Severity.WARN]
    assert "Binance is not used; Coinbase and Kraken agree" in found(facts, "S2")[0].message
    assert [bar.key["venue"] for bar in facts.quarantined] == ["Binance"]


def test_a_high_that_two_other_venues_deny_is_not_told() -> None:
    """A wick of 4 % on one venue alone is no high of the day."""
    spike = (60_000.0, 62_700.0, 59_700.0, 60_300.0)
    facts = facts_of(prices=priced({"Binance": spike, "Coinbase": QUIET, "Kraken": QUIET}))
    assert facts.value("btc.high") == 60_600.0
    assert facts.value("btc.venue") == "Coinbase"


def test_a_crash_that_every_venue_saw_is_told() -> None:
    """Lows that differ by a few percent in a fall of 25 % are the market, not a fault."""
    first: Prices = (60_000.0, 60_600.0, 44_000.0, 46_000.0)
    second: Prices = (60_000.0, 60_500.0, 46_200.0, 46_050.0)
    second = (60_000.0, 60_500.0, 45_900.0, 46_050.0)
    facts = facts_of(prices=priced({"Binance": first, "Coinbase": second, "Kraken": second}))
    assert facts.value("btc.low") == 44_000.0
    assert not any(finding.severity is Severity.HOLD for finding in facts.findings)


def test_two_venues_apart_hold_the_article_and_no_level_is_claimed() -> None:
    """1.3 % between the only two venues: nobody can say which is right."""
    facts = facts_of(
        prices=priced({"Binance": (59_700.0, 60_800.0, 59_600.0, 60_700.0), "Coinbase": times(QUIET, 0.99)})
    )
    assert held(facts, "S2")
    assert facts.value("btc.level_broken") is None
    assert "apart" in facts.missing["btc.level_broken"]


def test_the_same_level_is_claimed_where_the_two_agree() -> None:
    """The twin of the day before: 60,000 is broken on both."""
    prices = (59_700.0, 60_800.0, 59_600.0, 60_700.0)
    facts = facts_of(prices=priced({"Binance": prices, "Coinbase": prices}))
    assert facts.value("btc.level_broken") == 60_000.0
    assert not found(facts, "S2")


def test_a_small_gap_is_a_remark_and_names_who_is_quoted() -> None:
    """0.7 % between two venues: the article is told, and the gap is shown."""
    facts = facts_of(prices=priced({"Binance": QUIET, "Coinbase": times(QUIET, 1.007)}))
    assert [finding.severity for finding in found(facts, "S2")] == [Severity.WARN]
    assert "Binance is quoted" in found(facts, "S2")[0].message


@pytest.mark.parametrize(("factor", "holds"), [(1.03, False), (1.05, True)])
def test_smaller_coins_may_be_further_apart(factor: float, holds: bool) -> None:
    """4 % hold the article for a coin that is neither bitcoin nor ether."""
    prices = (100.0, 101.0, 99.5, 100.5)
    rows = priced({"Binance": prices, "Coinbase": times(prices, factor)}, "SOL", 100.0)
    assert held(facts_of(prices=rows), "S2") is holds


def test_of_two_venues_the_one_that_jumped_beyond_its_own_past_is_not_used() -> None:
    """A close 15 % up that the other venue denies: the candle goes, the other venue is told, a person looks."""
    jumped = (60_000.0, 69_500.0, 59_700.0, 69_000.0)
    facts = facts_of(prices=priced({"Binance": jumped, "Coinbase": QUIET}))
    assert facts.value("btc.price") == 60_300.0
    assert facts.value("btc.venue") == "Coinbase"
    assert any(finding.severity is Severity.HOLD for finding in facts.findings)
    assert [bar.key["venue"] for bar in facts.quarantined] == ["Binance"]


def test_a_jump_that_both_venues_saw_is_told() -> None:
    """The twin: both rose by 15 %."""
    jumped = (60_000.0, 69_500.0, 59_700.0, 69_000.0)
    facts = facts_of(prices=priced({"Binance": jumped, "Coinbase": jumped}))
    assert facts.value("btc.price") == 69_000.0
    assert not any(finding.severity is Severity.HOLD for finding in facts.findings)


@pytest.mark.parametrize(("close", "holds"), [(78_000.0, False), (87_000.0, True)])
def test_a_jump_with_nobody_to_ask_is_held_only_beyond_all_bounds(close: float, holds: bool) -> None:
    """Bitcoin up 30 % on the only venue on file is told; up 45 % it is held and claims no level."""
    facts = facts_of(prices=priced({"Binance": (60_000.0, close, 59_900.0, close)}))
    assert held(facts, "O1") is holds
    assert (facts.value("btc.level_broken") is None) is holds


def test_a_price_threefold_between_two_candles_is_held() -> None:
    """A redenomination or a mix-up of coins: the prices are left out, with a sentence that says so."""
    rows = [*past("Binance"), candle(at(END), (195_000.0, 196_000.0, 194_000.0, 195_500.0))]
    facts = facts_of(prices=rows)
    assert held(facts, "U3")
    assert "leaps from 60,000 to 195,000" in found(facts, "U3")[0].message
    assert facts.value("btc.price") is None


@pytest.mark.parametrize(("close", "holds"), [(0.999, False), (0.975, False), (0.96, True), (1.04, True)])
def test_a_dollar_coin_off_its_dollar_is_a_fault_of_the_feed_until_a_person_says_otherwise(
    close: float, holds: bool
) -> None:
    """The canary sings outside 0.97 to 1.03."""
    pegged = candle(at(END), (1.0, max(1.0, close), min(1.0, close), close), coin="USDT", venue="Kraken")
    assert held(facts_of(prices=[*priced({"Binance": QUIET}), pegged]), "O4") is holds


def test_a_dollar_coin_that_was_off_before_the_window_is_not_todays_fault() -> None:
    """Only a close inside the window counts."""
    pegged = candle(at(END) - 2 * DAY, (1.0, 1.0, 0.9, 0.9), coin="USDT", venue="Kraken")
    assert not held(facts_of(prices=[*priced({"Binance": QUIET}), pegged]), "O4")


SPIKE_DAY = date(2022, 6, 1)


@pytest.mark.usefixtures("prices_of_no_coin")
def test_a_wick_that_was_refused_on_its_day_is_no_record_later() -> None:
    """Three percent above two other venues: too little for a feed fault, too much for a record."""
    facts = facts_of(LATER, None, prices=two_years(1.04, ("Coinbase", "Kraken")))
    assert facts.value("btc.record") == pytest.approx(LEVEL * 1.01)


def two_years(spike: float, others: tuple[str, ...]) -> list[dict[str, object]]:
    """Two years of daily candles; on one day Binance alone has a high of `spike` times the others'."""
    rows = daily("2022-01-01", closes(700)) + [
        row for venue in others for row in daily("2022-01-01", closes(700), venue=venue)
    ]
    return [
        row | {"high": row["high"] * spike} if row["venue"] == "Binance" and row["start"].date() == SPIKE_DAY else row
        for row in rows
    ]


LATER = "2023-11-01"


@pytest.mark.usefixtures("prices_of_no_coin")
@pytest.mark.parametrize("others", [("Coinbase",), ("Coinbase", "Kraken")])
def test_a_spike_of_one_venue_never_becomes_a_record(others: tuple[str, ...]) -> None:
    """Twenty months later the record is the highest price that the other venues saw too."""
    clean = facts_of(LATER, None, prices=two_years(1.0, others))
    facts = facts_of(LATER, None, prices=two_years(1.3, others))
    assert clean.value("btc.record") == facts.value("btc.record") == pytest.approx(LEVEL * 1.01)
    assert found(facts, "O1") == []


def test_a_spike_that_nobody_can_deny_stays_a_record() -> None:
    """The twin: with one venue on file its high is all that is known."""
    assert facts_of(LATER, None, prices=two_years(1.3, ())).value("btc.record") > LEVEL * 1.2


def test_the_spike_is_reported_on_its_own_day() -> None:
    """On the day itself the venue is not used, and the candle is named with what denies it."""
    facts = facts_of("2022-06-01", None, prices=two_years(1.3, ("Coinbase", "Kraken")))
    assert facts.value("btc.venue") == "Coinbase"
    assert held(facts, "O1")
    assert [bar.key["venue"] for bar in facts.quarantined] == ["Binance"]
    assert "denied by Coinbase and Kraken" in facts.quarantined[0].reason


def test_a_bad_candle_of_one_hour_does_not_reach_the_article() -> None:
    """Hourly candles of three venues, one of them with a wrong hour in the middle of the window."""
    path = [LEVEL + 10 * (hour % 7) for hour in range(49)]
    wrong = [price * 1.2 if hour == 40 else price for hour, price in enumerate(path)]
    rows = hourly(END, wrong) + hourly(END, path, venue="Coinbase") + hourly(END, path, venue="Kraken")
    facts = facts_of(prices=rows)
    assert facts.value("btc.venue") == "Coinbase"
    assert facts.value("btc.high") < LEVEL * 1.01
    assert len(facts.quarantined) == 2  # the hour that rose and the one that came back


def test_finer_candles_are_held_against_coarser_ones() -> None:
    """Five-minute candles of one venue and hours of another: the same 24 hours are compared, and 1.5 % hold."""
    path = [LEVEL] * 310
    minutes = hourly(END, [*path[:-1], path[-1] * 1.015], minutes=5)
    hours = hourly(END, [LEVEL] * 30, venue="Coinbase")
    assert held(facts_of(prices=minutes + hours), "S2")
    assert not held(facts_of(prices=hourly(END, path, minutes=5) + hours), "S2")


def test_a_moment_between_two_hours_takes_the_last_hour() -> None:
    """At 12:30 the week before is told from the close at 12:00, not from midnight's."""
    end = "2024-05-01 12:30"
    path = [LEVEL + hour for hour in range(24 * 9)]
    minutes = hourly(end, [LEVEL + 300] * 300, minutes=5)
    facts = facts_of(DAY_TOLD, end, prices=hourly("2024-05-01 12:00", path) + minutes)
    assert facts.value("btc.week_ago") == path[-1 - 7 * 24]
    assert "close at 2024-04-24 12:00 UTC, the last close by then" in facts.known["btc.week_ago"].working


def test_composites_are_allowed_twice_the_gap() -> None:
    """A mean of many venues lags: 1.5 % against it are a remark, against an exchange they hold the article."""
    apart = times(QUIET, 1.015)
    assert held(facts_of(prices=priced({"Binance": QUIET, "Coinbase": apart})), "S2")
    assert not held(facts_of(prices=priced({"Binance": QUIET, "Yahoo": apart})), "S2")
    assert LIMITS.composite == 2.0

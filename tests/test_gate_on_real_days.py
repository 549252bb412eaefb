"""The gate on real days: true days pass, and a corrupted source is never told as if nothing had happened."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from newsgen.market import Market
from newsgen.measure import measure, prepare
from newsgen.model import Facts, Finding, Severity, Unit
from tests.gate_kit import facts_of
from tests.measure_kit import DAY, at, real_chronicle, real_market

FIRST, LAST = date(2021, 1, 1), date(2026, 2, 28)
WINDOW = "2025-07-14 00:00"


def test_true_days_pass_but_for_a_few(shared: Path) -> None:
    """Every ninth real day of five years: hardly one in a hundred is held by the gate, and none is blocked."""
    chronicle = real_chronicle(shared)
    seen: Counter[str] = Counter()
    days = [FIRST + timedelta(days=offset) for offset in range(0, (LAST - FIRST).days, 9)]
    for day in days:
        findings = measure(chronicle, day).findings
        assert not any(finding.severity is Severity.BLOCK for finding in findings)
        seen.update({finding.id for finding in findings if finding.severity is Severity.HOLD})
    assert sum(seen.values()) <= len(days) / 50, seen


@pytest.mark.parametrize("day", ["2021-05-19", "2022-11-08", "2024-08-05", "2025-10-10"])
def test_real_crashes_are_told(shared: Path, day: str) -> None:
    """The heaviest days keep their prices: another venue saw them too."""
    facts = measure(real_chronicle(shared), date.fromisoformat(day))
    for coin in ("btc", "eth"):
        assert facts.value(f"{coin}.low") is not None
        assert facts.value(f"{coin}.venue") == "Binance"


def test_candles_that_the_gate_refuses_in_the_real_history_are_few(shared: Path) -> None:
    """Of 60,000 daily candles some seventy are denied, hardly one of them since 2021 of bitcoin or ether."""
    refused = real_chronicle(shared).refused
    assert 40 < len(refused) < 80
    late = [one for one in refused if one.coin in ("BTC", "ETH") and one.bar.key["end"] > at("2021-01-01 00:00")]
    assert late == []


def test_a_finding_from_elsewhere_joins_the_inputs(shared: Path) -> None:
    """A feed that sends the same bytes every day is seen by those who keep the bytes."""
    frozen = Finding("F3", Severity.HOLD, "CoinGlass sent the same bytes as yesterday.")
    facts = measure(real_chronicle(shared), date(2025, 7, 14), seen=(frozen,))
    assert frozen in facts.findings
    assert facts_of().findings == ()


# corrupted sources


@pytest.fixture(scope="module")
def market(shared: Path) -> Market:
    """Real months of bitcoin and ether, with two more venues that saw nearly the same."""
    whole = real_market(shared)
    prices = whole.tables["prices"]
    own = prices[(prices["venue"] == "Binance") & prices["coin"].isin(["BTC", "ETH"])]
    own = own[(own["end"] > pd.Timestamp(at("2025-01-01 00:00"))) & (own["end"] <= pd.Timestamp(at(WINDOW)))]
    copies = [own]
    for venue, factor in (("Coinbase", 1.0004), ("Kraken", 0.9997)):
        copy = own.assign(venue=venue)
        copies.append(copy.assign(**{name: copy[name] * factor for name in PRICES}))
    joined = pd.concat(copies, ignore_index=True).sort_values("end", kind="stable", ignore_index=True)
    return replace(whole, tables={**whole.tables, "prices": joined})


PRICES = ["open", "high", "low", "close"]


def told(market: Market) -> Facts:
    return measure(prepare(market), date(2025, 7, 13), at(WINDOW))


def wrong(facts: Facts, truth: Facts) -> list[str]:
    """Money and prices that are told more than 1 % off the truth."""
    return [
        name
        for name, fact in facts.known.items()
        if fact.unit in (Unit.PRICE, Unit.USD)
        and (right := truth.value(name)) is not None
        and isinstance(right, float)
        and isinstance(fact.value, float)
        and abs(fact.value - right) > 0.01 * abs(right)
        and not name.endswith(("range_usd", "level_near", "class_near"))  # small differences of large prices
    ]


def held(facts: Facts) -> bool:
    return any(finding.severity is not Severity.WARN for finding in facts.findings)


def corrupted(market: Market, random: Random) -> tuple[str, Market]:
    """One venue's candles of the window, or of months: a wrong scale, a slipped day, or wrong single candles."""
    prices = market.tables["prices"].copy()
    venue = random.choice(["Binance", "Coinbase", "Kraken"])
    coin = random.choice(["BTC", "ETH"])
    factor = random.choice([1000.0, 0.001, 1.3, 0.8, 1.08, 0.94])
    mine = (prices["venue"] == venue) & (prices["coin"] == coin)
    inside = mine & (prices["end"] > pd.Timestamp(at(WINDOW) - DAY))
    kind = random.choice(["window", "series", "candle", "high", "low", "slipped"])
    if kind in ("window", "series"):
        prices.loc[inside if kind == "window" else mine, PRICES] *= factor
    elif kind == "slipped":
        prices.loc[mine, "start"] += DAY
        prices.loc[mine, "end"] += DAY
        prices = prices[prices["end"] <= pd.Timestamp(at(WINDOW))]
    else:
        one = random.choice(prices.index[inside].tolist())
        if kind == "candle":
            prices.loc[one, PRICES] *= factor
        else:
            stretched = max(factor, 1 / factor)
            prices.loc[one, kind] *= stretched if kind == "high" else 1 / stretched
    prices = prices.sort_values("end", kind="stable", ignore_index=True)
    return f"{kind} {coin} {venue} {factor}", replace(market, tables={**market.tables, "prices": prices})


@pytest.mark.parametrize("seed", range(40))
def test_a_corrupted_venue_is_never_told_as_if_nothing_had_happened(market: Market, seed: int) -> None:
    """Every price is the truth, or missing, or a person is asked."""
    what, dirty = corrupted(market, Random(seed))
    facts, truth = told(dirty), told(market)
    assert held(facts) or not wrong(facts, truth), (what, wrong(facts, truth))


@pytest.mark.parametrize("coin", ["ADA", "BNB", "BTC", "DOGE", "ETH", "SOL", "XRP"])
@pytest.mark.parametrize("factor", [1000.0, 1e-6])
def test_a_coin_of_the_series_off_by_a_factor_is_held(market: Market, coin: str, factor: float) -> None:
    """A slip of the unit in one coin's row, which the total of the series would take over."""
    rows = market.tables["liquidations"].copy()
    last = (rows["coin"] == coin) & (rows["end"] == pd.Timestamp(at(WINDOW))) & (rows["venues"] != "Binance")
    rows.loc[last, ["long_usd", "short_usd", "total_usd"]] *= factor
    facts = told(replace(market, tables={**market.tables, "liquidations": rows}))
    assert held(facts)
    assert not held(told(market))


@pytest.mark.parametrize("day", ["2021-05-19", "2022-11-08", "2024-03-05", "2024-08-05", "2025-07-10"])
def test_sides_that_have_changed_places_are_never_told(shared: Path, day: str) -> None:
    """One source alone on days that moved: the prices of its coins say which side lost."""
    whole = real_market(shared)
    rows = whole.tables["liquidations"].copy()
    end = at(f"{day} 00:00") + DAY
    last = (rows["end"] > pd.Timestamp(end - DAY)) & (rows["end"] <= pd.Timestamp(end))
    rows.loc[last, ["long_usd", "short_usd"]] = rows.loc[last, ["short_usd", "long_usd"]].to_numpy()
    dirty = replace(whole, tables={**whole.tables, "liquidations": rows})
    facts = measure(prepare(dirty), date.fromisoformat(day), end)
    truth = measure(real_chronicle(shared), date.fromisoformat(day), end)
    assert held(facts) or facts.value("series.long") in (None, truth.value("series.long"))
    assert not held(truth)

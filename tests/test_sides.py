"""Sides of liquidations: every vendor's own frames, and the tests that catch a table turned round."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from newsgen.sides import SIDES, closed_side, inverted, orders_inverted

TABLE = (
    ("binance", "SELL", "BUY"), ("aster", "SELL", "BUY"), ("bybit", "Buy", "Sell"), ("okx", "sell", "buy"),
    ("okx", "long", "short"), ("gate", 600, -600), ("htx", "long", "short"), ("htx", "sell", "buy"), ("htx", 5, 6),
    ("bitfinex", 0.5, -8), ("deribit", "T sell", "T buy"), ("deribit", "M buy", "M sell"), ("hyperliquid", "A", "B"),
    ("hyperliquid", "Close Long", "Close Short"), ("coinglass", 2, 1), ("coinglass", "2", 1.0), ("coinglass-ws", 1, 2),
    ("coinalyze", "l", "s"),
)  # fmt: skip


@pytest.mark.parametrize(("vendor", "long", "short"), TABLE)
def test_every_vendor_names_the_closed_position_in_its_own_way(vendor: str, long: object, short: object) -> None:
    assert closed_side(vendor, long) == "long"
    assert closed_side(vendor, short) == "short"


def test_the_table_above_speaks_of_every_vendor() -> None:
    assert {vendor for vendor, _, _ in TABLE} == set(SIDES)


@pytest.mark.parametrize("code", [None, "", "0", 0, "hold", True, "MT sell", "net", [], float("nan"), float("inf")])
def test_an_unknown_code_is_refused_by_every_vendor(code: object) -> None:
    for vendor in SIDES:
        with pytest.raises(ValueError, match=r"side|sign|convert"):
            closed_side(vendor, code)
    with pytest.raises(ValueError, match="not known"):
        closed_side("nobody", "SELL")


def test_recorded_frames_of_okx_name_order_and_position_alike(shared: Path) -> None:
    frames = (shared / "fixtures" / "okx" / "liquidation_orders_ws.jsonl").read_text().splitlines()
    details = [one for frame in frames for data in json.loads(frame).get("data", ()) for one in data["details"]]
    both = [(one["side"], one["posSide"]) for one in details if one["posSide"] in ("long", "short")]
    assert both
    assert all(closed_side("okx", order) == closed_side("okx", position) for order, position in both)


def hours(shared: Path, coin: str) -> list[tuple[float, float, float]]:
    """Real four-hour bars: change of price, longs, shorts."""
    folder = shared / "market" / "history"
    lost, prices = (pd.read_csv(folder / f"{name}_4h.csv.gz") for name in ("liquidations", "prices"))
    both = lost[lost["coin"] == coin].merge(prices, on=["coin", "start", "end"])
    change = (both["close"] / both["open"] - 1) * 100
    return list(zip(change, both["long_usd"], both["short_usd"], strict=True))


@pytest.mark.parametrize("coin", ["BTC", "ETH"])
def test_a_real_year_of_bars_is_straight_and_the_same_turned_round_is_caught(shared: Path, coin: str) -> None:
    bars = hours(shared, coin)
    assert len(bars) > 1000
    assert not inverted(bars)
    assert inverted([(change, shorts, longs) for change, longs, shorts in bars])


def test_calm_hours_and_a_single_hour_have_no_say() -> None:
    assert not inverted([(1.9, 9e6, 1e6)] * 50)
    assert not inverted([(2.5, 9e6, 1e6)])
    assert inverted([(2.5, 9e6, 1e6), (-3.0, 1e6, 9e6)])
    assert not inverted([])


def test_orders_are_turned_only_where_one_reading_alone_fits() -> None:
    assert orders_inverted([("short", 98e6), ("short", 7e6)], longs=6e6, shorts=168e6) is False
    assert orders_inverted([("long", 98e6), ("long", 7e6)], longs=6e6, shorts=168e6) is True
    assert orders_inverted([("long", 5e6)], longs=6e6, shorts=168e6) is None
    assert orders_inverted([("long", 500e6)], longs=6e6, shorts=168e6) is None

"""Every exchange's frames: recorded ones with dollars worked out by hand, and what no exchange should ever send."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsgen.collect import VENUES, Contract, Venue
from newsgen.collect.event import coin_of
from tests.fakes_ws import HtxFake

OKX = {"CNPY-USDT-SWAP": Contract("CNPY", 10.0), "MINA-USDT-SWAP": Contract("MINA", 1.0)}
BYBIT = {"ICPUSDT": Contract("ICP"), "MARSCOINUSDT": Contract("MARSCOIN")}
KNOWN = {"okx": OKX, "bybit": BYBIT}

# file, place: pair, coin, closed side, price, dollars (size x price, by hand), time
RECORDED = {
    ("binance", "force_order_ws", 0): ("ILVUSDT", "ILV", "long", 3.85642, 449.27, 1791391082119),  # 116.5 x 3.85642
    ("binance", "force_order_ws_testnet", 0): ("COTIUSDT", "COTI", "short", 0.021912, 6314.67, 1789672235690),
    ("bybit", "all_liquidation_ws", 0): ("ICPUSDT", "ICP", "long", 2.585, 50.92, 1789670094099),  # 19.7 x 2.585
    ("bybit", "all_liquidation_ws", 1): ("MARSCOINUSDT", "MARSCOIN", "short", 0.12734, 303.07, 1789670278053),
    ("okx", "liquidation_orders_ws", 0): ("CNPY-USDT-SWAP", "CNPY", "short", 0.4162, 8894.19, 1789669898955),
    ("okx", "liquidation_orders_ws", 1): ("MINA-USDT-SWAP", "MINA", "short", 0.09859, 1082.03, 1789678209470),
    ("aster", "force_order_ws", 0): ("PAIRUSDT", "PAIR", "long", 0.0044461, 126.48, 1789672621550),
    ("htx", "liquidation_orders_ws", 0): ("ETH-USDT", "ETH", "short", 2446.26, 12231.3, 1789670297212),
}


def _venue(name: str) -> Venue:
    return VENUES[name](KNOWN.get(name, {}))


def _packed(name: str, frame: str) -> str | bytes:
    return HtxFake().wrapped(frame) if name == "htx" else frame


@pytest.mark.parametrize("at", RECORDED, ids=lambda at: f"{at[1]}-{at[2]}")
def test_a_recorded_frame_is_one_closed_position(shared: Path, at: tuple[str, str, int]):
    """Side, dollars and time of every recorded frame."""
    name, file, place = at
    frame = (shared / "fixtures" / name / f"{file}.jsonl").read_text("utf-8").splitlines()[place]
    (event,) = _venue(name).read(_packed(name, frame)).events
    assert (event.pair, event.coin, event.side, event.price, event.usd, event.time) == RECORDED[at]
    assert event.venue == VENUES[name].label
    assert event.throttled == (name in ("binance", "aster", "okx"))


def test_every_recorded_frame_has_its_expectation(shared: Path):
    """A new recording without one fails here."""
    files = sorted((shared / "fixtures").glob("*/*.jsonl"))
    lines = {(file.parent.name, file.stem, n) for file in files for n in range(len(file.read_text().splitlines()))}
    assert lines == set(RECORDED)


def test_okx_says_why_it_refuses(shared: Path):
    """The recorded error is a refusal and no order."""
    heard = _venue("okx").read((shared / "fixtures" / "okx" / "error_wrong_channel_ws.json").read_text("utf-8"))
    assert "60018" in heard.refused
    assert not heard.events


ORDER = {"s": "BTCUSDT", "S": "SELL", "q": "0.014", "p": "9910", "ap": "0", "z": "0", "T": 1568014460893}


def test_an_order_without_an_average_is_valued_at_its_own_price():
    """ap is "0" before anything was filled: 0.014 x 9,910 = 138.74."""
    heard = _venue("binance").read(json.dumps({"e": "forceOrder", "o": ORDER}))
    assert [event.usd for event in heard.events] == [138.74]


def test_two_orders_in_one_frame_are_two_even_when_they_are_equal():
    """Each has an id of its own, and the same one when the frame is told again."""
    item = {"T": 1739502302929, "s": "ICPUSDT", "S": "Sell", "v": "200", "p": "4.5"}
    frame = json.dumps({"topic": "allLiquidation.ICPUSDT", "data": [item, item, {**item, "S": "Buy"}]})
    first, again = _venue("bybit").read(frame), _venue("bybit").read(frame)
    assert [event.side for event in first.events] == ["short", "short", "long"]
    assert len({event.id for event in first.events}) == 3
    assert first == again
    combined = json.dumps({"stream": "!forceOrder@arr", "data": [{"e": "forceOrder", "o": ORDER}] * 2})
    assert len(_venue("binance").read(combined).events) == 2


def test_bybit_and_binance_mean_opposite_things_by_a_sell():
    """Binance names the order's side, Bybit the position's."""
    item = {"T": 1739502302929, "s": "ICPUSDT", "S": "Sell", "v": "1", "p": "1"}
    bybit = _venue("bybit").read(json.dumps({"topic": "allLiquidation.ICPUSDT", "data": [item]}))
    binance = _venue("binance").read(json.dumps({"e": "forceOrder", "o": ORDER}))
    assert (bybit.events[0].side, binance.events[0].side) == ("short", "long")


def test_okx_values_both_kinds_of_contracts_and_believes_the_position():
    """Linear: size x value x price; inverse: size x value in dollars; a net position has the order's side."""
    body = {"data": [
        {"instId": "BTC-USDT-SWAP", "ctType": "linear", "ctVal": "0.01", "ctMult": "1", "ctValCcy": "BTC"},
        {"instId": "BTC-USD-SWAP", "ctType": "inverse", "ctVal": "100", "ctMult": "1", "ctValCcy": "USD"},
        {"instId": "ETH-BTC-SWAP", "ctType": "linear", "ctVal": "1", "ctMult": "1", "ctValCcy": "ETH"},
        {"instId": "OLD-USDT-SWAP", "ctType": "linear", "ctVal": "", "ctMult": "", "ctValCcy": ""},
    ]}  # fmt: skip
    contracts, cursor = VENUES["okx"].read_contracts(body)
    assert (sorted(contracts), cursor) == (["BTC-USD-SWAP", "BTC-USDT-SWAP"], "")
    one = {"bkPx": "28000", "posSide": "net", "side": "sell", "sz": "13", "ts": "1692266434010"}
    rows = [{"instId": name, "details": [one, {**one, "posSide": "short"}]} for name in contracts]
    rows.append({"instId": "ETH-BTC-SWAP", "details": [one]})
    heard = VENUES["okx"](contracts).read(json.dumps({"arg": {"channel": "liquidation-orders"}, "data": rows}))
    assert [(event.side, event.usd) for event in heard.events] == [
        ("long", 3640.0), ("short", 3640.0), ("long", 1300.0), ("short", 1300.0),
    ]  # fmt: skip
    assert heard.lost == 1


def test_bybit_asks_for_every_trading_contract_and_turns_the_page():
    """Instruments come in pages; a settled one is not asked for."""
    rows = [{"symbol": "BTCPERP", "baseCoin": "BTC", "status": "Trading"}]
    rows += [{"symbol": f"C{n}USDT", "baseCoin": f"1000C{n}", "status": "Trading"} for n in range(201)]
    rows += [{"symbol": "GONEUSDT", "baseCoin": "GONE", "status": "Closed"}]
    contracts, cursor = VENUES["bybit"].read_contracts({"result": {"list": rows, "nextPageCursor": "next"}})
    assert (len(contracts), cursor, contracts["C7USDT"].coin) == (202, "next", "C7")
    asked = [json.loads(message)["args"] for message in VENUES["bybit"](contracts).hello()]
    assert [len(topics) for topics in asked] == [200, 2]


GARBAGE = (
    "", "null", "[]", "7", "NaN", '"x"', "{}", '{"e": 1}', '{"data": {}}', '{"stream": "x"}', '{"topic": []}',
    '{"op": {}}', '{"arg": []}', "<html>", "[" * 5000, '{"a":' * 5000, b"\xff\xfe", b"\x1f\x8b\x08\x00torn",
)  # fmt: skip


@pytest.mark.parametrize("name", VENUES)
@pytest.mark.parametrize("frame", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_refused_as_a_value_and_never_crashes(name: str, frame: str | bytes):
    """No frame raises anything but ValueError, and none holds an order."""
    try:
        heard = _venue(name).read(frame)
    except ValueError:
        return
    assert not heard.events


@pytest.mark.parametrize(
    "change",
    [{"S": "??"}, {"ap": "NaN"}, {"z": None}, {"T": "soon"}, {"s": "ETHBTC"}, {"s": "A,B"}, {"s": 1}, {"z": True}],
    ids=str,
)
def test_an_order_that_cannot_be_read_is_counted_and_costs_only_itself(change: dict[str, object]):
    """The other order of the frame is kept."""
    good = {"e": "forceOrder", "o": {**ORDER, "ap": "9910", "z": "0.014"}}
    bad = {"e": "forceOrder", "o": {**good["o"], **change}}  # type: ignore[dict-item]
    heard = _venue("binance").read(json.dumps({"stream": "!forceOrder@arr", "data": [bad, good]}))
    assert (len(heard.events), heard.lost) == (1, 1)


@pytest.mark.parametrize(
    ("pair", "coin"),
    [
        ("BTCUSDT", "BTC"), ("ETHUSDC", "ETH"), ("1000PEPEUSDT", "PEPE"), ("1MBABYDOGEUSDT", "BABYDOGE"),
        ("1INCHUSDT", "1INCH"), ("SHIB1000USDT", "SHIB"), ("BTCUSDT_251226", "BTC"), ("BTC-USD-SWAP", "BTC"),
        ("币安人生USDT", "币安人生"),
    ],
)  # fmt: skip
def test_a_pair_names_its_coin(pair: str, coin: str):
    """Whatever the exchange counts its contracts in."""
    assert coin_of(pair) == coin


@pytest.mark.parametrize("pair", ["ETHBTC", "USDT", "BTC-EUR-SWAP", ""])
def test_a_pair_quoted_in_something_else_has_no_dollars(pair: str):
    """Its size times its price would be bitcoin or euro."""
    with pytest.raises(ValueError, match="not quoted in dollars"):
        coin_of(pair)

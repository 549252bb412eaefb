"""Candles and open interest of the exchanges: what is asked, and what their answers say."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from newsgen.gather.binance import Binance
from newsgen.gather.bybit import Bybit
from newsgen.gather.coinbase import Coinbase
from newsgen.gather.kraken import Kraken
from newsgen.gather.okx import Okx
from newsgen.wire import SourceError
from tests.source_kit import (
    NOON,
    answer,
    asked_by,
    at,
    line_to,
    need,
    refusal,
    rows,
    run,
    sound,
    spoiled,
    trouble,
    unreachable,
)  # fmt: skip

DAILY = {"kind": "candles", "coin": "BTC", "step": "86400", "end": "2025-07-15T00:00:00Z"}
HOURLY = {**DAILY, "step": "3600"}
LATER = at(16)
VENUES = (Binance(), Coinbase(), Kraken(), Okx(), Bybit())

# 13 and 14 July 2025 as Binance would write them; the times in between are counted by hand.
KLINES = [
    [1752364800000, "117420.00", "119488.00", "117224.79", "119086.64", "9931.12", 1752451199999, "1176000000.00",
     2009000, "5100.10", "604000000.00", "0"],
    [1752451200000, "119086.65", "123218.00", "118905.18", "122310.50", "21200.45", 1752537599999, "2580000000.00",
     3890000, "11000.20", "1340000000.00", "0"],
]  # fmt: skip
OKX = {"code": "0", "msg": "", "data": [
    ["1752454800000", "119500", "119800", "119400", "119700", "12.5", "12.5", "1496250", "0"],
    ["1752451200000", "119086.6", "119600", "118905.1", "119500", "88.5", "88.5", "10555000.25", "1"],
]}  # fmt: skip
BYBIT = {"retCode": 0, "retMsg": "OK", "result": {"symbol": "BTCUSDT", "category": "spot", "list": [
    ["1752454800000", "119500", "119800", "119400", "119700", "12.5", "1496250"],
    ["1752451200000", "119086.6", "119600", "118905.1", "119500", "88.5", "10555000.25"],
]}, "retExtInfo": {}, "time": 1752494400000}  # fmt: skip
COINBASE = [
    [1752451200, 118900.01, 123091.61, 119080.5, 122300.25, 9100.5],
    [1752364800, 117200.0, 119480.0, 117400.0, 119080.49, 4100.25],
]
KRAKEN = {"error": [], "result": {"XXBTZUSD": [
    [1752364800, "117400.0", "119480.0", "117200.0", "119080.4", "118300.0", "1000.5", 21000],
    [1752451200, "119080.5", "123100.0", "118900.1", "122300.2", "121000.0", "2500.5", 41000],
], "last": 1752364800}}  # fmt: skip
INTEREST = [
    {"symbol": "BTCUSDT", "sumOpenInterest": "80000.5", "sumOpenInterestValue": "9760061000.25",
     "CMCCirculatingSupply": "19890000", "timestamp": 1752494400000},
    {"symbol": "BTCUSDT", "sumOpenInterest": "79000.1", "sumOpenInterestValue": "9401011900.5",
     "timestamp": "1752490800000"},
]  # fmt: skip
BODIES = {"binance": KLINES, "coinbase": COINBASE, "kraken": KRAKEN, "okx": OKX, "bybit": BYBIT}


# What their answers say


def test_a_binance_candle_holds_its_prices_and_its_volume_in_dollars() -> None:
    found = rows(Binance(), KLINES, fetched_at=LATER, **DAILY)
    assert found[1] == {
        "coin": "BTC", "venue": "Binance", "start": at(14), "end": at(15), "open": 119086.65, "high": 123218.0,
        "low": 118905.18, "close": 122310.5, "volume_usd": 2580000000.0,
    }  # fmt: skip
    assert [row["start"] for row in found] == [at(13), at(14)]


def test_a_running_candle_is_not_read() -> None:
    at_noon = {**DAILY, "end": "2025-07-14T12:00:00Z"}
    assert [row["end"] for row in rows(Binance(), KLINES, fetched_at=LATER, **at_noon)] == [at(14)]
    assert [row["end"] for row in rows(Coinbase(), COINBASE, fetched_at=LATER, **at_noon)] == [at(14)]
    assert [row["end"] for row in rows(Binance(), KLINES, fetched_at=NOON, **DAILY)] == [at(14)], "by the clock alone"


def test_a_coinbase_candle_has_low_before_high_before_open() -> None:
    first, second = rows(Coinbase(), COINBASE, fetched_at=LATER, **DAILY)
    assert (first["start"], second["start"]) == (at(13), at(14)), "newest first turned round"
    assert (second["open"], second["high"], second["low"], second["close"]) == (
        119080.5,
        123091.61,
        118900.01,
        122300.25,
    )
    assert "volume_usd" not in second, "its volume is in coins"


def test_a_real_coinbase_answer_gives_its_ten_days(shared: Path) -> None:
    body = (shared / "fixtures/coinbase/candles_btcusd_86400.json").read_bytes()
    asked = {**DAILY, "end": "2026-08-12T00:00:00Z"}
    found = rows(Coinbase(), body, fetched_at=at(12, month=8, year=2026), **asked)
    assert len(found) == 10
    assert found[-1] == {
        "coin": "BTC", "venue": "Coinbase", "start": at(10, month=8, year=2026), "end": at(11, month=8, year=2026),
        "open": 64848.68, "high": 65341.83, "low": 63733.03, "close": 63911.88,
    }  # fmt: skip
    assert all(row["low"] <= min(row["open"], row["close"]) <= row["high"] for row in found)


def test_a_real_kraken_answer_gives_all_days_but_the_running_one(shared: Path) -> None:
    body = (shared / "fixtures/kraken/ohlc_xbtusd_1440.json").read_bytes()
    asked = {**DAILY, "end": "2027-01-01T00:00:00Z"}
    found = rows(Kraken(), body, fetched_at=at(1, month=12, year=2026), **asked)
    assert len(found) == 9, "the tenth is not committed, however late it is read"
    first, last = found[0], found[-1]
    assert (first["start"], first["open"], first["high"], first["low"], first["close"]) == (
        at(8, month=8, year=2026), 64886.2, 65141.9, 64800.0, 64901.1,
    )  # fmt: skip
    assert first["volume_usd"] == pytest.approx(26_577_934.72, abs=0.5), "408.98379809 x 64985.3"
    assert (last["end"], last["close"]) == (at(17, month=8, year=2026), 62819.1)


def test_two_venues_agree_on_a_real_day(shared: Path) -> None:
    asked = {**DAILY, "end": "2026-12-01T00:00:00Z"}
    fixtures, late = shared / "fixtures", at(1, month=12, year=2026)
    venues = ((Coinbase(), "coinbase/candles_btcusd_86400.json"), (Kraken(), "kraken/ohlc_xbtusd_1440.json"))
    found = [rows(source, (fixtures / file).read_bytes(), fetched_at=late, **asked) for source, file in venues]
    closes = [{row["start"]: row["close"] for row in one} for one in found]
    common = closes[0].keys() & closes[1].keys()
    assert len(common) == 3
    assert all(abs(closes[0][day] / closes[1][day] - 1) < 0.001 for day in common)


def test_kraken_must_answer_for_the_pair_that_was_asked() -> None:
    assert rows(Kraken(), KRAKEN, fetched_at=LATER, **DAILY)[0]["close"] == 119080.4
    other = {"error": [], "result": {"XETHZUSD": KRAKEN["result"]["XXBTZUSD"], "last": 1}}  # type: ignore[index]
    assert trouble(lambda: Kraken().read(answer(Kraken(), other, fetched_at=LATER, **DAILY))) == "malformed"
    doge = {"error": [], "result": {"XDGUSD": KRAKEN["result"]["XXBTZUSD"], "last": 1}}  # type: ignore[index]
    assert rows(Kraken(), doge, fetched_at=LATER, **{**DAILY, "coin": "DOGE"})[0]["coin"] == "DOGE"


def test_okx_says_itself_which_candle_is_over() -> None:
    (found,) = rows(Okx(), OKX, fetched_at=LATER, **HOURLY)
    assert (found["start"], found["end"], found["close"]) == (at(14), at(14, 1), 119500.0)
    assert found["volume_usd"] == 10555000.25


def test_a_day_that_opens_at_midnight_in_hong_kong_is_no_day() -> None:
    asian = {**OKX, "data": [["1752422400000", "1", "2", "1", "2", "5", "5", "5", "1"]]}  # 13 July 16:00 UTC
    assert trouble(lambda: Okx().read(answer(Okx(), asian, fetched_at=LATER, **DAILY))) == "malformed"


def test_bybit_turns_its_list_round_and_leaves_the_running_hour_out() -> None:
    found = rows(Bybit(), BYBIT, fetched_at=at(14, 1, 30), **HOURLY)
    assert [(row["start"], row["high"], row["volume_usd"]) for row in found] == [(at(14), 119600.0, 10555000.25)]
    assert len(rows(Bybit(), BYBIT, fetched_at=LATER, **HOURLY)) == 2


def test_bybit_must_answer_for_the_spot_pair_that_was_asked() -> None:
    for wrong in ({"symbol": "ETHUSDT"}, {"category": "linear"}):
        body = {**BYBIT, "result": {**BYBIT["result"], **wrong}}  # type: ignore[dict-item]
        assert trouble(lambda body=body: Bybit().read(answer(Bybit(), body, fetched_at=LATER, **HOURLY))) == "malformed"


def test_a_candle_without_a_number_to_close_at_is_left_out() -> None:
    for hole in (None, "", ".", "n/a", "NaN", [], True):
        body = [KLINES[0], [*KLINES[1][:4], hole, *KLINES[1][5:]]]
        assert [row["start"] for row in rows(Binance(), body, fetched_at=LATER, **DAILY)] == [at(13)]


def test_a_candle_cut_short_is_left_out() -> None:
    body = [KLINES[0], [*KLINES[1][:6], 1752494399999, *KLINES[1][7:]]]
    assert [row["start"] for row in rows(Binance(), body, fetched_at=LATER, **DAILY)] == [at(13)]


def test_one_candle_twice_is_read_once_and_two_that_disagree_spoil_the_answer() -> None:
    assert len(rows(Binance(), [*KLINES, KLINES[0]], fetched_at=LATER, **DAILY)) == 2
    other = [*KLINES[0][:4], "119000.00", *KLINES[0][5:]]
    assert (
        trouble(lambda: Binance().read(answer(Binance(), [*KLINES, other], fetched_at=LATER, **DAILY))) == "malformed"
    )


def test_a_time_in_another_unit_spoils_the_answer() -> None:
    seconds = [[cell // 1000 if place in (0, 6) else cell for place, cell in enumerate(KLINES[0])]]
    micro = [[cell * 1000 if place in (0, 6) else cell for place, cell in enumerate(KLINES[0])]]
    millis = [[row[0] * 1000, *row[1:]] for row in COINBASE]
    for source, body in ((Binance(), seconds), (Binance(), micro), (Coinbase(), millis)):
        kept = answer(source, body, fetched_at=LATER, **DAILY)
        assert trouble(lambda source=source, kept=kept: source.read(kept)) == "malformed"


@pytest.mark.parametrize(
    ("source", "nothing"),
    [
        (Binance(), []), (Coinbase(), []), (Okx(), {"code": "0", "msg": "", "data": []}),
        (Bybit(), {**BYBIT, "result": {"symbol": "BTCUSDT", "category": "spot", "list": []}}),
        (Kraken(), {"error": [], "result": {"XXBTZUSD": [], "last": 0}}),
    ],
)  # fmt: skip
def test_an_empty_list_is_no_data_and_no_zero(source: Any, nothing: Any) -> None:
    assert trouble(lambda: source.read(answer(source, nothing, **DAILY))) == "empty"


@pytest.mark.parametrize("source", VENUES, ids=lambda source: source.name)
def test_what_is_no_answer_is_malformed(source: Any) -> None:
    whole = json.dumps(BODIES[source.name]).encode()
    for body in (b"", b"null", b"3", b'"text"', whole[:-40], b"[[]]", b"[1, 2]", b"{}", whole.replace(b"1752", b"NaN")):
        assert trouble(lambda body=body: source.read(answer(source, body, **DAILY))) == "malformed"


def test_binance_open_interest_is_in_dollars_by_the_hour() -> None:
    asked = {"kind": "open_interest", "coin": "BTC", "step": "3600", "end": "2025-07-14T12:00:00Z"}
    found = rows(Binance(), INTEREST, **asked)
    assert found == [
        {
            "coin": "BTC",
            "venues": "Binance",
            "time": at(14, 11),
            "open_interest_usd": 9401011900.5,
            "source": "Binance",
        },
        {
            "coin": "BTC",
            "venues": "Binance",
            "time": at(14, 12),
            "open_interest_usd": 9760061000.25,
            "source": "Binance",
        },
    ]
    assert len(rows(Binance(), INTEREST, **{**asked, "end": "2025-07-14T11:30:00Z"})) == 1, "nothing of a later time"
    wrong = [{**INTEREST[0], "symbol": "ETHUSDT"}]
    assert trouble(lambda: Binance().read(answer(Binance(), wrong, **asked))) == "malformed"
    assert trouble(lambda: Binance().read(answer(Binance(), [], **asked))) == "empty"


@given(body=spoiled(KLINES))
def test_no_spoiled_binance_answer_gives_anything_but_figures_or_the_one_error(body: Any) -> None:
    sound(Binance(), answer(Binance(), body, fetched_at=LATER, **DAILY))


@given(body=spoiled(INTEREST))
def test_no_spoiled_open_interest_gives_anything_but_figures_or_the_one_error(body: Any) -> None:
    sound(Binance(), answer(Binance(), body, **{**HOURLY, "kind": "open_interest"}))


@given(body=spoiled(COINBASE))
def test_no_spoiled_coinbase_answer_gives_anything_but_figures_or_the_one_error(body: Any) -> None:
    sound(Coinbase(), answer(Coinbase(), body, fetched_at=LATER, **DAILY))


@given(body=spoiled(KRAKEN))
def test_no_spoiled_kraken_answer_gives_anything_but_figures_or_the_one_error(body: Any) -> None:
    sound(Kraken(), answer(Kraken(), body, fetched_at=LATER, **DAILY))


@given(body=spoiled(OKX))
def test_no_spoiled_okx_answer_gives_anything_but_figures_or_the_one_error(body: Any) -> None:
    sound(Okx(), answer(Okx(), body, fetched_at=LATER, **HOURLY))


@given(body=spoiled(BYBIT))
def test_no_spoiled_bybit_answer_gives_anything_but_figures_or_the_one_error(body: Any) -> None:
    sound(Bybit(), answer(Bybit(), body, fetched_at=LATER, **HOURLY))


# How they say no


@pytest.mark.parametrize(
    ("source", "status", "body", "word"),
    [
        (Binance(), 400, {"code": -1121, "msg": "Invalid symbol."}, "refused"),
        (Binance(), 400, {"code": -1120, "msg": "Invalid interval."}, "refused"),
        (Binance(), 429, {"code": -1003, "msg": "Too many requests."}, "busy"),
        (Binance(), 418, {"code": -1003, "msg": "Way too much request weight used."}, "busy"),
        (Binance(), 451, {"code": 0, "msg": "Service unavailable from a restricted location"}, "geo-blocked"),
        (Binance(), 400, {"code": 0, "msg": "Service unavailable from a restricted location"}, "geo-blocked"),
        (Binance(), 403, b"<html>Forbidden</html>", "blocked"),
        (Binance(), 503, {"code": -1001, "msg": "Internal error."}, "broken"),
        (Coinbase(), 404, {"message": "NotFound"}, "refused"),
        (Coinbase(), 429, {"message": "Public rate limit exceeded"}, "busy"),
        (Coinbase(), 400, {"message": "granularity too small for the requested time range"}, "refused"),
        (Coinbase(), 500, {"message": "Internal server error"}, "broken"),
        (Kraken(), 200, {"error": ["EQuery:Unknown asset pair"]}, "refused"),
        (Kraken(), 200, {"error": ["EGeneral:Too many requests"]}, "busy"),
        (Kraken(), 200, {"error": ["EAPI:Rate limit exceeded"]}, "busy"),
        (Kraken(), 200, {"error": ["EService:Unavailable"]}, "broken"),
        (Kraken(), 520, b"<html></html>", "broken"),
        (Okx(), 200, {"code": "51001", "msg": "Instrument ID doesn't exist", "data": []}, "refused"),
        (Okx(), 429, {"code": "50011", "msg": "Too Many Requests", "data": []}, "busy"),
        (Okx(), 200, {"code": "50011", "msg": "Too Many Requests", "data": []}, "busy"),
        (Okx(), 200, {"code": "50026", "msg": "System error", "data": []}, "broken"),
        (Okx(), 200, {"data": []}, "malformed"),
        (Okx(), 403, b"<html></html>", "blocked"),
        (Bybit(), 200, {"retCode": 10001, "retMsg": "params error", "result": {}}, "refused"),
        (Bybit(), 200, {"retCode": 10006, "retMsg": "Too many visits!", "result": {}}, "busy"),
        (Bybit(), 200, {"retCode": 10016, "retMsg": "Server error.", "result": {}}, "broken"),
        (Bybit(), 200, {"result": {}}, "malformed"),
        (Bybit(), 403, b"<html>access too frequent</html>", "blocked"),
        *((source, 200, BODIES[source.name], "none") for source in VENUES),
    ],
)  # fmt: skip
def test_each_way_of_saying_no_is_told_apart(source: Any, status: int, body: Any, word: str) -> None:
    assert refusal(source, body, status) == word


# What is asked


def _questions(line: Any, name: str) -> list[dict[str, Any]]:
    return [dict(one.asked) for one in line.answers if name in one.name]


def test_binance_is_asked_for_days_hours_and_minutes_each_within_one_page() -> None:
    line = asked_by(Binance(), "candles", need())
    assert len(line.answers) == 19, "8 coins by the day and by the hour, 2 by five minutes, USDC"
    (days,) = _questions(line, "candles-btc-1d")
    assert (days["symbol"], days["interval"], days["limit"]) == ("BTCUSDT", "1d", "731")
    assert (int(days["startTime"]), int(days["endTime"])) == (1689292800000, 1752451199999)
    (hours,) = _questions(line, "candles-eth-1h")
    assert (hours["limit"], hours["endTime"], hours["end"]) == ("192", "1752494399999", "2025-07-14T12:00:00Z")
    (minutes,) = _questions(line, "candles-btc-5m")
    assert (minutes["limit"], minutes["interval"], minutes["startTime"]) == ("300", "5m", "1752404400000")
    assert _questions(line, "candles-usdc-1h")[0]["symbol"] == "USDCUSDT"
    assert set(line.web.hosts) == {"https://data-api.binance.vision"}


def test_only_days_that_are_new_are_asked_for_and_long_ones_in_pages() -> None:
    line = asked_by(Binance(), "candles", need(coins=("BTC",), since={"candles": at(10, 7)}))
    assert _questions(line, "1d")[0]["limit"] == "4"
    line = asked_by(Binance(), "candles", need(coins=("BTC",), since={"candles": at(1, year=2020)}))
    assert [page["limit"] for page in _questions(line, "1d")] == ["1000", "839"]


def test_a_coin_that_binance_does_not_know_costs_only_itself() -> None:
    def reply(_path: str, params: Any) -> Any:
        unknown = params["symbol"] == "LEOUSDT"
        return (400, {"code": -1121, "msg": "Invalid symbol."}) if unknown else KLINES

    line = asked_by(Binance(), "candles", need(coins=("BTC", "LEO")), reply)
    assert sum("refused" not in one.asked for one in line.answers) == 4
    with pytest.raises(SourceError, match="Invalid symbol"):
        asked_by(Binance(), "open_interest", need(coins=("LEO",)), reply)


def test_where_binance_is_not_served_its_next_host_is_asked() -> None:
    def reply(_path: str, params: Any) -> Any:
        return (451, {"code": 0, "msg": "restricted"}) if "vision" in params["host"] else KLINES

    line = asked_by(Binance(), "candles", need(coins=("BTC",)), reply)
    assert "https://api.binance.com" in line.web.hosts
    assert {one.status for one in line.answers if "refused" not in one.asked} == {200}


def test_a_source_that_is_gone_says_so_once() -> None:
    for source in VENUES:
        assert trouble(lambda source=source: asked_by(source, "candles", need(), unreachable)) == "unreachable"


def test_a_full_line_ends_the_questions_but_keeps_what_came() -> None:
    def reply(_path: str, params: Any) -> Any:
        return (429, {"code": -1003, "msg": "Too many."}) if params["symbol"] == "SOLUSDT" else KLINES

    line = line_to(Binance(), reply)
    assert trouble(lambda: run(Binance().ask("candles", need(), line))) == "busy"
    assert any("refused" not in one.asked for one in line.answers)


def test_one_broken_answer_is_told_when_the_others_have_come() -> None:
    def reply(_path: str, params: Any) -> Any:
        return (502, b"bad") if params["symbol"] == "BTCUSDT" and params["interval"] == "1d" else KLINES

    line = line_to(Binance(), reply)
    assert trouble(lambda: run(Binance().ask("candles", need(), line))) == "broken"
    assert sum("refused" not in one.asked for one in line.answers) == 18


def test_open_interest_is_asked_of_the_futures_host_for_the_last_month_at_most() -> None:
    line = asked_by(Binance(), "open_interest", need(coins=("BTC", "PEPE")))
    assert set(line.web.hosts) == {"https://fapi.binance.com"}
    assert [one["symbol"] for one in _questions(line, "open-interest")] == ["BTCUSDT", "1000PEPEUSDT"]
    assert line.web.asked[0] == ("/futures/data/openInterestHist", {
        "symbol": "BTCUSDT", "period": "1h", "limit": 500, "startTime": 1751803200000, "endTime": 1752494400000,
    })  # fmt: skip
    long_ago = need(now=at(20, month=9))
    assert trouble(lambda: asked_by(Binance(), "open_interest", long_ago)) == "empty"


@pytest.mark.parametrize(("source", "count"), [(Coinbase(), 13), (Kraken(), 11), (Okx(), 12), (Bybit(), 12)])
def test_a_venue_that_steps_in_is_asked_few_questions_of_one_page_each(source: Any, count: int) -> None:
    replies = {**BODIES, "binance": []}
    line = asked_by(source, "candles", need(), lambda _path, _params: replies[source.name])
    assert len(line.answers) == count
    assert len({one.name for one in line.answers}) == count
    assert count <= source.rate[0], "none of them waits for another"


def test_coinbase_is_never_asked_for_more_than_three_hundred_candles() -> None:
    line = asked_by(Coinbase(), "candles", need())
    for path, params in line.web.asked:
        first, last = (at(1).fromisoformat(params[name]) for name in ("start", "end"))
        assert path.startswith("/products/")
        assert (last - first) / timedelta(seconds=params["granularity"]) <= 299
    assert "/products/USDT-USD/candles" in {path for path, _ in line.web.asked}


def test_kraken_is_asked_by_its_own_names_from_one_candle_earlier() -> None:
    line = asked_by(Kraken(), "candles", need(coins=("BTC", "DOGE")), lambda _path, _params: KRAKEN)
    asked = [params for _, params in line.web.asked]
    assert {one["pair"] for one in asked} == {"XBTUSD", "XDGUSD", "USDTUSD"}
    assert {one["interval"] for one in asked} == {5, 60, 1440}
    assert min(one["since"] for one in asked if one["interval"] == 60) == 1752494400 - 193 * 3600


def test_okx_is_asked_for_days_of_utc_and_for_older_ones_elsewhere() -> None:
    line = asked_by(Okx(), "candles", need(coins=("BTC",)), lambda _path, _params: OKX)
    bars = {params["bar"]: params for _, params in line.web.asked}
    assert set(bars) == {"1H", "5m", "1Dutc"}
    assert bars["1H"] == {"instId": "BTC-USDT", "bar": "1H", "limit": 192, "after": 1752494400000}
    old = asked_by(Okx(), "candles", need(coins=("BTC",), now=at(20, month=12)), lambda _path, _params: OKX)
    assert {path for path, params in old.web.asked if params["bar"] == "5m"} == {"/api/v5/market/history-candles"}
    assert max(params["limit"] for path, params in old.web.asked if "history" in path) == 100


# The past


def test_the_past_of_a_coin_begins_where_it_was_listed_and_comes_with_its_hours() -> None:
    def reply(_path: str, params: Any) -> Any:
        assert params["limit"] <= 1000
        if params["interval"] == "1h":
            return KLINES
        first = max(params["startTime"], 1752364800000)  # listed on 13 July
        found = [row for row in KLINES if first <= row[0] <= params["endTime"]]
        return found[: params["limit"]]

    source, line = Binance(), None
    line = line_to(source, reply, now=LATER)
    covered = run(source.walk("candles", "BTC", at(1, year=2020), LATER, line))
    assert covered == at(15)
    assert [params["interval"] for _, params in line.web.asked] == ["1d", "1h"]
    assert (line.web.asked[1][1]["startTime"], line.web.asked[1][1]["limit"]) == (1752364800000, 48)
    assert run(source.walk("candles", "BTC", covered, LATER, line_to(source, reply, now=LATER))) is None


def test_a_page_of_the_past_is_250_days_and_their_six_thousand_hours() -> None:
    def reply(_path: str, params: Any) -> Any:
        step = {"1d": 86_400_000, "1h": 3_600_000}[params["interval"]]
        starts = range(params["startTime"], params["endTime"], step)
        return [[one, "1", "2", "1", "2", "1", one + step - 1, "1"] for one in starts][: params["limit"]]

    line = line_to(Binance(), reply, now=LATER)
    covered = run(Binance().walk("candles", "BTC", at(1, month=1, year=2020), LATER, line))
    assert covered == at(1, month=1, year=2020) + timedelta(days=250)
    assert [params["limit"] for _, params in line.web.asked] == [250, 1000, 1000, 1000, 1000, 1000, 1000]
    assert sum(len(list(Binance().read(one))) for one in line.answers) == 250 + 6000


def test_there_is_no_past_of_an_unknown_coin_and_a_wall_is_no_end_of_it() -> None:
    unknown = line_to(Binance(), lambda _path, _params: (400, {"code": -1121, "msg": "Invalid symbol."}))
    assert run(Binance().walk("candles", "NOPE", at(1), NOON, unknown)) is None
    wall = line_to(Binance(), lambda _path, _params: (403, b"<html>"))
    assert trouble(lambda: run(Binance().walk("candles", "BTC", at(1), NOON, wall))) == "blocked"
    assert run(Binance().walk("candles", "BTC", at(14), NOON, wall)) is None, "no day between is over"


def test_open_interest_of_the_past_comes_in_pages_within_the_last_month() -> None:
    pages, start = [], at(1, year=2020)
    while True:
        line = line_to(Binance(), lambda _path, _params: INTEREST)
        found = run(Binance().walk("open_interest", "BTC", start, NOON, line))
        if found is None:
            break
        pages.append(line.web.asked[0][1])
        start = found
    assert [(one["startTime"], one["endTime"]) for one in pages] == [
        (1749988800000, 1751785200000), (1751785200000, 1752494400000),
    ]  # fmt: skip


@pytest.mark.parametrize("source", VENUES[1:], ids=lambda source: source.name)
def test_only_binance_is_walked(source: Any) -> None:
    assert run(source.walk("candles", "BTC", at(1), NOON, line_to(source, unreachable))) is None

"""The sources beside the exchanges: CoinGecko, Hyperliquid, Deribit, alternative.me, FRED and Alpha Vantage."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from newsgen.catalogue import COINS, INDICES
from newsgen.gather.alphavantage import AlphaVantage
from newsgen.gather.alternative import Alternative
from newsgen.gather.coingecko import DEMO, IDS, PRO, CoinGecko
from newsgen.gather.deribit import Deribit
from newsgen.gather.fred import Fred
from newsgen.gather.hyperliquid import Hyperliquid
from newsgen.keys import KEYS
from tests.source_kit import (
    EIGHT,
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

ALL = (CoinGecko(), Hyperliquid(), Deribit(), Alternative(), Fred(), AlphaVantage())
END = {"end": "2025-07-14T12:00:00Z"}
PRICE = {
    "id": "bitcoin", "symbol": "btc", "name": "Bitcoin", "current_price": 121987.45, "market_cap": 1555886872303,
    "high_24h": 123091, "low_24h": 117500, "price_change_24h": 4400.1, "ath": 126080, "roi": None,
    "last_updated": "2025-07-14T11:59:21.599Z",
}  # fmt: skip
GLOBAL = {"data": {
    "active_cryptocurrencies": 17397, "markets": 1476,
    "total_market_cap": {"btc": 34570737.199462704, "usd": 2621040321355.0405},
    "market_cap_percentage": {"btc": 57.9539332566265, "eth": 9.58227145398409},
    "market_cap_change_percentage_24h_usd": -1.6081983639177684, "updated_at": 1752451500,
}}  # fmt: skip
CONTEXTS = [
    {"universe": [{"name": "BTC", "szDecimals": 5}, {"name": "ETH", "szDecimals": 4}, {"name": "kPEPE"}]},
    [
        {"funding": "0.0000125", "markPx": "14.3161", "midPx": None, "openInterest": "688.11", "premium": None},
        {"funding": "-0.000031", "markPx": "6.0436", "midPx": "6.0431", "openInterest": "1882.55"},
        {"funding": "0.0000125", "markPx": "0.0123", "midPx": "0.0123", "openInterest": "1000000.0"},
    ],
]
DVOL = {"jsonrpc": "2.0", "result": {"continuation": None, "data": [
    [1752364800000, 38.2, 39.9, 37.8, 39.5], [1752451200000, 39.5, 43.1, 39.4, 42.7],
]}, "usIn": 1, "usOut": 2}  # fmt: skip
MOOD = {"name": "Fear and Greed Index", "data": [
    {"value": "74", "value_classification": "Greed", "timestamp": "1752451200", "time_until_update": "43200"},
    {"value": "79", "value_classification": "Extreme Greed", "timestamp": "1752364800"},
], "metadata": {"error": None}}  # fmt: skip
CLOSES = {"units": "lin", "sort_order": "desc", "count": 2610, "observations": [
    {"realtime_start": "2025-07-14", "realtime_end": "2025-07-14", "date": "2025-07-11", "value": "6259.75"},
    {"realtime_start": "2025-07-14", "realtime_end": "2025-07-14", "date": "2025-07-10", "value": "6280.46"},
    {"realtime_start": "2025-07-14", "realtime_end": "2025-07-14", "date": "2025-07-04", "value": "."},
]}  # fmt: skip
TABLE = b"observation_date,SP500,NASDAQCOM\n2025-07-10,6280.46,20630.66\n2025-07-04,.,\n2025-07-11,6259.75,20585.53\n"
FUND = {
    "Meta Data": {"1. Information": "Daily Prices (open, high, low, close) and Volumes", "2. Symbol": "SPY"},
    "Time Series (Daily)": {
        "2025-07-11": {"1. open": "623.1600", "2. high": "624.8600", "3. low": "621.5300", "4. close": "623.6200",
                       "5. volume": "63670200"},
        "2025-07-10": {"1. open": "624.2000", "2. high": "626.8700", "3. low": "623.0100", "4. close": "625.8200",
                       "5. volume": "57529000"},
    },
}  # fmt: skip
MALFORMED = (b"", b"null", b"3", b"[[]]", b"[1, 2]", b'{"data": 1}', b'{"result": [], "observations": {}}')


# CoinGecko


def test_a_coingecko_price_is_a_close_and_nothing_else() -> None:
    (found,) = rows(CoinGecko(), [PRICE], kind="candles", coins="BTC,ETH")
    assert found == {
        "coin": "BTC", "venue": "CoinGecko", "start": at(13, 11, 59).replace(second=21),
        "end": at(14, 11, 59).replace(second=21), "close": 121987.45,
    }  # fmt: skip


def test_a_real_coingecko_page_gives_the_coins_that_were_asked_for(shared: Path) -> None:
    body = (shared / "fixtures/coingecko/coins_markets_usd_2026-09-12.json").read_bytes()
    found = rows(CoinGecko(), body, fetched_at=at(12, 18, month=9, year=2026), kind="candles", coins="ETH,BNB,XRP,DOT")
    assert {row["coin"]: row["close"] for row in found} == {"ETH": 2525.34, "BNB": 730.7, "XRP": 1.37, "DOT": 1.034}
    assert {row["end"] for row in found} == {at(12, 17, 56, month=9, year=2026).replace(second=10)}


def test_what_a_real_coingecko_page_calls_high_can_lie_below_the_open_it_implies(shared: Path) -> None:
    page = json.loads((shared / "fixtures/coingecko/coins_markets_usd_2026-09-12.json").read_bytes())
    ether = next(one for one in page if one["symbol"] == "eth")
    assert ether["current_price"] - ether["price_change_24h"] > ether["high_24h"]


def test_an_id_that_means_another_coin_now_and_an_old_price_are_left_out() -> None:
    for wrong in ({"symbol": "wbtc"}, {"id": "unasked"}, {"current_price": None}, {"last_updated": None},
                  {"last_updated": "2025-07-12T11:59:00Z"}, {"last_updated": "2025-07-14T13:00:00Z"}):  # fmt: skip
        kept = answer(CoinGecko(), [{**PRICE, **wrong}], kind="candles", coins="BTC")
        assert trouble(lambda kept=kept: CoinGecko().read(kept)) == "empty"


def test_every_coin_has_an_id_of_its_own() -> None:
    assert set(COINS) <= IDS.keys()
    assert len(set(IDS.values())) == len(IDS)


def test_the_whole_market_just_after_midnight_is_the_day_before_s() -> None:
    (found,) = rows(CoinGecko(), GLOBAL, fetched_at=at(14, 0, 6), kind="market")
    assert found == {
        "date": date(2025, 7, 13), "market_cap_usd": 2621040321355.0405, "btc_dominance_pct": 57.9539332566265,
        "source": "CoinGecko",
    }  # fmt: skip


def test_an_empty_object_is_no_data() -> None:
    for kind in ("market", "candles"):
        assert trouble(lambda kind=kind: CoinGecko().read(answer(CoinGecko(), {}, kind=kind, coins="BTC"))) == "empty"


def test_the_whole_market_in_mid_day_is_no_day_s_value() -> None:
    noon = {"data": {**GLOBAL["data"], "updated_at": 1752494400}}
    assert trouble(lambda: CoinGecko().read(answer(CoinGecko(), noon, kind="market"))) == "empty"
    ahead = answer(CoinGecko(), GLOBAL, fetched_at=at(13, 23), kind="market")
    assert trouble(lambda: CoinGecko().read(ahead)) == "empty", "a time to come"


@pytest.mark.parametrize(
    ("status", "body", "word"),
    [
        (429, {"status": {"error_code": 429, "error_message": "You've exceeded the Rate Limit."}}, "busy"),
        (401, {"status": {"error_code": 10002, "error_message": "API Key Missing"}}, "key"),
        (401, {"error": {"status": {"error_code": 10012, "error_message": "exceeds the allowed time range"}}}, "plan"),
        (403, {"status": {"error_code": 10005, "error_message": "limited to PRO"}}, "plan"),
        (400, {"status": {"error_code": 10010, "error_message": "If you are using Pro API key, change"}}, "key"),
        (400, {"error_code": 10011, "status": {"error_code": 10011, "error_message": "x"}}, "key"),
        (404, {"error": "coin not found"}, "refused"),
        (403, b"<!DOCTYPE html><title>Access denied | 1020</title>", "blocked"),
        (200, b"<html>Just a moment...</html>", "blocked"),
        (200, [PRICE], "none"),
        (200, GLOBAL, "none"),
    ],
)
def test_each_of_coingecko_s_refusals_is_told_apart(status: int, body: Any, word: str) -> None:
    assert refusal(CoinGecko(), body, status) == word


def test_coingecko_s_two_keys_have_hosts_and_headers_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked() -> tuple[Any, Any]:
        line = asked_by(CoinGecko(), "candles", need(), lambda _path, _params: [PRICE])
        return line.web.hosts, line.web.headers

    assert asked() == (["https://api.coingecko.com"], [{}])
    monkeypatch.setenv(DEMO, "CG-demo")
    assert asked() == (["https://api.coingecko.com"], [{"x-cg-demo-api-key": "CG-demo"}])
    monkeypatch.setenv(PRO, "CG-pro")
    assert trouble(asked) == "key", "they exclude each other"
    monkeypatch.delenv(DEMO)
    assert asked() == (["https://pro-api.coingecko.com"], [{"x-cg-pro-api-key": "CG-pro"}])


def test_coingecko_is_asked_once_for_all_coins_and_two_that_are_worth_a_dollar() -> None:
    line = asked_by(CoinGecko(), "candles", need(coins=("BTC", "NOPE")), lambda _path, _params: [PRICE])
    assert line.web.asked[0][1]["ids"] == "bitcoin,tether,usd-coin"
    assert line.answers[0].asked["coins"] == "BTC,USDT,USDC"


# Hyperliquid


def test_hyperliquid_tells_dollars_and_percent_by_the_hour() -> None:
    found = rows(Hyperliquid(), CONTEXTS, kind="positions", coins="BTC,ETH,SOL,PEPE", **END)
    cells = {"venues": "Hyperliquid", "time": NOON, "source": "Hyperliquid"}
    assert found[0] == {"coin": "BTC", **cells, "open_interest_usd": pytest.approx(9851.051571)}  # 688.11 x 14.3161
    assert [row["coin"] for row in found] == ["BTC", "ETH", "PEPE", "BTC", "ETH", "PEPE"]
    assert found[3] == {"coin": "BTC", **cells, "funding_rate_pct": 0.00125, "interval_hours": 1.0}
    assert found[4]["funding_rate_pct"] == -0.0031
    assert found[2]["open_interest_usd"] == pytest.approx(12300.0)


def test_hyperliquid_s_two_lists_must_be_of_one_length() -> None:
    kept = answer(Hyperliquid(), [CONTEXTS[0], CONTEXTS[1][:2]], kind="positions", coins="BTC", **END)  # type: ignore[index]
    assert trouble(lambda: Hyperliquid().read(kept)) == "malformed"


def test_a_coin_that_is_not_traded_has_neither_open_interest_nor_funding() -> None:
    body = [{"universe": [{"name": "BTC"}]}, [{"funding": "0.01", "markPx": "5", "openInterest": "0.0"}]]
    kept = answer(Hyperliquid(), body, kind="positions", coins="BTC", **END)
    assert trouble(lambda: Hyperliquid().read(kept)) == "empty"


def test_a_rate_too_large_to_be_one_is_none() -> None:
    body = [{"universe": [{"name": "BTC"}]}, [{"funding": 1.7e308, "markPx": "5", "openInterest": "2"}]]
    (found,) = rows(Hyperliquid(), body, kind="positions", coins="BTC", **END)
    assert found["open_interest_usd"] == 10.0


def test_hyperliquid_is_asked_once_by_post_and_only_of_the_present() -> None:
    line = asked_by(Hyperliquid(), "positions", need(), lambda _path, _params: CONTEXTS)
    assert (line.web.asked, line.web.posted) == ([("/info", {})], [{"type": "metaAndAssetCtxs"}])
    past = need(now=NOON + timedelta(hours=1))
    assert trouble(lambda: asked_by(Hyperliquid(), "positions", past, unreachable)) == "empty"
    assert refusal(Hyperliquid(), "Failed to deserialize the JSON body into the target type", 422) == "refused"
    assert refusal(Hyperliquid(), b"Failed to deserialize the JSON body", 422) == "refused"
    assert refusal(Hyperliquid(), b"", 429) == "busy"


# Deribit


def test_a_volatility_index_is_kept_among_the_indices_by_days_that_are_over() -> None:
    found = rows(Deribit(), DVOL, kind="volatility", coin="BTC", **END)
    assert found == [{
        "index": "DVOL_BTC", "date": date(2025, 7, 13), "source": "Deribit",
        "open": 38.2, "high": 39.9, "low": 37.8, "close": 39.5,
    }]  # fmt: skip
    assert found[0]["index"] not in INDICES, "nothing is told of it"
    evening = {"jsonrpc": "2.0", "result": {"data": [[1752433200000, 1, 1, 1, 1]]}}
    kept = answer(Deribit(), evening, kind="volatility", coin="BTC", **END)
    assert trouble(lambda: Deribit().read(kept)) == "malformed", "no day begins at 19:00"


def test_deribit_is_asked_for_both_indices_and_its_past_is_walked() -> None:
    line = asked_by(Deribit(), "volatility", need(), lambda _path, _params: DVOL)
    assert [params["currency"] for _, params in line.web.asked] == ["BTC", "ETH"]
    assert line.web.asked[0][1]["end_timestamp"] == 1752451199999
    line = line_to(Deribit(), lambda _path, _params: DVOL)
    assert run(Deribit().walk("volatility", "BTC", at(1, year=2021), NOON, line)) == at(1, year=2021) + timedelta(
        days=900
    )
    assert run(Deribit().walk("volatility", "SOL", at(1, year=2021), NOON, line)) is None
    assert (
        refusal(Deribit(), {"jsonrpc": "2.0", "error": {"code": 10028, "message": "too_many_requests"}}, 400) == "busy"
    )
    assert (
        refusal(Deribit(), {"jsonrpc": "2.0", "error": {"code": -32602, "message": "Invalid params"}}, 400) == "refused"
    )


# alternative.me


def test_fear_and_greed_is_dated_by_its_own_time() -> None:
    found = rows(Alternative(), MOOD, kind="sentiment", **END)
    assert [(row["date"], row["value"], row["label"]) for row in found] == [
        (date(2025, 7, 13), 79.0, "Extreme Greed"), (date(2025, 7, 14), 74.0, "Greed"),
    ]  # fmt: skip
    assert {(row["index"], row["source"]) for row in found} == {("fear_greed", "alternative.me")}


def test_before_the_refresh_the_newest_value_stays_the_day_before_s() -> None:
    late = {**MOOD, "data": MOOD["data"][1:]}  # type: ignore[index]
    found = rows(Alternative(), late, fetched_at=at(14, 0, 1), kind="sentiment", end="2025-07-14T00:01:00Z")
    assert [row["date"] for row in found] == [date(2025, 7, 13)]


def test_a_label_that_is_none_of_the_five_is_not_taken_over() -> None:
    body = {**MOOD, "data": [{**MOOD["data"][0], "value_classification": "Buy <b>now</b>"}]}  # type: ignore[index]
    assert "label" not in rows(Alternative(), body, kind="sentiment", **END)[0]


def test_two_values_of_one_day_that_disagree_are_not_read() -> None:
    body = {**MOOD, "data": [*MOOD["data"], {**MOOD["data"][1], "value": "10"}]}  # type: ignore[misc, index]
    assert trouble(lambda: Alternative().read(answer(Alternative(), body, kind="sentiment", **END))) == "malformed"


def test_alternative_is_asked_for_what_is_new_and_walked_in_one_question() -> None:
    line = asked_by(Alternative(), "sentiment", need(), lambda _path, _params: MOOD)
    assert line.web.asked == [("/fng/", {"limit": 410, "format": "json"})]
    line = asked_by(Alternative(), "sentiment", need(since={"sentiment": at(12)}), lambda _path, _params: MOOD)
    assert line.web.asked[0][1]["limit"] == 12
    line = line_to(Alternative(), lambda _path, _params: MOOD)
    assert run(Alternative().walk("sentiment", "*", at(1, year=2018), NOON, line)) == NOON
    assert line.web.asked[0][1]["limit"] == 0
    assert run(Alternative().walk("sentiment", "*", NOON, NOON, line)) is None
    assert refusal(Alternative(), {"data": [], "metadata": {"error": "Too many requests"}}) == "busy"
    assert refusal(Alternative(), {"data": None, "metadata": {"error": "Invalid limit"}}) == "refused"
    assert refusal(Alternative(), {"data": [], "metadata": {"error": "Internal error"}}) == "broken"
    assert refusal(Alternative(), MOOD) == "none"


# FRED


def test_a_fred_holiday_is_no_session() -> None:
    found = rows(Fred(), CLOSES, kind="indices", index="SPX", **END)
    assert found == [
        {"index": "SPX", "date": date(2025, 7, 10), "close": 6280.46, "source": "FRED"},
        {"index": "SPX", "date": date(2025, 7, 11), "close": 6259.75, "source": "FRED"},
    ]
    dots = {**CLOSES, "observations": CLOSES["observations"][2:]}  # type: ignore[index]
    assert trouble(lambda: Fred().read(answer(Fred(), dots, kind="indices", index="SPX", **END))) == "empty"


def test_a_session_that_has_not_closed_is_left_out() -> None:
    before = {"kind": "indices", "index": "SPX", "end": "2025-07-11T20:59:00Z"}
    assert [row["date"] for row in rows(Fred(), CLOSES, **before)] == [date(2025, 7, 10)]


def test_the_emergency_table_gives_the_same_closes() -> None:
    found = rows(Fred(), TABLE, kind="table", **END)
    assert [(row["index"], row["date"].day, row["close"]) for row in found] == [
        ("IXIC", 10, 20630.66), ("IXIC", 11, 20585.53), ("SPX", 10, 6280.46), ("SPX", 11, 6259.75),
    ]  # fmt: skip
    old = TABLE.replace(b"observation_date", b"DATE")
    assert rows(Fred(), old, kind="table", **END) == found


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"<!DOCTYPE html><html>", "blocked"), (b"<?xml version='1.0'?><error code='400'/>", "blocked"),
        (b"", "malformed"), (b"day,SP500\n", "malformed"), (TABLE[:-12], "malformed"),
        (b"observation_date,SP500\n2025-07-11,n/a\n", "malformed"), (b"observation_date,SP500\n", "empty"),
        (b"observation_date,SP500\n11.7.2025,6259.75\n", "malformed"), (b"\xff\xfe", "malformed"),
    ],
)  # fmt: skip
def test_a_table_that_is_none_is_told_apart(body: bytes, word: str) -> None:
    assert trouble(lambda: Fred().read(answer(Fred(), body, kind="table", **END))) == word


def test_fred_is_asked_per_index_with_a_key_and_once_without() -> None:
    line = asked_by(Fred(), "indices", need(), lambda _path, _params: CLOSES, key="0123456789abcdef0123456789abcdef")
    assert {one.asked["index"] for one in line.answers} == {"SPX", "IXIC", "DJI", "VIX"}
    assert (line.web.asked[0][0], line.web.asked[0][1]["observation_end"]) == (
        "/fred/series/observations",
        "2025-07-14",
    )
    kept = json.dumps([[one.url, dict(one.asked)] for one in line.answers])
    assert "0123456789abcdef" not in kept, "the key is in nothing that is kept"
    line = asked_by(Fred(), "indices", need(), lambda _path, _params: TABLE)
    assert line.web.hosts == ["https://fred.stlouisfed.org"]
    assert line.web.asked[0][1]["id"] == "SP500,NASDAQCOM,DJIA,VIXCLS"
    assert len(list(Fred().read(line.answers[0]))) == 4
    assert run(Fred().walk("indices", "*", at(1, year=2016), NOON, line)) == NOON


def test_fred_s_refusals_are_told_apart() -> None:
    wrong = "Bad Request.  The value for variable api_key is not a 32 character alpha-numeric lower-case string."
    assert refusal(Fred(), {"error_code": 400, "error_message": wrong}, 400) == "key"
    missing = "Bad Request.  The series does not exist."
    assert refusal(Fred(), {"error_code": 400, "error_message": missing}, 400) == "refused"
    assert refusal(Fred(), {"error_code": 429, "error_message": "Too Many Requests."}, 429) == "busy"
    assert refusal(Fred(), {"error_code": 500, "error_message": "Internal Server Error"}, 500) == "broken"
    assert refusal(Fred(), b"<html>", 403) == "blocked"
    assert refusal(Fred(), CLOSES) == "none"


# Alpha Vantage


def test_a_fund_is_never_kept_as_the_index_it_follows() -> None:
    found = rows(AlphaVantage(), FUND, kind="indices", fund="SPY", **END)
    assert found[1] == {
        "index": "SPY", "date": date(2025, 7, 11), "source": "Alpha Vantage",
        "open": 623.16, "high": 624.86, "low": 621.53, "close": 623.62,
    }  # fmt: skip
    assert [row["date"].day for row in found] == [10, 11]
    assert not {"SPY", "QQQ"} & set(INDICES), "nothing is told of them"


def test_alpha_vantage_must_answer_for_the_fund_that_was_asked() -> None:
    assert (
        trouble(lambda: AlphaVantage().read(answer(AlphaVantage(), FUND, kind="indices", fund="QQQ", **END)))
        == "malformed"
    )
    for nothing in ({}, {"Global Quote": {}}):
        kept = answer(AlphaVantage(), nothing, kind="indices", fund="SPY", **END)
        assert trouble(lambda kept=kept: AlphaVantage().read(kept)) == "empty"
    none = {**FUND, "Time Series (Daily)": {}}
    assert (
        trouble(lambda: AlphaVantage().read(answer(AlphaVantage(), none, kind="indices", fund="SPY", **END))) == "empty"
    )


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"Information": "We have detected your API key as SECRET and our rate limit is 25 requests per day."}, "busy"),
        ({"Information": "The **demo** API key is for demo purposes only."}, "key"),
        ({"Information": "Thank you! This is a premium endpoint."}, "plan"),
        ({"Note": "Our standard API call frequency is 5 calls per minute."}, "busy"),
        ({"Error Message": "the parameter apikey is invalid or missing. SECRET"}, "key"),
        ({"Error Message": "Invalid API call. Please retry or visit the documentation."}, "refused"),
        (FUND, "none"),
    ],
)  # fmt: skip
def test_alpha_vantage_s_refusals_are_told_apart_and_never_repeated(body: Any, word: str) -> None:
    assert refusal(AlphaVantage(), body) == word
    line = line_to(AlphaVantage(), lambda _path, _params: body)
    if word != "none":
        with pytest.raises(Exception, match="Alpha Vantage: ") as caught:
            run(line.get("q", "/query"))
        assert "SECRET" not in str(caught.value)


def test_alpha_vantage_is_asked_for_two_funds_and_not_without_a_key() -> None:
    line = asked_by(AlphaVantage(), "indices", need(), lambda _path, _params: FUND, key="SECRET")
    assert [params["symbol"] for _, params in line.web.asked] == ["SPY", "QQQ"]
    assert not any("SECRET" in one.url + json.dumps(dict(one.asked)) for one in line.answers)
    assert trouble(lambda: asked_by(AlphaVantage(), "indices", need(), unreachable)) == "key"


# All of them


@pytest.mark.parametrize("source", ALL, ids=lambda source: source.name)
def test_what_is_no_answer_is_malformed(source: Any) -> None:
    asked = {"kind": "indices", "index": "SPX", "coins": "BTC", "coin": "BTC", "fund": "SPY", **END}
    for body in MALFORMED:
        assert trouble(lambda body=body: source.read(answer(source, body, **asked))) == "malformed", body


@pytest.mark.parametrize("source", ALL, ids=lambda source: source.name)
def test_every_source_has_what_a_run_needs_of_it(source: Any) -> None:
    assert source.topics
    assert source.rate[0] > 0 < source.rate[1]
    assert all(host.startswith("https://") for host in source.hosts)
    assert set(source.key_names) <= KEYS.keys()
    assert not source.needs_key or source.key_names


@pytest.mark.parametrize(
    ("source", "topic", "count"),
    [
        (CoinGecko(), "candles", 1), (CoinGecko(), "market", 0), (Hyperliquid(), "positions", 1),
        (Deribit(), "volatility", 2), (Alternative(), "sentiment", 1), (Fred(), "indices", 4),
        (AlphaVantage(), "indices", 2),
    ],
)  # fmt: skip
def test_eight_coins_cost_few_questions(source: Any, topic: str, count: int) -> None:
    bodies = {"coingecko": [PRICE], "hyperliquid": CONTEXTS, "deribit": DVOL, "alternative": MOOD, "fred": CLOSES,
              "alphavantage": FUND}  # fmt: skip
    line = asked_by(source, topic, need(coins=EIGHT), lambda _path, _params: bodies[source.name], key="k" * 32)
    assert len(line.answers) == count
    assert len({one.name for one in line.answers}) == count


def test_the_whole_market_is_asked_for_just_after_midnight_alone() -> None:
    """At any other time its value is that of no day."""
    early = asked_by(CoinGecko(), "market", need(at(14, 0, 6)), lambda _path, _params: GLOBAL)
    assert [kept.name for kept in early.answers] == ["market"]
    assert asked_by(CoinGecko(), "market", need(at(14, 0, 31))).answers == []


@pytest.mark.parametrize("source", [CoinGecko(), Hyperliquid(), AlphaVantage()], ids=lambda source: source.name)
def test_what_tells_only_the_present_has_no_past(source: Any) -> None:
    assert run(source.walk("candles", "BTC", at(1), NOON, line_to(source, unreachable))) is None


@given(body=spoiled([PRICE]))
def test_no_spoiled_coingecko_page_gives_anything_but_figures_or_the_one_error(body: Any) -> None:
    sound(CoinGecko(), answer(CoinGecko(), body, kind="candles", coins="BTC,ETH"))


@given(body=spoiled(GLOBAL))
def test_no_spoiled_market_gives_anything_but_figures_or_the_one_error(body: Any) -> None:
    sound(CoinGecko(), answer(CoinGecko(), body, fetched_at=at(14, 0, 6), kind="market"))


@given(body=spoiled(CONTEXTS))
def test_no_spoiled_hyperliquid_answer_gives_anything_but_figures_or_the_one_error(body: Any) -> None:
    sound(Hyperliquid(), answer(Hyperliquid(), body, kind="positions", coins="BTC,ETH,PEPE", **END))


@given(body=spoiled(DVOL))
def test_no_spoiled_deribit_answer_gives_anything_but_figures_or_the_one_error(body: Any) -> None:
    sound(Deribit(), answer(Deribit(), body, kind="volatility", coin="BTC", **END))


@given(body=spoiled(MOOD))
def test_no_spoiled_alternative_answer_gives_anything_but_figures_or_the_one_error(body: Any) -> None:
    sound(Alternative(), answer(Alternative(), body, kind="sentiment", **END))


@given(body=spoiled(CLOSES))
def test_no_spoiled_fred_answer_gives_anything_but_figures_or_the_one_error(body: Any) -> None:
    sound(Fred(), answer(Fred(), body, kind="indices", index="SPX", **END))


@given(body=spoiled(FUND))
def test_no_spoiled_alpha_vantage_answer_gives_anything_but_figures_or_the_one_error(body: Any) -> None:
    sound(AlphaVantage(), answer(AlphaVantage(), body, kind="indices", fund="SPY", **END))

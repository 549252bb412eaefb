"""US stock indices: FRED (JSON with a key, a CSV without) and Alpha Vantage (funds in the indices' place)."""

from __future__ import annotations

from typing import Any

from .candles import Candle
from .kit import CSV, Ask, Refused, Reply, Vendor, day_of, epoch, page, said
from .papers import DAY, HOUR

FRED_KEY, VANTAGE_KEY = "fa0e0fred0key00123456789abcdef01", "FAKEVANTAGE012345"
SERIES = {"SP500": "SPX", "NASDAQCOM": "IXIC", "DJIA": "DJI", "VIXCLS": "VIX"}
FUNDS = {"SPY": ("SPX", 0.09962), "QQQ": ("NDX", 0.0243), "DIA": ("DJI", 0.01)}
READ_MORE = "Read https://fred.stlouisfed.org/docs/api/api_key.html for more information."
KEY_FORM = f"The value for variable api_key is not a 32 character alpha-numeric lower-case string.  {READ_MORE}"


def _bad(message: str) -> Refused:
    return Refused(said({"error_code": 400, "error_message": f"Bad Request.  {message}"}, 400))


def sessions(ask: Ask, index: str, delay: int) -> dict[int, Candle]:
    """Closed sessions that were published by now, oldest first."""
    known = ask.world.papers.indices[index]
    return {day: known[day] for day in sorted(known) if day + delay <= ask.world.at}


def observations(ask: Ask, index: str) -> dict[int, str]:
    """Every weekday of ten years as FRED tells it: "." where there was no session."""
    known = sessions(ask, index, DAY + 11 * 60)
    first = max(min(known), ask.world.at - 3652 * DAY)
    days = range(first // DAY * DAY, max(known) + 1, DAY)
    return {day: f"{known[day].close:.2f}" if day in known else "." for day in days if (day // DAY + 3) % 7 < 5}


def _observations(ask: Ask) -> object:
    key = ask.params.get("api_key", "")
    if not key:
        raise _bad(f"Variable api_key is not set.  {READ_MORE}")
    if len(key) != 32 or not key.isalnum() or key != key.lower():
        raise _bad(KEY_FORM)
    if key != FRED_KEY:
        raise _bad(f"The value for variable api_key is not registered.  {READ_MORE}")
    index = SERIES.get(ask.params.get("series_id", ""))
    if index is None:
        missing = "Variable series_id is not set." if not ask.params.get("series_id") else "The series does not exist."
        raise _bad(missing)
    limit = ask.whole("limit", 100_000, _bad("Variable limit is not between 1 and 100000.").reply)
    if not 1 <= limit <= 100_000:
        raise _bad("Variable limit is not between 1 and 100000.")
    first, last = _day(ask, "observation_start", -(10**11)), _day(ask, "observation_end", 10**11)
    order = ask.params.get("sort_order", "asc")
    if order not in ("asc", "desc"):
        raise _bad("Variable sort_order is not one of: 'asc', 'desc'.")
    found = [(day, value) for day, value in observations(ask, index).items() if first <= day <= last]
    today = day_of(ask.world.at)
    rows = [
        {"realtime_start": today, "realtime_end": today, "date": day_of(day), "value": value}
        for day, value in (found[::-1] if order == "desc" else found)
    ][:limit]
    if ask.params.get("file_type", "xml") != "json":
        return Reply(b'<?xml version="1.0" encoding="utf-8" ?>\n<observations/>', kind="text/xml; charset=utf-8")
    return {
        "realtime_start": today, "realtime_end": today,
        "observation_start": ask.params.get("observation_start", "1600-01-01"),
        "observation_end": ask.params.get("observation_end", "9999-12-31"), "units": "lin", "output_type": 1,
        "file_type": "json", "order_by": "observation_date", "sort_order": order, "count": len(found), "offset": 0,
        "limit": limit, "observations": rows,
    }  # fmt: skip


def _day(ask: Ask, name: str, default: int) -> int:
    try:
        return epoch(ask.params[name]) if ask.params.get(name) else default
    except ValueError:
        raise _bad(f"Variable {name} is not a valid YYYY-MM-DD date.") from None


def _graph(ask: Ask) -> object:
    """Several series side by side; a missing value is an empty cell."""
    names = [name for name in ask.params.get("id", "").split(",") if name]
    if not names or any(name not in SERIES for name in names):
        return page(404, b"<html><body>Error - St. Louis Fed</body></html>")
    columns = [observations(ask, SERIES[name]) for name in names]
    first = _day(ask, "cosd", 0)
    days = [day for day in sorted(set().union(*columns)) if day >= first]
    lines = [",".join(["observation_date", *names])]
    lines += [",".join([day_of(day), *(column.get(day, "").strip(".") for column in columns)]) for day in days]
    return Reply("\n".join([*lines, ""]).encode(), kind=CSV)


def _fred_none(_: str, body: Any) -> Any:
    """Holidays only."""
    if isinstance(body, bytes):
        head, *rows = body.decode().splitlines()
        return "\n".join([head, *(row.split(",")[0] + "," * head.count(",") for row in rows), ""]).encode()
    return {**body, "observations": [{**row, "value": "."} for row in body["observations"]]}


def _fred_vary(_: str, body: Any) -> Any:
    """The header of before 2025, and "." for what is missing."""
    if isinstance(body, bytes):
        return body.replace(b"observation_date", b"DATE").replace(b",,", b",.,").replace(b",\n", b",.\n")
    return {**body, "observations": [*body["observations"], {"date": "2025-07-04", "value": "."}]}


def _vantage(ask: Ask) -> object:
    invalid = "Invalid API call. Please retry or visit the documentation (https://www.alphavantage.co/documentation/)"
    if ask.params.get("apikey") != VANTAGE_KEY:
        return {"Error Message": "the parameter apikey is invalid or missing. Please claim your free API key."}
    kind, symbol = ask.params.get("function", ""), ask.params.get("symbol", "")
    if kind == "GLOBAL_QUOTE":
        return {"Global Quote": _quote(ask, symbol) if symbol in FUNDS else {}}
    if kind != "TIME_SERIES_DAILY" or symbol not in FUNDS:
        return {"Error Message": f"{invalid} for {kind or 'function'}."}
    if ask.params.get("outputsize", "compact") == "full":
        return {"Information": "The outputsize=full parameter value is a premium feature."}
    rows = _fund(ask, symbol)
    meta = {
        "1. Information": "Daily Prices (open, high, low, close) and Volumes", "2. Symbol": symbol,
        "3. Last Refreshed": next(iter(rows), ""), "4. Output Size": "Compact", "5. Time Zone": "US/Eastern",
    }  # fmt: skip
    return {"Meta Data": meta, "Time Series (Daily)": rows}


def _fund(ask: Ask, symbol: str) -> dict[str, dict[str, str]]:
    """The last hundred sessions, newest first."""
    index, scale = FUNDS[symbol]
    rows = {}
    for day, one in list(sessions(ask, index, 22 * HOUR).items())[:-101:-1]:
        names = ("1. open", "2. high", "3. low", "4. close")
        cells = {name: f"{price * scale:.4f}" for name, price in zip(names, one[1:5])}
        rows[day_of(day)] = {**cells, "5. volume": "63670200"}
    return rows


def _quote(ask: Ask, symbol: str) -> dict[str, str]:
    (day, last), (_, before) = list(_fund(ask, symbol).items())[:2]
    change = float(last["4. close"]) / float(before["4. close"]) - 1
    return {
        "01. symbol": symbol, "02. open": last["1. open"], "03. high": last["2. high"], "04. low": last["3. low"],
        "05. price": last["4. close"], "06. volume": last["5. volume"], "07. latest trading day": day,
        "08. previous close": before["4. close"],
        "09. change": f"{float(last['4. close']) - float(before['4. close']):.4f}",
        "10. change percent": f"{change * 100:.4f}%",
    }  # fmt: skip


def _vantage_none(_: str, __: Any) -> Any:
    return {"Global Quote": {}}


DAILY_LIMIT = "We have detected your API key and our standard API rate limit is 25 requests per day."
FRED = Vendor(
    "fred",
    {"/fred/series/observations": _observations, "/graph/fredgraph.csv": _graph},
    unknown=page(404, b"<html><body>Not found</body></html>"),
    troubles={
        "auth": said({"error_code": 400, "error_message": f"Bad Request.  {KEY_FORM}"}, 400),
        "rate": said({"error_code": 429, "error_message": "Too Many Requests.  Exceeded Rate Limit"}, 429),
        "waf": page(403),
        "html": page(),
    },
    empty=_fred_none,
    vary=_fred_vary,
    secrets=("api_key",),
    limit=(120, 60.0),
)
ALPHAVANTAGE = Vendor(
    "alphavantage",
    {"/query": _vantage},
    unknown=page(404, b"<html><body>Not found</body></html>"),
    troubles={
        "auth": said({"Error Message": "the parameter apikey is invalid or missing. Please claim your free API key."}),
        "plan": said({"Information": "Thank you! This is a premium endpoint."}),
        "rate": said(
            {"Note": "Thank you for using Alpha Vantage! Our standard API call frequency is 25 calls per day."}
        ),
        "busy": said({"Information": DAILY_LIMIT}),
    },
    empty=_vantage_none,
    secrets=("apikey",),
    limit=(1, 1.0),
)
